"""Changes of a roll that is frozen: prepared first, so that a second person sees just what changes.

A prepared change is plain JSON: `act`, `voter`, `before` and `after` (fields of `Entry`, or null),
`reason`. `make` does that and nothing else, or refuses if the roll is not any more as it was.
"""

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from stembus.domain.elections.actions import lock, lock_draft
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import closing_time_passed
from stembus.domain.elections.texts import check
from stembus.domain.refusals import Refused

from .actions import check_again
from .columns import Column
from .entries import Entries, Entry, check_row, entry_of
from .fates import Known
from .models import Change, Voter
from .queries import last_position
from .reading import Row, is_formula

Content = dict[str, Any]
# What a voter's credential is made for: it can't be corrected, only given to another voter.
FIXED = frozenset({Column.POLL, Column.WEIGHT})


class Act(StrEnum):
    CORRECT = "correct"
    ADD = "add"
    REMOVE = "remove"


def prepare_correction(voter: Voter, cells: Mapping[Column, str], reason: str) -> Content:
    """Another address, name, language or reference. Refuses with `change.nothing`, or as a row of
    a file is refused."""
    kept = {column: text for column, text in cells.items() if column not in FIXED}
    before = entry_of(voter)
    after = _make(voter.election, kept, voter.pk, before)
    if after == before:
        raise Refused("change.nothing")
    return _content(Act.CORRECT, voter.pk, before, after, reason)


def prepare_addition(election: Election, cells: Mapping[Column, str], reason: str) -> Content:
    """One more voter. Refuses as a row of a file is refused."""
    return _content(Act.ADD, uuid4(), None, _make(election, cells, None, None), reason)


def prepare_removal(voter: Voter, reason: str) -> Content:
    return _content(Act.REMOVE, voter.pk, entry_of(voter), None, reason)


def check_phase(election: Election, content: Content, *, codes_follow: bool = False) -> None:
    """Refuses with `change.open` or `election.phase` what could not be made now.

    `codes_follow`: the caller sees to the voting codes of who is added or removed.
    """
    if election.phase == Phase.OPEN and not closing_time_passed(election):
        if content["act"] != Act.CORRECT and not codes_follow:
            raise Refused("change.open")
    elif election.phase not in (Phase.DRAFT, Phase.READY):
        raise Refused("election.phase", phase=election.get_phase_display())


@transaction.atomic
def make(election: Election, content: Content, *, codes_follow: bool = False) -> Change:
    """Refuses with `change.stale`, with `change.open` or with `election.phase`; else it is written
    down beside the roll, so that the roll as it was can be told from the roll as it is.

    `codes_follow`: the caller sees to the voting codes of who is added or removed, in any phase.
    """
    locked = lock_draft(election) if lock(election).editable else lock(election)
    if not codes_follow:
        check_phase(locked, content)
    change = Change(election=locked, content=content, reason=content["reason"])
    check(change, "reason")
    try:
        with transaction.atomic():
            _write(locked, content)
    except IntegrityError as error:
        raise Refused("change.stale") from error
    change.save()
    if locked.editable:
        check_again(locked)  # or a file that waits would undo it
    return change


def check_current(election: Election, content: Content) -> None:
    """Refuse, with `change.stale`, what rests on a roll as it is not any more."""
    found = Voter.objects.filter(election=election, pk=content["voter"]).select_for_update().first()
    if (_plain(entry_of(found)) if found else None) != content["before"]:
        raise Refused("change.stale")


def _write(election: Election, content: Content) -> None:
    check_current(election, content)
    voters = Voter.objects.filter(election=election, pk=content["voter"])
    if content["after"] is None:
        voters.delete()
    elif not election.polls.filter(pk=content["after"]["poll_id"]).exists():
        raise Refused("change.stale")  # PostgreSQL would say so at the commit, too late
    elif content["before"] is None:
        place = last_position(election) + 1
        key = UUID(content["voter"])
        Voter.objects.create(election=election, pk=key, position=place, **content["after"])
    else:
        voter = voters.get()
        for name, value in content["after"].items():
            setattr(voter, name, value)
        voter.save()


def _make(
    election: Election, cells: Mapping[Column, str], voter: UUID | None, before: Entry | None
) -> Entry:
    values = [text.strip() for text in cells.values()]
    formula = any(map(is_formula, values))
    row = Row(0, dict(zip(cells, values, strict=True)), values, formula)
    check_row(row)
    if Known(election, [row]).voters() - {voter}:
        raise Refused("row.conflict")
    return Entries(election).make(row, before)


def _content(
    act: Act, voter: UUID, before: Entry | None, after: Entry | None, reason: str
) -> Content:
    if not reason.strip():
        raise Refused("change.reason")
    check(Change(reason=reason), "reason")
    return {
        "act": act.value,
        "voter": str(voter),
        "before": _plain(before) if before else None,
        "after": _plain(after) if after else None,
        "reason": reason.strip(),
    }


def _plain(entry: Entry) -> dict[str, Any]:
    return {**asdict(entry), "poll_id": str(entry.poll_id)}
