"""How seats went to lists, in words. Each function takes successive steps of its kind."""

from collections.abc import Sequence
from fractions import Fraction

from stembus.record.blocks import Block, Paragraph, Table
from stembus.record.contest import Contest, Json
from stembus.record.words import Words


def quota(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    """ "5,104 votes : 15 seats = 340 4/15"."""
    (step,) = steps
    value = Fraction(step["quota"])
    text = _(
        "The quota is the number of votes on all lists divided by the number of seats: "
        "%(votes)s : %(seats)s = %(quota)s.",
        votes=_.number(step["votes"]),
        seats=_.number(step["seats"]),
        quota=_.exact(value),
    )
    return [Paragraph(text + _act(contest, "P 5", _))]


def full_seats(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    (step,) = steps
    text = _("A list gets a full seat for each time that the quota goes into its votes.")
    rows = [_full(name, each.votes or 0, step, _) for name, each in contest.lists.items()]
    total = sum(step["seats"].values())
    foot = (_("Together"), _.number(contest.votes or 0), _.number(total), "")
    header = (_("List"), _("Votes"), _("Full seats"), _("Votes left"))
    left = _.ngettext(
        "%(n)s seat is left: the residual seat.",
        "%(n)s seats are left: the residual seats.",
        step["residual"],
    )
    return [
        Paragraph(text + _act(contest, "P 6", _)),
        Table(_("Full seats"), header, rows, (1, 2, 3), foot),
        Paragraph(left if step["residual"] else _("No seats are left.")),
    ]


def _full(name: str, votes: int, step: Json, _: Words) -> tuple[str, ...]:
    remainder = Fraction(step["remainders"][name])
    return name, _.number(votes), _.number(step["seats"][name]), _.exact(remainder)


def threshold(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    """Which lists share in residual seats, and from how many votes."""
    return [Paragraph(_threshold(contest, step, _)) for step in steps]


def _threshold(contest: Contest, step: Json, _: Words) -> str:
    bar = {"bar": bar_of_quota(step, _), "votes": _.exact(Fraction(step["votes"]))}
    if by_the_act(contest, step):
        need = _("For a largest remainder a list needs %(bar)s: %(votes)s votes.", **bar)
        need += _.act("P 8")
    else:
        need = _("To share in residual seats a list needs %(bar)s: %(votes)s votes.", **bar)
    if not step["below"]:
        return need + " " + _("All lists have them.")
    return need + " " + _("These do not: %(lists)s.", lists=_.join(step["below"]))


def by_the_act(contest: Contest, step: Json) -> bool:
    """Whether it is the 75% of art. P 8, not a threshold that the rules name."""
    return contest.by_the_act and step["method"] == "largest-remainder"


def bar_of_quota(threshold: Json, _: Words) -> str:
    """ "at least 3/4 of the quota"; `threshold` has the fields fraction and strict."""
    fraction = Fraction(threshold["fraction"])
    part = _("the quota") if fraction == 1 else _("%(part)s of the quota", part=fraction)
    if threshold["strict"]:
        return _("more than %(part)s", part=part)
    return _("at least %(part)s", part=part)


def majority(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    """A seat moves to the list with the absolute majority."""
    return [Paragraph(_majority(step, _) + _act(contest, "P 9", _)) for step in steps]


def _majority(step: Json, _: Words) -> str:
    return _(
        "%(list)s has more than half of the votes (%(votes)s of %(of_votes)s), but not more than "
        "half of the seats (%(seats)s of %(of_seats)s). It gets one seat more, from %(from_list)s, "
        "which got the last residual seat.",
        list=step["list"],
        votes=_.number(step["votes"]),
        of_votes=_.number(step["of_votes"]),
        seats=step["seats"],
        of_seats=step["of_seats"],
        from_list=step["from_list"],
    )


def exhausted(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    """Lists with more seats than candidates."""
    return [Paragraph(_exhausted(step, _) + _act(contest, "P 10", _)) for step in steps]


def _exhausted(step: Json, _: Words) -> str:
    return _.ngettext(
        "%(list)s has more seats (%(seats)s) than candidates (%(candidates)s): it gives up "
        "%(n)s seat.",
        "%(list)s has more seats (%(seats)s) than candidates (%(candidates)s): it gives up "
        "%(n)s seats.",
        step["given_up"],
        list=step["list"],
        seats=step["seats"],
        candidates=step["candidates"],
    )


def unfilled(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    """Seats without anyone to take them."""
    (step,) = steps
    text = _.ngettext(
        "%(n)s seat stays empty: nobody is left to take it.",
        "%(n)s seats stay empty: nobody is left to take them.",
        step["seats"],
    )
    return [Paragraph(text)]


def uncontested(contest: Contest, steps: Sequence[Json], _: Words) -> list[Block]:
    """Elected without a vote."""
    (step,) = steps
    text = _(
        "There are no more candidates (%(candidates)s) than seats (%(seats)s), so all of them are "
        "elected without a vote.",
        seats=_.number(step["seats"]),
        candidates=_.number(step["candidates"]),
    )
    return [Paragraph(text)]


def _act(contest: Contest, article: str, _: Words) -> str:
    return _.act(article) if contest.by_the_act else ""
