"""Lists with fewer candidates than seats: Elections Act art. P 10."""

from stembus.seats.standing import Standing
from stembus.seats.steps import ExhaustedStep


def give_up(standing: Standing) -> None:
    """Take the seats for which a list has no candidate; they go by the same rules to others."""
    for each in standing.lists:
        seats = standing.seats[each.name]
        excess = seats - each.size
        if excess > 0:
            standing.steps.append(ExhaustedStep(each.name, seats, each.size, excess))
            standing.seats[each.name] = each.size
            standing.left += excess
    standing.purpose = "exhausted"
