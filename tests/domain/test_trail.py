"""The trail is a chain: whatever is altered, taken away or added behind it is found."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from stembus.domain.audit.actions import record, shorten
from stembus.domain.audit.chain import START
from stembus.domain.audit.models import Entry, Shipped
from stembus.domain.audit.verification import Anchor, follow, known
from stembus.domain.refusals import Refused
from stembus.provenance import coming_from
from tests.elections import drafted
from tests.forging import as_owner, entry, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def trail() -> None:
    for number in range(1, 7):
        record("org@x.nl", "poll.add", number=number)


def chain(anchors: list[Anchor] | None = None):
    return follow(Entry.objects.order_by("position"), anchors or [])


def anchor(position: int) -> Anchor:
    return Anchor(position, entry(position).hash)


def fault(anchors: list[Anchor] | None = None) -> str:
    with pytest.raises(Refused) as why:
        chain(anchors)
    return why.value.code


def test_entries_are_chained_in_their_order() -> None:
    entries = list(Entry.objects.order_by("position"))
    assert [each.position for each in entries] == [1, 2, 3, 4, 5, 6]
    assert entries[0].previous == START
    assert [each.previous for each in entries[1:]] == [each.hash for each in entries[:-1]]
    report = chain([anchor(4)])
    assert (report.entries, report.last, report.anchored) == (6, 6, 4)
    assert report.head == entries[-1].hash


def test_the_example_of_the_documents_can_be_computed_again() -> None:
    from pathlib import Path

    text = (Path(__file__).parents[2] / "docs/protocol/trail.md").read_text()
    import hashlib
    import re

    (hashed,) = re.findall(r"^(stembus-audit\|1\|.*)$", text, re.MULTILINE)
    assert hashlib.sha256(hashed.encode()).hexdigest() in text


def test_an_entry_says_who_from_where_and_with_which_result() -> None:
    election = drafted()
    with coming_from("192.0.2.7", "request-1"):
        record("ann@x.nl", "code.reissue", election.pk, voter="v1", result="refused", code="x.y")
    said = Entry.objects.last().said
    assert said["object"] == {"kind": "voter", "id": "v1"}
    assert (said["origin"], said["request"]) == ("192.0.2.7", "request-1")
    assert (said["result"], said["code"], said["kind"]) == ("refused", "x.y", "change")


def test_long_texts_are_cut() -> None:
    record("ann@x.nl", "poll.add", name="a" * 5000, deep=[{"b": "c" * 5000}])
    assert len(Entry.objects.last().content) < 1500


@pytest.mark.parametrize("what", ["content", "at", "role", "kind", "actor", "hash", "previous"])
def test_an_altered_entry_is_found(what: str) -> None:
    values = {
        "content": entry(3).content.replace("3", "4"),
        "at": timezone.now() - timedelta(days=1),
        "role": "stembus_owner",
        "kind": "access",
        "actor": "somebody@else.nl",
        "hash": "0" * 64,
        "previous": "0" * 64,
    }
    as_owner(f"UPDATE audit_entry SET {what} = %s WHERE position = 3", values[what])
    expected = {"kind": "audit.columns", "actor": "audit.columns", "previous": "audit.link"}
    assert fault() == expected.get(what, "audit.hash")


def test_a_removed_entry_is_found() -> None:
    as_owner("DELETE FROM audit_entry WHERE position = 3")
    assert fault() == "audit.gap"


def test_swapped_entries_are_found() -> None:
    as_owner("UPDATE audit_entry SET position = 99 WHERE position = 3")
    as_owner("UPDATE audit_entry SET position = 3 WHERE position = 4")
    as_owner("UPDATE audit_entry SET position = 4 WHERE position = 99")
    assert fault() == "audit.link"


def test_an_end_that_was_cut_off_is_found_by_who_has_seen_it() -> None:
    seen = anchor(5)
    as_owner("DELETE FROM audit_entry WHERE position > 4")
    assert chain().last == 4
    assert fault([seen]) == "audit.truncated"


def test_an_end_that_was_cut_off_and_grew_again_is_found_by_who_has_seen_it() -> None:
    seen = anchor(5)
    as_owner("DELETE FROM audit_entry WHERE position > 4")
    for _ in range(3):
        record("org@x.nl", "poll.add")
    assert chain().last == 7
    assert fault([seen]) == "audit.anchor"


def test_an_entry_that_the_owner_slips_in_is_found_by_who_has_seen_another_there() -> None:
    seen = anchor(4)
    as_owner("UPDATE audit_entry SET content = %s WHERE position = 3", entry(3).content + " ")
    rewrite(3)
    assert chain().last == 6
    assert fault([seen]) == "audit.anchor"


def test_the_front_can_not_go_in_silence() -> None:
    as_owner("DELETE FROM audit_entry WHERE position < 3")
    assert fault() == "audit.front"


def test_a_trail_can_be_shortened_by_saying_so() -> None:
    seen = [anchor(1), anchor(3), anchor(6)]
    assert shorten(entry(4).at) == 3
    report = chain(seen)
    assert (report.first, report.last, report.entries) == (4, 7, 4)
    assert Entry.objects.last().act == "trail.shorten"
    assert shorten(entry(6).at) == 2
    assert chain(seen).first == 6


def test_shortening_to_another_front_is_found() -> None:
    shorten(entry(3).at)
    as_owner("DELETE FROM audit_entry WHERE position = 3")
    assert fault() == "audit.front"


def test_an_anchor_at_the_cut_must_be_what_was_cut() -> None:
    shorten(entry(4).at)
    assert fault([Anchor(3, "0" * 64)]) == "audit.anchor"


def test_what_the_log_server_waits_for_is_not_deleted() -> None:
    Shipped.objects.create(position=2, hash=entry(2).hash, at=timezone.now())
    assert shorten(timezone.now()) == 2
    assert chain().first == 3


def test_nothing_is_shortened_where_nothing_is_old() -> None:
    assert shorten(entry(1).at) == 0
    assert chain().first == 1


def test_anchors_are_read_from_exports_log_lines_and_checkpoints() -> None:
    hash = "ab" * 32
    lines = [
        f'{{"position":7,"previous":"{"0" * 64}","hash":"{hash}","at":"x","content":"y"}}\n',
        f'<110>1 t h stembus - change [stembus@32473 position="8" hash="{hash}" act="a"] {{}}\n',
        "audit 9 q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\n",
        "something else\n",
    ]
    assert list(known(lines)) == [Anchor(7, hash), Anchor(8, hash), Anchor(9, hash)]


def test_content_is_one_text_in_ascii() -> None:
    record("ann@x.nl", "poll.add", name="Ondernemingsraad “Noord” é")
    text = Entry.objects.last().content
    assert text.isascii() and json.loads(text)["details"]["name"].endswith("é")
    assert list(json.loads(text)) == sorted(json.loads(text))
