"""A result as a page shows it: each question with its answers, counts and shares."""

from dataclasses import dataclass

from stembus.domain.elections.models import Poll


@dataclass(frozen=True, slots=True)
class Bar:
    """`share` of the largest count of the question, in per cent, is the bar's length."""

    name: str
    votes: int
    share: float
    blank: bool = False
    top: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    title: str
    bars: list[Bar]


def result_of(poll: Poll, counts: list[list[int]]) -> list[Outcome]:
    """In the order of the ballot paper, which is that of `counts` (§2.5: blank comes first)."""
    questions = [q for q in poll.questions.prefetch_related("candidates") if not q.uncontested]
    return [
        Outcome(question.title, _bars(question.answers, question.blank, votes))
        for question, votes in zip(questions, counts, strict=True)
    ]


def _bars(answers: list[str], blank: bool, votes: list[int]) -> list[Bar]:
    for_answers = votes[1:] if blank else votes
    highest = max(max(votes), 1)
    most = max(for_answers)
    bars = [
        Bar(name, count, round(100 * count / highest, 2), top=0 < count == most)
        for name, count in zip(answers, for_answers, strict=True)
    ]
    if blank:
        bars.append(Bar("", votes[0], round(100 * votes[0] / highest, 2), blank=True))
    return bars
