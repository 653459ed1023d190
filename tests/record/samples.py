"""Questions and records of small elections, computed as the record computes them."""

from collections.abc import Mapping, Sequence

from stembus.record.document import Document, question_document
from stembus.record.frozen import Question
from stembus.record.outcome import Votes, no_votes
from stembus.record.proceedings import RecordedLot
from stembus.seats.rules import READY, Rules

Lists = Mapping[str, Sequence[int]]


def by_lists(
    rules: str | Rules,
    seats: int,
    lists: Lists,
    lots: Sequence[RecordedLot] = (),
    voted: bool = True,
) -> Document:
    """Each list with the votes of its candidates, who are named after their list: "CNV 1"."""
    answers = [
        f"{name} {number}" for name, votes in lists.items() for number in range(1, len(votes) + 1)
    ]
    cuts = [(name, len(votes)) for name, votes in lists.items()]
    question = asked("Members of the council", answers, cuts, rules, seats, voted)
    counted = Votes(3, [count for votes in lists.values() for count in votes])
    return question_document(question, counted if voted else no_votes(question), 0, lots)


def of_persons(
    rules: str | Rules, seats: int, votes: Mapping[str, int], lots: Sequence[RecordedLot] = ()
) -> Document:
    question = asked("Board", list(votes), [], rules, seats, voted=True)
    return question_document(question, Votes(None, list(votes.values())), 0, lots)


def decision(rules: str | Rules, electorate: int, *votes: int) -> Document:
    names = ["Yes", "No", "Abstain"][: len(votes)]
    question = asked("Shall we merge?", names, [], rules, None, voted=True)
    return question_document(question, Votes(None, votes), electorate)


def counted(votes: Mapping[str, int]) -> Document:
    """A question without rules."""
    question = asked("Which name?", list(votes), [], None, None, voted=True)
    return question_document(question, Votes(0, list(votes.values())), 0)


def asked(
    title: str,
    answers: Sequence[str],
    lists: Sequence[tuple[str, int]],
    rules: str | Rules | None,
    seats: int | None,
    voted: bool,
) -> Question:
    chosen = READY[rules] if isinstance(rules, str) else rules
    return Question(title, answers, lists, 1, 1, True, seats, chosen, voted)


def lot(
    among: Sequence[str | int],
    drawn: Sequence[str | int],
    purpose: str = "residual",
    on_list: str | None = None,
) -> RecordedLot:
    value = {
        "seats": len(drawn),
        "list": on_list,
        "among": list(among),
        "drawn": list(drawn),
        "for": purpose,
    }
    how = "Two notes in a hat, drawn by the youngest present."
    return RecordedLot("poll", 0, value, "M. de Boer", "2027-01-09T10:00:00Z", how)


def poll(*questions: Document, name: str = "", uuid: str = "H4xu2ZkrPq8sYvWn") -> Document:
    voted = any(question["voted"] for question in questions)
    return {
        "uuid": uuid,
        "name": name,
        "archive": {"sha256": "3f" * 32, "bytes": 1234567} if voted else None,
        "fingerprint": "Zk3Qm8rT1vXy7wN2pLsB4dHgJ6fKcA9eR0uIoPzMtY" if voted else None,
        "credentials": 120 if voted else None,
        "weight": 120 if voted else None,
        "counted": 98 if voted else None,
        "counted_weight": 98 if voted else None,
        "questions": list(questions),
    }


def record(*polls: Document, name: str = "Ondernemingsraad 2027") -> Document:
    return {
        "version": 1,
        "election": {
            "id": "8d5a1f0e-3c1b-4e55-9f6e-0a6f3c0f9b11",
            "name": name,
            "description": "Kies wie u vertegenwoordigt.\n\nVragen? Bel de commissie.",
            "language": "nl",
        },
        "origin": "https://stem.example",
        "opened_at": "2027-01-04T08:00:00Z",
        "closed_at": "2027-07-08T17:00:00Z",
        "roll": {"voters": 120, "hmac_sha256": "ab" * 32},
        "reissued": 2,
        "added": 1,
        "withdrawn": 0,
        "incidents": [
            {
                "at": "2027-01-05T09:30:00Z",
                "text": "Power cut in Zuid.",
                "extended_from": "2027-01-08T17:00:00Z",
                "extended_to": "2027-07-08T17:00:00Z",
            },
            {
                "at": "2027-01-06T09:00:00Z",
                "text": "Late mail.",
                "extended_from": None,
                "extended_to": None,
            },
        ],
        "rules_sha256": "cd" * 32,
        "polls": list(polls),
    }


def council() -> Document:
    """A works council whose last seat was drawn, a board, a decision, and seats without a vote."""
    tie = {"FNV": (120, 90, 60), "CNV": (150, 100, 20), "Ons Bedrijf": (100, 60, 50)}
    return record(
        poll(
            by_lists("works-council-lists", 4, tie, [lot(["FNV", "CNV"], ["CNV"])]),
            of_persons("association", 2, {"A. Bakker": 9, "B. Łukasz": 4, "C. El Amrani": 30}),
            name="Noord",
        ),
        poll(
            decision("decision", 120, 60, 30, 8),
            by_lists("works-council-lists", 9, {"Samen": (0, 0)}, voted=False),
            name="Zuid",
            uuid="J5yv3AlsQr9tZwXo",
        ),
    )
