"""Elections for tests of areas and processes: made by the real actions, held by the real rounds."""

import json
import re
import secrets
import time
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpResponse
from django.test import Client

from stembus.apps.registrar.opening import open_election
from stembus.domain.elections import actions, papers
from stembus.domain.elections.models import Election, Poll, Trustee
from stembus.domain.elections.papers import QuestionDraft
from stembus.domain.outbox.models import Message
from stembus.domain.people.actions import appoint, register
from stembus.domain.people.models import Person, Role
from stembus.domain.proposals.queries import waiting
from stembus.domain.rolls import actions as rolls
from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.credential import derive
from stembus.protocol.decryption import make_partial_decryption
from stembus.protocol.election import parse_election
from stembus.protocol.group import group
from stembus.protocol.trustee import make_key, make_secret
from stembus.rounds import WORKERS, work_until_idle

BOARD = QuestionDraft("Who?", ["Ada", "Bob", "Cor"], min=1, max=2, blank=True)
ROLL = "email;name;weight\nann@x.nl;Ann;1\nben@x.nl;Ben;1\ncas@x.nl;Cas;3\n"


@dataclass
class Trusted:
    """A trustee with what only the trustee has."""

    trustee: Trustee
    token: str
    secret: int


def drafted(roll: str = ROLL, name: str = "Council") -> Election:
    """A draft with a ballot paper and a roll."""
    return with_paper_and_roll(actions.create_election(name), roll)


def with_paper_and_roll(election: Election, roll: str = ROLL) -> Election:
    papers.write_question(election.polls.get(), BOARD)
    if roll:
        rolls.stage(election, "roll.csv", roll.encode())
        rolls.apply(election)
    return election


def with_trustees(election: Election, number: int = 2) -> list[Trusted]:
    """Trustees who have made their keys; the election is then ready."""
    trusted = []
    for index in range(number):
        email = f"trustee{index}@x.nl"
        trustee, token = actions.add_trustee(election, name=f"Trustee {index}", email=email)
        secret = make_secret(group(election.group), secrets.token_bytes)
        key = make_key(group(election.group), secret, secrets.token_bytes)
        actions.store_trustee_key(trustee, key)
        trusted.append(Trusted(trustee, token, secret))
    election.refresh_from_db()
    return trusted


@dataclass
class Held:
    """An election that is open, with the voters' codes as they were sent."""

    election: Election
    poll: Poll
    codes: dict[str, str]
    trusted: list[Trusted]

    def ballot(self, voter: str, choices: list[list[int]]) -> bytes:
        election = parse_election(self.poll.definition.encode())
        secret = derive(election.group, election.uuid, self.codes[voter])
        return make_ballot(election, secret, choices, secrets.token_bytes)

    def cast(self, raw: bytes, client: Client | None = None):
        """POST a ballot as a browser does: (status, answer)."""
        response = (client or Client()).post(
            f"/polls/{self.poll.uuid}/ballots", raw, content_type="application/json"
        )
        return response.status_code, json.loads(response.content)

    def decryption(self, trusted: Trusted) -> bytes:
        from stembus.domain.tallies.queries import encrypted_tally

        election = parse_election(self.poll.definition.encode())
        tally = encrypted_tally(self.poll).content.encode()
        return make_partial_decryption(election, trusted.secret, tally, secrets.token_bytes)

    def send_decryption(self, trusted: Trusted, raw: bytes, poll: str = ""):
        return as_trustee(trusted, f"decryptions/{poll or self.poll.uuid}", raw)

    def close(self) -> None:
        """Close, and let the processes do what follows."""
        actions.close(self.election)
        work_until_idle(WORKERS)
        self.election.refresh_from_db()

    def finish(self) -> None:
        self.close()
        for trusted in self.trusted:
            status, _ = self.send_decryption(trusted, self.decryption(trusted))
            assert status == 200
        work_until_idle(WORKERS)
        self.election.refresh_from_db()


def as_trustee(trusted: Trusted, service: str, body: bytes = b"", token: str | None = None):
    """Call one of a trustee's services with the token of the invitation: (status, answer)."""
    response = Client().post(
        f"/trustees/{trusted.trustee.pk}/{service}",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {trusted.token if token is None else token}"},
    )
    return response.status_code, json.loads(response.content)


def spare_keys(poll: Poll) -> set[str]:
    """The listed credentials that belonged to nobody at the opening, as the rules name them."""
    (paper,) = (
        each for each in json.loads(poll.election.rules)["polls"] if each["uuid"] == poll.uuid
    )
    return set(paper["spares"])


def codes_in_outbox() -> dict[str, str]:
    links = ((m.to, re.search(r"#(\S+)", m.body)) for m in Message.objects.all())
    return {to: match.group(1) for to, match in links if match and "/vote/" in match.string}


def opened(roll: str = ROLL, trustees: int = 2) -> Held:
    return open_now(drafted(roll), trustees)


def opened_with(question: QuestionDraft) -> Held:
    """With this question on the ballot paper, in place of the usual one."""
    election = drafted()
    poll = election.polls.get()
    papers.write_question(poll, question, poll.questions.get())
    return open_now(election)


def open_now(election: Election, trustees: int = 2) -> Held:
    trusted = with_trustees(election, trustees)
    actions.schedule(election, None, None)
    election.refresh_from_db()
    open_election(election)
    election.refresh_from_db()
    return Held(election, election.polls.get(), codes_in_outbox(), trusted)


def organiser(election: Election | None = None, email: str = "org@x.nl") -> tuple[Person, Client]:
    person = register(email)
    if election:
        appoint(person, election)
    return person, logged_in(person)


def agree(election: Election, email: str = "second@x.nl") -> HttpResponse:
    """What a second person gets who agrees to all that waits; the last answer."""
    person = register(email)
    appoint(person, election, Role.COMMITTEE)
    client = logged_in(person)
    for proposal in waiting(election):
        address = f"/en/elections/{election.pk}/proposals/{proposal.pk}/"
        answer = client.post(address, {"accept": "1"}, follow=True)
    return answer


def logged_in(person: Person, ago: float = 0, **options: bool) -> Client:
    """A browser in which this person has shown a second factor, so many seconds ago."""
    if not Authenticator.objects.filter(user=person).exists():
        TOTP.activate(person, "7J6ABJ4AQ5GBBQDX")
    client = Client(**options)
    client.force_login(person, backend="sesame.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client
