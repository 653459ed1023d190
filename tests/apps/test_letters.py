"""Letters wait sealed, are printed as a run, and are forgotten once they are handed over."""

import base64
import hashlib
import io
import json
import re
from pathlib import Path

import pypdf
import pytest
from django.core import mail

from stembus.apps.mailer.work import work as send
from stembus.apps.registrar.letters import print_letters
from stembus.command.main import main
from stembus.domain.audit.models import Entry
from stembus.domain.codes import actions as reissues
from stembus.domain.elections.models import Election
from stembus.domain.elections.queries import database_now
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox import printing, queries
from stembus.domain.outbox.models import Channel, Delivery, Kind, Message, PrintRun, Reminder, State
from stembus.domain.refusals import Refused
from stembus.rounds import WORKERS, work_until_idle
from stembus.voter_letter import voting_letter
from stembus.voter_messages import SPECIMEN
from tests.authority import invited
from tests.elections import Held, drafted, opened, organiser
from tests.sealed import voter_at

pytestmark = pytest.mark.django_db(transaction=True)
SENDER = "Voorbeeld, Postbus 1, 1000 AA Amsterdam"


ROLL = """email,name,reference,street,house number,postcode,city
,Ann,1,Dorpsstraat,1,1234 AB,Dorp
,Ben,2,Dorpsstraat,2,1234 AB,Dorp
cas@x.nl,Cas,3,,,,
"""


@pytest.fixture
def held() -> Held:
    """Open, with a letter for Ann and one for Ben, and a mail for Cas."""
    return opened(ROLL)


@pytest.fixture
def election(held: Held) -> Election:
    return held.election


def codes(pdf: bytes) -> dict[str, str]:
    """Each addressee's code, as the sheet shows it."""
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return {
        re.search(r"(\w+)\nDorpsstraat", text)[1]: "-".join(
            re.search(r"(\w{5})\s*-\s*(\w{6})\s*-\s*(\w{5})\s*-\s*(\w{6})", text).groups()
        )
        for text in texts
    }


def printed(election: Election, sender: str = SENDER) -> tuple[PrintRun, bytes]:
    kept: list[bytes] = []
    run = print_letters(election, sender=sender, by="Olaf", write=kept.append)
    return run, kept[0]


def refused(do, *given: object, **more: object) -> str:
    with pytest.raises(Refused) as why:
        do(*given, **more)
    return why.value.code


def stored() -> str:
    """All that the outbox has."""
    return "".join(
        str(list(model._default_manager.values())) for model in (Message, Delivery, PrintRun)
    )


def test_a_letter_waits_sealed_and_the_mailer_leaves_it(election: Election) -> None:
    while send():
        pass
    assert [message.to for message in mail.outbox if "/vote/" in message.body] == [["cas@x.nl"]]
    assert printing.waiting(election).count() == 2
    assert queries.queue(election).waiting == 0
    raw = stored() + "".join(str(base64.b64decode(each.body)) for each in Message.objects.all())
    assert "Dorpsstraat" not in raw
    for code in codes(printed(election)[1]).values():
        assert code not in raw and code.replace("-", "") not in raw


def test_a_code_from_a_letter_votes(held: Held) -> None:
    run, pdf = printed(held.election)
    held.codes |= codes(pdf)
    assert set(held.codes) == {"Ann", "Ben", "cas@x.nl"}
    printing.hand_over(run.sha256, to="Print Ltd")
    for voter in held.codes:
        assert held.cast(held.ballot(voter, [[0, 1, 0, 0]]))[0] == 200


def test_a_lost_letter_is_replaced_in_the_next_run(held: Held) -> None:
    run, pdf = printed(held.election)
    printing.hand_over(run.sha256, to="Print Ltd")
    ann = voter_at("Ann", held.election)
    reissues.ask(held.election, ann.pk, reason="lost", by="org@x.nl")
    work_until_idle(WORKERS)
    again, newer = printed(held.election)
    held.codes = {"old": codes(pdf)["Ann"], "new": codes(newer)["Ann"]}
    assert again.letters == 1
    assert held.cast(held.ballot("old", [[0, 1, 0, 0]]))[1]["code"] == "ballot.credential_replaced"
    assert held.cast(held.ballot("new", [[0, 1, 0, 0]]))[0] == 200


def test_a_run_has_a_sheet_for_each_voter(election: Election) -> None:
    run, pdf = printed(election)
    assert (run.letters, run.sha256, run.by) == (2, hashlib.sha256(pdf).hexdigest(), "Olaf")
    assert set(codes(pdf)) == {"Ann", "Ben"}
    assert printing.waiting(election).count() == 2


def test_what_is_handed_over_is_gone_and_the_run_stays(election: Election) -> None:
    run, _pdf = printed(election)
    printing.hand_over(run.sha256, to="Print Ltd")
    assert not Message.objects.filter(delivery__channel=Channel.LETTER).exists()
    sent = Delivery.objects.filter(channel=Channel.LETTER)
    assert set(sent.values_list("state", flat=True)) == {State.SENT}
    (kept,) = printing.runs(election)
    assert (kept.letters, kept.handed_to, kept.by) == (2, "Print Ltd", "Olaf")
    assert kept.handed_over_at is not None
    assert refused(printing.hand_over, run.sha256, to="Print Ltd") == "letters.handed_over"
    assert refused(printed, election) == "letters.none"


def test_a_large_run_is_printed_in_parts(election: Election) -> None:
    seen: set[str] = set()
    for _part in range(2):
        kept: list[bytes] = []
        run = print_letters(election, sender=SENDER, by="Olaf", write=kept.append, limit=1)
        seen |= codes(kept[0]).keys()
        printing.hand_over(run.sha256, to="Print Ltd")
    assert seen == {"Ann", "Ben"}
    assert refused(printed, election) == "letters.none"


def test_printed_again_the_earlier_file_is_void(election: Election) -> None:
    first, _pdf = printed(election)
    second, _pdf = printed(election, "Voorbeeld, Postbus 2, 1000 AA Amsterdam")
    assert refused(printing.hand_over, first.sha256, to="Print Ltd") == "letters.unknown"
    printing.hand_over(second.sha256, to="Print Ltd")
    assert [run.sha256 for run in printing.runs(election)] == [second.sha256]


def test_a_run_with_a_letter_that_was_taken_back_is_not_handed_over(election: Election) -> None:
    run, _pdf = printed(election)
    outbox.withdraw(election, [voter_at("Ann", election).pk])
    assert refused(printing.hand_over, run.sha256, to="Print Ltd") == "letters.changed"
    assert printed(election)[0].letters == 1


def test_nothing_is_printed_while_the_sending_is_paused(election: Election) -> None:
    outbox.pause(election)
    assert refused(printed, election) == "letters.paused"


def test_if_the_file_can_not_be_written_there_is_no_run(election: Election) -> None:
    def full(_: bytes) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        print_letters(election, sender=SENDER, by="Olaf", write=full)
    assert not PrintRun.objects.exists()


def test_the_command_prints_and_hands_over(election: Election, tmp_path: Path, capsys) -> None:
    file = tmp_path / "letters.pdf"
    ask = ["letters", str(election.pk), str(file), "--sender", SENDER, "--by", "Olaf"]
    assert main(ask) == 0
    said = json.loads(capsys.readouterr().out)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert said == {"letters": 2, "sha256": sha256, "waiting": 2}
    assert file.stat().st_mode & 0o777 == 0o600
    assert main(ask) == 2
    assert "the file exists" in capsys.readouterr().err
    assert main(["hand-over", str(file), "--to", "Print Ltd"]) == 0
    assert not printing.waiting(election).exists()
    assert main(["hand-over", str(file), "--to", "Print Ltd"]) == 1
    assert "letters.handed_over" in capsys.readouterr().err
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"letters.print", "letters.hand_over"} <= acts


@pytest.mark.parametrize(("language", "said"), [("nl", "Beste Ann,"), ("en", "Dear Ann,")])
def test_a_letter_is_in_the_voter_s_language(election: Election, language: str, said: str) -> None:
    voter = voter_at("Ann", election)
    voter.language, voter.weight = language, 3
    wording = queries.wording(election)
    wording.organisation, wording.note_nl, wording.note_en = "R&D <b>", "Eigen tekst", "Own text"
    letter = voting_letter(wording, voter, "x" * 22)
    assert letter.language == language and said in letter.opening
    assert any("3" in line for line in letter.opening)
    assert {"Eigen tekst", "Own text"} & set(letter.closing)
    assert any("R&D <b>" in line for line in letter.mentions)
    assert letter.link == f"{letter.page}#{'x' * 22}"


def test_the_page_of_messages_shows_letters_and_runs(election: Election) -> None:
    _, client = organiser(election)
    url = f"/en/elections/{election.pk}/delivery/"
    assert "2 letters wait for the printer" in client.get(url).content.decode()
    run, _pdf = printed(election)
    assert "Not handed over yet." in client.get(url).content.decode()
    printing.hand_over(run.sha256, to="Print Ltd")
    page = client.get(url).content.decode()
    assert "Print Ltd" in page and run.sha256[:16] in page
    assert "0 letters wait for the printer" in page


def test_a_code_that_is_replaced_before_it_is_printed_never_goes_out(held: Held) -> None:
    ann = voter_at("Ann", held.election)
    reissues.ask(held.election, ann.pk, reason="moved", by="org@x.nl")
    work_until_idle(WORKERS)
    run, pdf = printed(held.election)
    assert run.letters == 2
    held.codes = codes(pdf)
    assert held.cast(held.ballot("Ann", [[0, 1, 0, 0]]))[0] == 200


def test_what_waits_at_the_closing_is_forgotten(held: Held) -> None:
    run = print_letters(held.election, sender=SENDER, by="Olaf", write=len, limit=1)
    held.close()
    letters = Delivery.objects.filter(channel=Channel.LETTER)
    assert set(letters.values_list("state", flat=True)) == {State.WITHDRAWN, State.UNCERTAIN}
    assert not printing.waiting(held.election).exists()
    assert not Message.objects.filter(delivery__channel=Channel.LETTER).exists()
    assert refused(printing.hand_over, run.sha256, to="Print Ltd") == "letters.changed"
    assert Entry.objects.filter(act="messages.forget").exists()


def test_the_organiser_looks_at_a_letter_beforehand() -> None:
    election = drafted(ROLL)
    _, client = organiser(election)
    url = f"/en/elections/{election.pk}/messages/"
    ann = voter_at("Ann", election)
    page = client.post(url, {"who": "Ann"}).content.decode()
    assert "Ann (1) has no e-mail address and gets the voting code by letter." in page
    answer = client.get(f"{url}letter/{ann.pk}/")
    assert answer["Content-Type"] == "application/pdf"
    (sheet,) = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert "Dorpsstraat 1" in sheet.extract_text() and SPECIMEN in sheet.extract_text()
    by_mail = voter_at("cas@x.nl", election)
    assert client.get(f"{url}letter/{by_mail.pk}/").status_code == 404
    invited(election)
    assert "hears from Nora Notary alone" in client.post(url, {"who": "Ann"}).content.decode()


def test_who_gets_letters_gets_no_reminder_by_mail(election: Election) -> None:
    """A letter would come too late, and costs."""
    Reminder.objects.create(election=election, at=database_now(), by="org@x.nl")
    work_until_idle(WORKERS)
    theirs = [message.to for message in mail.outbox if "/vote/" in message.body]
    assert theirs and set(map(tuple, theirs)) == {("cas@x.nl",)}
    assert Delivery.objects.filter(kind=Kind.REMINDER).count() == 1
