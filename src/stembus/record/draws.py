"""Ties in words: what was decided and how, what is still to draw, and the recorded lots."""

from collections.abc import Sequence

from stembus.record.blocks import Block, Bullets, Facts, Heading, Paragraph
from stembus.record.contest import Contest, Json
from stembus.record.words import Words


def draws(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    """From draw steps: who were equal, for what, and who won by which rule."""
    return [Paragraph(" ".join(_draw(contest, step, _))) for step in steps]


def _draw(contest: Contest, step: Json, _: Words) -> list[str]:
    among = _.join(contest.names(step["among"], step["list"]))
    equal = _("Equal are %(among)s.", among=among)
    about = _about(step["purpose"], step["list"], step["seats"], _)
    drawn = _.join(contest.names(step["drawn"], step["list"]))
    return [equal, _stake(about, _), _decided(step["how"], drawn, _) + _article(contest, step, _)]


def _stake(about: str, _: Words) -> str:
    return _("It is about %(what)s.", what=about)


def _decided(how: str, drawn: str, _: Words) -> str:
    if not drawn:
        return _("The lot decides; it is not recorded yet.")
    if how == "list-order":
        return _("By the rules the order on the ballot paper decides: %(drawn)s.", drawn=drawn)
    if how == "seniority":
        return _("By the rules seniority decides: %(drawn)s.", drawn=drawn)
    return _("The lot has decided: %(drawn)s.", drawn=drawn)


def _article(contest: Contest, step: Json, _: Words) -> str:
    """Which article leaves this to the lot, if the Elections Act is applied."""
    if not contest.by_the_act or step["how"] != "lot":
        return ""
    articles = {"majority": "P 9", "exhausted": "P 10", "candidates": "P 15"}
    return _.act(articles.get(step["purpose"], "P 7" if contest.large else "P 8"))


def _about(purpose: str, on_list: str | None, seats: int, _: Words) -> str:
    if purpose == "majority":
        return _("who gives up a seat to the list with the majority")
    if purpose == "exhausted":
        return _.ngettext(
            "%(n)s seat that another list gave up", "%(n)s seats that other lists gave up", seats
        )
    if purpose == "residual":
        return _.ngettext("%(n)s residual seat", "%(n)s residual seats", seats)
    if on_list:
        return _.ngettext(
            "%(n)s seat of list %(list)s", "%(n)s seats of list %(list)s", seats, list=on_list
        )
    return _.ngettext("%(n)s seat", "%(n)s seats", seats)


def to_draw(contest: Contest, ties: Sequence[Json], level: int, _: Words) -> list[Block]:
    """What the committee still has to draw; nothing if there is no tie left."""
    if not ties:
        return []
    text = _(
        "The votes do not decide this. The committee draws lots, in a way that all can see, and "
        "records how. Then the seats follow."
    )
    items = [_tie(contest, tie, _) for tie in ties]
    return [Heading(level, _("Still to be drawn")), Paragraph(text), Bullets(items)]


def _tie(contest: Contest, tie: Json, _: Words) -> str:
    about = _about(tie["for"], tie.get("list"), tie["seats"], _)
    among = _.join(contest.names(tie["among"], tie.get("list")))
    return _("%(what)s, among %(among)s.", what=about, among=among)


def recorded(contest: Contest, lots: Sequence[Json], level: int, _: Words) -> list[Block]:
    """The lots that the committee drew, with who, when and how."""
    if not lots:
        return []
    return [Heading(level, _("Lots drawn")), *(Facts(_lot(contest, lot, _)) for lot in lots)]


def _lot(contest: Contest, lot: Json, _: Words) -> list[tuple[str, str]]:
    on_list = lot["list"]
    return [
        (_("About"), _about(lot["for"], on_list, lot["seats"], _)),
        (_("Among"), _.join(contest.names(lot["among"], on_list))),
        (_("Drawn"), _.join(contest.names(lot["drawn"], on_list))),
        (_("By"), lot["by"]),
        (_("When"), _.time(lot["at"])),
        (_("How"), lot["how"]),
    ]
