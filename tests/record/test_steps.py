"""Each step of an allocation in words, in both languages, from allocations that were computed."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from stembus.record.blocks import Block, Bullets, Facts, Heading, Paragraph, Table
from stembus.record.question import STEPS, outcome_blocks
from stembus.seats.rules import (
    DecisionRules,
    ListRules,
    Majority,
    PersonRules,
    Residual,
    Threshold,
    TieBreak,
)
from stembus.seats.steps import Step

from .samples import by_lists, counted, decision, lot, of_persons

COUNCIL = {"1": (2000, 571), "2": (900, 77), "3": (567,), "4": (536,), "5": (453,)}
"""A council of 2022: 5104 votes, 15 seats; list 1 has the majority of the votes."""
NBSP = "\N{NO-BREAK SPACE}"


def said(question, language: str) -> str:
    """All texts of the blocks, with plain spaces."""
    texts = (text for block in outcome_blocks(question, language) for text in _texts(block))
    return "\n".join(texts).replace(NBSP, " ")


def _texts(block: Block) -> Sequence[str]:
    match block:
        case Heading(text=text) | Paragraph(text=text):
            return [text]
        case Bullets(items=items):
            return items
        case Facts(pairs=pairs):
            return [f"{label}: {value}" for label, value in pairs]
        case Table():
            rows = [block.header, *block.rows, block.foot]
            return [block.caption, *(" | ".join(row) for row in rows if row)]
    return []


def test_every_step_has_words():
    assert STEPS.keys() == {kind.kind for kind in Step.__subclasses__()}


def tall(size: int = 20):
    """The council with enough candidates."""
    return {name: (*votes, *[0] * size) for name, votes in COUNCIL.items()}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "nl",
            "gedeeld door het aantal zetels: 5.104 : 15 = 340 4/15 (≈ 340,27). Kieswet, art. P 5.",
        ),
        ("en", "the number of seats: 5,104 : 15 = 340 4/15 (≈ 340.27). Elections Act, art. P 5."),
        ("nl", "1 | 2.571 | 7 | 189 2/15 (≈ 189,13)"),
        ("en", "Full seats\nList | Votes | Full seats | Votes left\n1 | 2,571 | 7 | 189 2/15"),
        ("nl", "Er blijven 3 zetels over: de restzetels."),
        ("en", "3 seats are left: the residual seats."),
        (
            "nl",
            "ten minste 3/4 van de kiesdeler nodig: 255 1/5 (≈ 255,20) stemmen. Kieswet, art. P 8.",
        ),
        ("en", "at least 3/4 of the quota: 255 1/5 (≈ 255.20) votes. Elections Act, art. P 8. All"),
        ("nl", "2 | 296 7/15 | 296,47 | 1\n3 | 226 11/15 | 226,73 | 2\n4 | 195 11/15 | 195,73 | 3"),
        ("en", "Largest remainders\nList | Remainder | As a decimal | Gets residual seat"),
        (
            "nl",
            "Zij krijgt één zetel extra, van 4, die de laatste restzetel kreeg. Kieswet, art. P 9.",
        ),
        ("en", "(2,571 of 5,104), but not more than half of the seats (7 of 15). It gets one seat"),
        ("nl", "1/2 van de kiesdeler, 170 2/15 (≈ 170,13) stemmen, zijn het eerst gekozen"),
        ("en", "1 | 8 | 1. 1 1 (2,000); 2. 1 2 (571)"),
        ("nl", "3 | 3. 1 3 | 1 | 0 | lijstvolgorde"),
        ("en", "1 | 1. 1 1 | 1 | 2,000 | preference votes"),
        ("nl", "Samen | 5.104 |  | 15"),
        ("en", "3 votes were blank."),
    ],
)
def test_a_council_by_the_elections_act(language, text):
    assert text in said(by_lists("elections-act", 15, tall()), language)


def test_averages_have_a_column_for_each_seat_and_say_where_it_goes():
    votes = {"A": (47000,), "B": (16000,), "C": (15800,), "D": (12000,), "E": (6100,), "F": (3100,)}
    question = by_lists(
        "highest-average", 10, {name: (*one, *[0] * 9) for name, one in votes.items()}
    )
    dutch = said(question, "nl")
    assert "Lijst | Zetel 1 | Zetel 2 | Zetel 3\nA | 9.400 | 7.833 1/3 (≈ 7.833,33)" in dutch
    assert "Gaat naar | A | B | C" in dutch
    assert "Elections Act" not in said(question, "en").split("are elected first")[0]


def test_the_greatest_average_of_each_round_is_strong():
    question = by_lists("highest-average", 3, {"A": (50, 0), "B": (30, 0)})
    (table,) = (
        block
        for block in outcome_blocks(question, "en")
        if isinstance(block, Table) and block.caption == "Highest averages"
    )
    assert [table.rows[row][column] for row, column in table.strong] == ["25"]


def test_more_rounds_than_fit_go_on_in_a_next_table():
    votes = {str(number): (90 + number, *[0] * 9) for number in range(11)}
    question = by_lists("highest-average", 10, votes)
    headers = [
        len(block.header)
        for block in outcome_blocks(question, "nl")
        if isinstance(block, Table) and block.caption == "Grootste gemiddelden"
    ]
    assert headers == [5, 5, 3]


def test_small_councils_have_at_most_one_by_average_and_then_no_limit():
    votes = {"1": (150, *[0] * 9), **{str(number): (30 - number,) for number in range(2, 7)}}
    english = said(by_lists("elections-act", 6, votes), "en")
    assert "highest average, at most one to each list." in english
    assert "Elections Act, art. P 8. These do not: 2, 3, 4, 5 and 6." in english


def test_from_19_seats_the_article_is_p7():
    votes = {"1": (600, *[0] * 30), "2": (302, *[0] * 30), "3": (98, 0, 0), "4": (200, *[0] * 30)}
    assert "stemmen gedeeld door haar zetels plus één. Kieswet, art. P 7." in said(
        by_lists("elections-act", 23, votes), "nl"
    )


def test_a_list_threshold_names_who_is_below():
    question = by_lists("university", 10, {"A": (97, *[0] * 12), "B": (3,)})
    assert "Deze niet: B." in said(question, "nl")
    assert "a list needs at least the quota: 10 votes. These do not: B." in said(question, "en")


def test_exhausted_lists_give_up_seats_and_some_stay_empty():
    question = by_lists("highest-average", 4, {"1": (400, 200), "2": (0,), "3": (0,)})
    assert "1 has more seats (4) than candidates (2): it gives up 2 seats." in said(question, "en")
    assert "2 zetels blijven leeg: er is niemand meer voor." in said(question, "nl")


TIED = {"FNV": (120, 90, 60), "CNV": (150, 100, 20), "Ons Bedrijf": (100, 60, 50)}


def test_a_tie_waits_for_the_lot():
    question = by_lists("works-council-lists", 4, TIED)
    dutch = said(question, "nl")
    assert "Nog te loten" in dutch and "1 restzetel, tussen FNV en CNV." in dutch
    assert "Gelijk zijn FNV en CNV. Het gaat om 1 restzetel. Het lot beslist" in dutch
    assert "FNV | 82 1/2 | 82.50 | draw" in said(question, "en")
    assert "Elected\nNo." not in said(question, "en")


def test_a_recorded_lot_says_who_when_and_how():
    english = said(by_lists("works-council-lists", 4, TIED, [lot(["FNV", "CNV"], ["CNV"])]), "en")
    assert "The lot has decided: CNV." in english
    assert "Still to be drawn" not in english
    assert "Among: FNV and CNV\nDrawn: CNV\nBy: M. de Boer" in english
    assert "When: 9 January 2027, 11:00:00 CET (UTC+1)" in english


def test_who_gives_a_seat_up_to_the_majority_is_drawn():
    votes = {"1": (2571,), "2": (977,), "3": (567,), "4": (567,), "5": (422,)}
    question = by_lists(
        "elections-act", 15, {name: (*one, *[0] * 20) for name, one in votes.items()}
    )
    assert "Het gaat om wie een zetel afstaat aan de lijst met de meerderheid" in said(
        question, "nl"
    )
    assert "Elections Act, art. P 9." in said(question, "en")


def test_a_draw_among_candidates_names_them_with_their_numbers():
    rules = ListRules(Residual.LARGEST_REMAINDER)
    question = by_lists(rules, 2, {"A": (40, 30, 30)}, [lot([2, 3], [3], "candidates", "A")])
    assert "Equal are 2. A 2 and 3. A 3. It is about 1 seat of list A." in said(question, "en")
    assert "3. A 3 | A | 30 | voorkeurstemmen, na loting" in said(question, "nl")


@pytest.mark.parametrize(
    ("ties", "language", "text"),
    [
        (TieBreak.LIST_ORDER, "nl", "beslist de volgorde op het stembiljet: B."),
        (TieBreak.LIST_ORDER, "en", "the order on the ballot paper decides: B."),
        (TieBreak.LOT, "nl", "Het lot beslist; de loting is nog niet vastgelegd."),
        (TieBreak.LOT, "en", "1 seat, among B and C."),
    ],
)
def test_the_last_of_the_persons_by_each_rule(ties, language, text):
    question = of_persons(PersonRules(ties), 2, {"A": 9, "B": 4, "C": 4})
    assert text in said(question, language)


def test_persons_are_ranked_by_votes_and_not_shown_twice():
    dutch = said(of_persons("association", 1, {"A": 4, "B": 1200}), "nl")
    assert "Er is 1 zetel. De kandidaat met de meeste stemmen is gekozen." in dutch
    assert "Kandidaat | Stemmen\nB | 1.200\nA | 4" in dutch
    assert dutch.count("A | 4") == 1
    assert "Nr. | Gekozen | Stemmen | Grond\n1 | B | 1.200 | meeste stemmen" in dutch


def test_seniority_is_said_where_it_decided():
    question = of_persons("association", 1, {"A": 4, "B": 4})
    (step,) = (each for each in question["outcome"]["steps"] if each["step"] == "draw")
    step |= {"how": "seniority", "drawn": [2]}
    assert "Volgens de regels beslist de anciënniteit: B." in said(question, "nl")


def test_uncontested_candidates_are_elected_without_votes():
    question = by_lists("works-council-lists", 9, {"A": (0, 0), "B": (0,)}, voted=False)
    assert "Er zijn niet meer kandidaten (3) dan zetels (9)" in said(question, "nl")
    english = said(question, "en")
    assert "3 | 1. B 1 | B | – | no more candidates than seats" in english
    assert "6 seats stay empty" in english
    assert "blank" not in english


def test_nobody_voted_for_means_no_seats():
    assert "Er is op niemand gestemd." in said(of_persons("association", 1, {"A": 0, "B": 0}), "nl")


def test_a_decision_says_what_was_needed():
    quorum = Threshold(Fraction(1, 2), strict=False)
    rules = DecisionRules(Majority.TWO_THIRDS, quorum)
    dutch = said(decision(rules, 120, 60, 31, 8), "nl")
    assert "Het voorstel is verworpen." in dutch
    assert "Voor 60, tegen 31, onthouden 8. Nodig: ten minste 60 2/3 (≈ 60,67) stemmen" in dutch
    assert "Geldig als ten minste 1/2 van alle mogelijke stemmen is uitgebracht." in dutch
    english = said(decision(DecisionRules(quorum=quorum), 300, 60, 31, 8), "en")
    assert "The proposal is rejected." in english and "That many were not cast (99)." in english
    assert "The proposal is adopted." in said(decision("decision", 120, 60, 31), "en")


def test_a_question_without_rules_has_its_votes_alone():
    blocks = outcome_blocks(counted({"Blue": 3, "Red": 5}), "en")
    assert [type(block) for block in blocks] == [Heading, Table, Paragraph]
    assert "0 votes were blank." in said(counted({"Blue": 3, "Red": 5}), "en")
