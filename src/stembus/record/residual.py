"""A run of residual seats by one method, as a table that shows what was compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stembus.record.blocks import Block, Paragraph, Table
from stembus.record.contest import Contest, Json
from stembus.record.words import Words, places_to_tell

ROUNDS = 4
"""Rounds in one table: as many as fit beside the lists on a page."""


@dataclass(frozen=True, slots=True)
class Round:
    """What was compared for the residual seats `numbers`, and the lists `to` with the greatest.

    `draw`: they are more than the seats that are left.
    """

    compared: dict[str, Fraction]
    numbers: Sequence[int]
    to: Sequence[str]
    draw: bool


def residual(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    """From successive steps of one method."""
    method = steps[0]["method"]
    total = int(steps[0]["left"])
    run = [_round(step, total - int(step["left"]) + 1) for step in steps]
    lists = [name for name in contest.lists if any(name in each.compared for each in run)]
    tables = _remainders if method == "largest-remainder" else _averages
    return [Paragraph(_explained(contest, method, _)), *tables(run, lists, _)]


def _round(step: Json, first: int) -> Round:
    compared = {name: Fraction(value) for name, value in step["compared"].items()}
    if step["to"]:
        return Round(compared, range(first, first + len(step["to"])), step["to"], draw=False)
    best = max(compared.values())
    equal = [name for name, value in compared.items() if value == best]
    return Round(compared, range(first, first + int(step["left"])), equal, draw=True)


def _remainders(run: Sequence[Round], lists: Sequence[str], _: Words) -> list[Block]:
    """Remainders stay the same from seat to seat: one row for each list is enough."""
    values = {name: value for each in run for name, value in each.compared.items()}
    places = places_to_tell(values.values())
    rows = [
        (name, _.mixed(values[name]), _.decimal(values[name], places), _won(name, run, _))
        for name in lists
    ]
    strong = [(number, 3) for number, row in enumerate(rows) if row[3]]
    header = (_("List"), _("Remainder"), _("As a decimal"), _("Gets residual seat"))
    return [Table(_("Largest remainders"), header, rows, (1, 2), strong=strong)]


def _won(name: str, run: Sequence[Round], _: Words) -> str:
    """Which seats; lists that are equal, with a seat for each, share the numbers."""
    texts = (_("draw") if each.draw else _numbers(each) for each in run if name in each.to)
    return ", ".join(texts)


def _averages(run: Sequence[Round], lists: Sequence[str], _: Words) -> list[Block]:
    """Averages change with each seat: a column for each, some columns to a table."""
    places = places_to_tell(value for each in run for value in each.compared.values())
    starts = range(0, len(run), ROUNDS)
    return [_average_table(run[start : start + ROUNDS], lists, places, _) for start in starts]


def _average_table(run: Sequence[Round], lists: Sequence[str], places: int, _: Words) -> Table:
    rows = [
        (name, *(_average(each.compared.get(name), places, _) for each in run)) for name in lists
    ]
    return Table(
        caption=_("Highest averages"),
        header=(_("List"), *(_("Seat %(number)s", number=_numbers(each)) for each in run)),
        rows=rows,
        numbers=range(1, len(run) + 1),
        foot=(_("Goes to"), *(_("draw") if each.draw else _.join(each.to) for each in run)),
        strong=[
            (row, column)
            for column, each in enumerate(run, start=1)
            for row, name in enumerate(lists)
            if name in each.to
        ],
    )


def _numbers(each: Round) -> str:
    """ "3", or a range for seats that are given at once."""
    first, last = each.numbers[0], each.numbers[-1]
    return f"{first}" if first == last else f"{first}–{last}"


def _average(value: Fraction | None, places: int, _: Words) -> str:
    return "–" if value is None else _.exact(value, places)


def _explained(contest: Contest, method: str, _: Words) -> str:
    if not contest.by_the_act:
        return _free(method, _)
    if contest.large:
        return _free(method, _) + _.act("P 7")
    return _small_council(method, _) + _.act("P 8")


def _free(method: str, _: Words) -> str:
    if method == "largest-remainder":
        return _(
            "The residual seats go one by one to the lists with most votes left: the largest "
            "remainders."
        )
    return _(
        "The residual seats go one by one to the list with the highest average: its votes divided "
        "by its seats plus one."
    )


def _small_council(method: str, _: Words) -> str:
    if method == "largest-remainder":
        return _(
            "Residual seats go first to the lists with most votes left, the largest remainders: at "
            "most one to each list."
        )
    if method == "highest-average-one-each":
        return _(
            "The seats that are left go to the lists with the highest average, at most one to each "
            "list. The average is a list's votes divided by its seats plus one."
        )
    return _(
        "The seats that are still left go one by one to the list with the highest average: its "
        "votes divided by its seats plus one."
    )
