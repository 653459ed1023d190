"""The whole official record (proces-verbaal), from its JSON to blocks."""

import hashlib
from collections.abc import Sequence

from stembus.protocol.wire import render
from stembus.record.blocks import Block, Bullets, Facts, Heading, Paragraph, Signatures, Table
from stembus.record.checking import checking
from stembus.record.contest import Json, parse_contest
from stembus.record.question import outcome_blocks
from stembus.record.rules import rules_blocks
from stembus.record.words import Words, words


def record_bytes(record: Json) -> bytes:
    """The file `record.json`, as `stembus record` prints it: canonical JSON and a line end."""
    return render(record) + b"\n"


def fingerprint(record: Json) -> str:
    """SHA-256 of that file, in hexadecimal: the same whatever the language of a PDF."""
    return hashlib.sha256(record_bytes(record)).hexdigest()


def record_blocks(record: Json, language: str) -> list[Block]:
    """`record` as `make_record` makes it; `language` is "nl" or "en"."""
    _ = words(language)
    return [
        *_opening(record, _),
        *_calendar(record, _),
        *_incidents(record, _),
        *_turnout(record, _),
        *(block for poll in record["polls"] for block in _poll(poll, record, _)),
        *checking(record, fingerprint(record), _),
        *_objecting(_),
        *_signing(_),
    ]


def _opening(record: Json, _: Words) -> list[Block]:
    election = record["election"]
    lines = election["description"].splitlines()
    paragraphs = [Paragraph(line) for line in lines if line.strip()]
    what = _(
        "This record says how the election went, what came of it, and how each seat follows from "
        "the votes. All of it can be computed again from public files."
    )
    title = _("Official record: %(election)s", election=election["name"])
    return [Heading(1, title), *paragraphs, Paragraph(what)]


def _calendar(record: Json, _: Words) -> list[Block]:
    pairs = [
        (_("Voting opened"), _.time(record["opened_at"])),
        (_("Voting closed"), _.time(record["closed_at"])),
        (_("Where"), record["origin"]),
        (_("Election"), record["election"]["id"]),
    ]
    return [Heading(2, _("When and where")), Facts(pairs)]


def _incidents(record: Json, _: Words) -> list[Block]:
    if not record["incidents"]:
        return []
    facts = (Facts(_incident(each, _)) for each in record["incidents"])
    return [Heading(2, _("What happened")), *facts]


def _incident(incident: Json, _: Words) -> list[tuple[str, str]]:
    pairs = [(_("When"), _.time(incident["at"])), (_("What"), incident["text"])]
    if incident["extended_to"]:
        pairs += [
            (_("The voting would end"), _.time(incident["extended_from"])),
            (_("It was extended to"), _.time(incident["extended_to"])),
        ]
    return pairs


def _turnout(record: Json, _: Words) -> list[Block]:
    voted = [poll for poll in record["polls"] if poll["credentials"] is not None]
    weighted = any(poll["weight"] != poll["credentials"] for poll in voted)
    pairs = [
        (_("Voters on the roll"), _.number(record["roll"]["voters"])),
        (_("Voting codes replaced"), _.number(record["reissued"])),
    ]
    if record["added"] or record["withdrawn"]:
        added, withdrawn = record["added"], record["withdrawn"]
        pairs.append((_("Voters added after the opening"), _.number(added)))
        pairs.append((_("Voters taken off after the opening"), _.number(withdrawn)))
    if authority := record.get("code_authority"):
        made = _("A separate code authority made them, so that the server did not know them")
        pairs.append((_("Voting codes"), f"{made}: {authority}"))
    blocks: list[Block] = [Heading(2, _("Who could vote and who did")), Facts(pairs)]
    if voted:
        blocks.append(_turnout_table(voted, record["election"]["name"], weighted, _))
    return blocks


def _turnout_table(polls: Sequence[Json], election: str, weighted: bool, _: Words) -> Table:
    header = [_("Voters of"), _("Voting codes"), _("Voted"), _("Turnout")]
    header += [_("Votes they could cast"), _("Votes cast")] if weighted else []
    rows = [_turnout_row(poll, poll["name"] or election, weighted, _) for poll in polls]
    names = ["credentials", "counted", "weight", "counted_weight"]
    total = {name: sum(poll[name] for poll in polls) for name in names}
    foot = _turnout_row(total, _("Together"), weighted, _) if len(polls) > 1 else ()
    return Table(_("Turnout"), header, rows, range(1, len(header)), foot)


def _turnout_row(poll: Json, name: str, weighted: bool, _: Words) -> tuple[str, ...]:
    row = (
        name,
        _.number(poll["credentials"]),
        _.number(poll["counted"]),
        _.percentage(poll["counted"], poll["credentials"]),
    )
    if not weighted:
        return row
    return *row, _.number(poll["weight"]), _.number(poll["counted_weight"])


def _poll(poll: Json, record: Json, _: Words) -> list[Block]:
    """Each question of a poll: what was asked, what came of it, by which rules."""
    name = poll["name"]
    title = _("The result: %(poll)s", poll=name) if name else _("The result")
    blocks: list[Block] = [Heading(2, title)]
    for question in poll["questions"]:
        blocks += [Heading(3, question["title"]), Paragraph(_asked(question, _))]
        blocks += outcome_blocks(question, _.language, level=4)
        blocks += rules_blocks(parse_contest(question), 4, _)
    return blocks


def _asked(question: Json, _: Words) -> str:
    if not question["voted"]:
        return _("There was no vote on this.")
    blank = "" if question["blank"] is None else " " + _("A blank vote was possible too.")
    return _choice(question["min"], question["max"], _) + blank


def _choice(least: int, most: int, _: Words) -> str:
    if least == most:
        return _("Each voter chose %(most)s of these.", most=most)
    if least == 0:
        return _("Each voter chose at most %(most)s of these.", most=most)
    return _(
        "Each voter chose at least %(least)s and at most %(most)s of these.", least=least, most=most
    )


def _objecting(_: Words) -> list[Block]:
    items = [
        _("Write to the election committee within the time that its rules give for objections."),
        _("Say what you think is wrong: who could vote, how the vote went, or how seats follow."),
        _("Check the files of this record first, or have somebody do so. It needs no permission."),
        _(
            "Ask the committee to keep the files of this election and the trustees' keys until "
            "all objections have been decided."
        ),
    ]
    return [Heading(2, _("If you do not agree")), Bullets(items)]


def _signing(_: Words) -> list[Block]:
    text = _("The election committee has made this record and signs it.")
    header = (_("Office"), _("Name"), _("Date"), _("Signature"))
    roles = (_("Chair"), _("Member"), _("Member"))
    return [Heading(2, _("Signatures")), Paragraph(text), Signatures(header, roles)]
