"""A threshold that a list must pass to share in residual seats, as a fraction of the quota."""

from stembus.seats.rules import Threshold
from stembus.seats.standing import Standing
from stembus.seats.steps import ThresholdStep


def below(standing: Standing, threshold: Threshold | None, method: str) -> set[str]:
    """The names of the lists that have too few votes, with the step that says so."""
    if threshold is None:
        return set()
    names = [
        each.name for each in standing.lists if not threshold.passed(each.votes, standing.quota)
    ]
    bar = threshold.fraction * standing.quota
    step = ThresholdStep(method, threshold.fraction, threshold.strict, bar, names)
    if step not in standing.steps:
        standing.steps.append(step)
    return set(names)
