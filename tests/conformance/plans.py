"""The elections that peers must agree with, the same ones in each group."""

from tests.conformance.holding import Plan

ONE = {"title": "Wie wordt voorzitter? – één", "answers": ["Ann", "Bo", "Cas"]}
SOME = {
    "title": "Welke “leden”?",
    "answers": ["Dirk", "Els", "Fatma", "Gé"],
    "min": 1,
    "max": 3,
    "blank": False,
}
MAYBE = {"title": "Nog iets?", "answers": ["Ja", "Nee"], "min": 0, "max": 2, "blank": True}


def plans(group: str) -> list[Plan]:
    return [
        Plan(
            "weights, blank votes, two questions and a vote that is replaced",
            group,
            (ONE, SOME),
            weights=(1, 3, 250, 1, 7),
            votes=(
                (0, ("1", "1,2")),
                (1, ("blank", "4")),
                (2, ("3", "1,3,4")),
                (0, ("2", "2")),
                (3, ("blank", "1,2,3")),
            ),
        ),
        Plan(
            "three trustees, and a question that may stay empty",
            group,
            (MAYBE,),
            weights=(1, 1, 1, 1),
            votes=((0, ("1,2",)), (1, ("",)), (2, ("blank",)), (3, ("2",))),
            trustees=3,
        ),
        Plan("nobody voted", group, (ONE, SOME), weights=(1, 2)),
    ]
