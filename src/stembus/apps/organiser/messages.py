"""Messages that the organiser causes: invitations, a log-in link."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language

from stembus.config import ORIGIN
from stembus.domain.elections.models import CodeAuthority, Election, Organisation, Trustee
from stembus.domain.outbox.actions import Outgoing
from stembus.domain.outbox.models import Wording
from stembus.domain.people.models import Emergency, Person
from stembus.domain.proposals.models import Proposal
from stembus.domain.rolls.models import Voter


def invitation(trustee: Trustee, token: str) -> tuple[str, str, str]:
    """(address, subject, body). The token is in the fragment, which no server sees."""
    language = trustee.election.language
    link = f"{ORIGIN}/{language}/trustee/{trustee.pk}/#{token}"
    context = {"trustee": trustee, "election": trustee.election, "link": link}
    return trustee.email, *_text("trustee/invitation.txt", language, context)


def authority_invitation(authority: CodeAuthority, token: str) -> tuple[str, str, str]:
    """(address, subject, body). The token is in the fragment, which no server sees."""
    election = authority.election
    link = f"{ORIGIN}/{election.language}/code-authority/{authority.pk}/#{token}"
    context = {"authority": authority, "election": election, "link": link}
    return authority.email, *_text("authority/invitation.txt", election.language, context)


def login_link(person: Person, token: str) -> Outgoing:
    """In the language of the page on which it was asked for."""
    language = get_language() or "nl"
    link = f"{ORIGIN}/{language}/login/#{token}"
    return _to(person, *_text("organiser/login_link.txt", language, {"link": link}))


def appointed(person: Person, place: Election | Organisation) -> Outgoing:
    language = place.language if isinstance(place, Election) else get_language() or "nl"
    context: dict[str, object] = {"name": place.name, "link": f"{ORIGIN}/{language}/login/"}
    return _to(person, *_text("organiser/appointed.txt", language, context))


def proposed(person: Person, proposal: Proposal) -> Outgoing:
    election = proposal.election
    where = f"{election.language}/elections/{election.pk}/proposals/{proposal.pk}/"
    context = {"election": election, "proposal": proposal, "link": f"{ORIGIN}/{where}"}
    return _to(person, *_text("organiser/proposed.txt", election.language, context))


def emergency_alarm(person: Person, entry: Emergency, what: str, by: str) -> Outgoing:
    language = entry.election.language if entry.election else get_language() or "nl"
    where = f"emergencies/{entry.pk}" if person.operator else _page_to_end(entry)
    link = f"{ORIGIN}/{language}/{where}/"
    context = {"entry": entry, "what": what, "by": by, "link": link, "decides": person.operator}
    return _to(person, *_text("organiser/emergency.txt", language, context))


def _page_to_end(entry: Emergency) -> str:
    if entry.election:
        return f"elections/{entry.election.pk}/people"
    return f"organisations/{entry.organisation_id}"


def roll_answer(wording: Wording, address: str, voter: Voter | None) -> tuple[str, str, str]:
    """(address, subject, body), in the language of the page: all that the roll says of a voter."""
    context = {
        "election": wording.election,
        "wording": wording,
        "address": address,
        "voter": voter,
        "origin": ORIGIN,
    }
    language = translation.get_language() or "nl"
    return address, *_text("organiser/on_the_roll.txt", language, context)


def _to(person: Person, subject: str, body: str) -> Outgoing:
    return Outgoing(person.email, subject, body, person=person.pk)


def _text(template: str, language: str, context: dict[str, object]) -> tuple[str, str]:
    """(subject, body): the first line, and the rest."""
    with translation.override(language):
        lines = render_to_string(template, context)
    subject, body = lines.split("\n", 1)
    return subject.strip(), body.strip() + "\n"
