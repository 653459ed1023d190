"""What the election of the journey asks, who may vote, what they vote, and what must come of it."""

from dataclasses import dataclass

BLANK = "blank"
Choice = tuple[str, ...]


@dataclass(frozen=True)
class Question:
    title: str
    answers: tuple[str, ...]
    min: int = 1
    max: int = 1
    blank: bool = True


@dataclass(frozen=True)
class Paper:
    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Voter:
    """`votes`: one or more ballots, each a choice for each question; the last one counts."""

    number: int
    paper: str
    votes: tuple[tuple[Choice, ...], ...]
    weight: int = 1
    language: str = "nl"

    @property
    def address(self) -> str:
        return f"kiezer{self.number}@example.org"


NAME = "Ondernemingsraad De Linde 2027"
OFFICE = Paper(
    "Kantoor",
    (
        Question(
            "Wie vertegenwoordigen het kantoor?",
            ("Fatima El Amrani", "Joris van den Berg", "Anneke de Boer", "Mehmet Yıldız"),
            max=2,
        ),
        Question("Krijgt de raad een eigen begroting?", ("Ja", "Nee"), blank=False),
    ),
)
WORKSHOP = Paper(
    "Werkplaats",
    (Question("Wie vertegenwoordigt de werkplaats?", ("Sanne Kuipers", "Pieter Jansen")),),
)
PAPERS = (OFFICE, WORKSHOP)

FATIMA, JORIS, ANNEKE, MEHMET = OFFICE.questions[0].answers
SANNE, PIETER = WORKSHOP.questions[0].answers
YES, NO = ("Ja",), ("Nee",)
NOBODY = (BLANK,)


def _voters() -> list[Voter]:
    office: list[tuple[tuple[Choice, ...], ...]] = [
        (((FATIMA, JORIS), YES),),
        (((FATIMA,), YES),),
        (((JORIS,), NO), ((ANNEKE, FATIMA), YES)),  # votes twice
        ((NOBODY, NO),),
        (((MEHMET,), YES),),
        (((MEHMET, JORIS), YES),),
        (((ANNEKE,), NO),),
        (((FATIMA, MEHMET), YES),),
        (((ANNEKE, MEHMET), NO),),
        (((FATIMA,), YES),),
        (((JORIS, ANNEKE), YES),),
        (((FATIMA, ANNEKE), YES),),
    ]
    workshop: list[Choice] = [(SANNE,), (SANNE,), (PIETER,), NOBODY, (SANNE,), (PIETER,), (PIETER,)]
    names = [(OFFICE.name, votes) for votes in office]
    names += [(WORKSHOP.name, ((choice,),)) for choice in workshop]
    names += [(WORKSHOP.name, (((SANNE,),),))]
    return [
        Voter(n, paper, votes, 3 if n == 20 else 1, "en" if n in (2, 14) else "nl")
        for n, (paper, votes) in enumerate(names, start=1)
    ]


VOTERS = _voters()


def expected(paper: Paper) -> list[list[int]]:
    """The counts, computed from the votes; blank votes come first, as in an archive (§2.5)."""
    counted = [(voter.votes[-1], voter.weight) for voter in VOTERS if voter.paper == paper.name]
    return [
        [
            sum(weight for ballot, weight in counted if name in ballot[index])
            for name in ((BLANK,) if question.blank else ()) + question.answers
        ]
        for index, question in enumerate(paper.questions)
    ]
