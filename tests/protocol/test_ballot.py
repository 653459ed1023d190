"""Honest ballots are accepted, and those of the tampered archives are refused for what they are."""

from dataclasses import replace

import pytest

from stembus.protocol.ballot import check_ballot, read_ballot, size_limit, tracker
from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.credential import parse_list
from stembus.protocol.election import ListsQuestion, Question
from stembus.protocol.errors import Code, Rejected
from tests.protocol.altering import refusal_of
from tests.protocol.making import CHOICES, GROUPS, PLAIN, WITH_BLANK, election_with, seeded, voter
from tests.protocol.vectors import HONEST, ballots, lines, setup

FIRST_PROOF = "answers[0].individual_proofs[0]"
FIRST_OVERALL = "answers[0].overall_proof[0]"


@pytest.mark.parametrize("name", HONEST)
def test_the_ballots_of_the_archives_hold(name: str) -> None:
    election, raw_list = setup(name)
    listed = parse_list(raw_list, election.group)
    for raw in ballots(name):
        assert check_ballot(raw, election).credential in listed


@pytest.mark.parametrize(
    "name", ["ed25519-33-h-single", "h-threshold-2of3", "h-weighted-3trustees", "nh-mixed-shuffles"]
)
def test_trackers_are_those_that_the_voters_got(name: str) -> None:
    expected = [line.split("\t")[2] for line in lines(name, "trackers.tsv")]
    assert {tracker(raw) for raw in ballots(name)} == set(expected)


@pytest.mark.parametrize(
    ("case", "position", "code", "where"),
    [
        ("b01-modified-ciphertext", 1, Code.BALLOT_SIGNATURE, "signature"),
        ("b02-modified-proof", 1, Code.BALLOT_SIGNATURE, "signature"),
        ("b03-stolen-credential", 1, Code.BALLOT_SIGNATURE, "signature"),
        ("b11-noncanonical-whitespace", 1, Code.BALLOT_NOT_CANONICAL, ""),
        ("b12-field-order", 1, Code.BALLOT_NOT_CANONICAL, "answers[0].choices[0]"),
        ("b14-no-signature", 1, Code.BALLOT_SHAPE, ""),
        ("b15-response-plus-q", 1, Code.SCALAR_OUT_OF_RANGE, FIRST_OVERALL),
        ("b17-overvote-4-of-max-3", 1, Code.BALLOT_SHAPE, "answers[0].overall_proof"),
        ("b19-extra-answer", 1, Code.BALLOT_ANSWER_COUNT, "answers"),
        ("c01-byte-flip-ballot", 0, Code.BALLOT_SIGNATURE, "signature"),
        ("r01-proof-resigned", 1, Code.BALLOT_INDIVIDUAL_PROOF, FIRST_PROOF),
        ("r03-blank-proof-resigned", 1, Code.BALLOT_BLANK_PROOF, "answers[2].blank_proof"),
        ("r05-response-plus-q-resigned", 1, Code.SCALAR_OUT_OF_RANGE, FIRST_OVERALL),
        ("r08-extra-field-resigned", 1, Code.BALLOT_SHAPE, ""),
        ("r11-signature-hash-other", 1, Code.BALLOT_SIGNATURE, "signature"),
        (
            "x04-superballot-bad-proofs",
            1,
            Code.BALLOT_INDIVIDUAL_PROOF,
            "answers[0].individual_proofs[0]",
        ),
        ("x05-stuffed-ballot-forged-signature", 6, Code.BALLOT_SIGNATURE, "signature"),
    ],
)
def test_tampered_ballots_are_refused(case: str, position: int, code: Code, where: str) -> None:
    election, _ = setup(f"tampered/{case}")
    cast = ballots(f"tampered/{case}")
    assert refusal_of(election, cast[position]) == (code, where)
    check_ballot(cast[2], election)


def test_an_unknown_credential_is_for_the_caller_to_see() -> None:
    election, raw_list = setup("tampered/b04-unknown-credential")
    ballot = check_ballot(ballots("tampered/b04-unknown-credential")[6], election)
    assert ballot.credential not in parse_list(raw_list, election.group)


def test_the_control_with_even_challenges_is_accepted() -> None:
    election, _ = setup("tampered/b20c-control-even-challenges")
    for raw in ballots("tampered/b20c-control-even-challenges"):
        check_ballot(raw, election)


def test_ballots_of_another_election_are_refused() -> None:
    election, _ = setup("tampered/s05-public-key")
    raw = ballots("tampered/s05-public-key")[0]
    assert refusal_of(election, raw) == (Code.BALLOT_OTHER_FINGERPRINT, "")


def test_ballots_with_lists_are_not_supported() -> None:
    election, _ = setup("nh-mixed-shuffles")
    raw = ballots("nh-mixed-shuffles")[0]
    lists = replace(election, questions=(ListsQuestion("Who?", (("List 1", "A"),)),))
    assert refusal_of(lists, raw) == (Code.QUESTION_UNSUPPORTED, "")


def test_ballots_with_numbers_are_checked_but_not_made() -> None:
    election, _ = setup("nh-mixed-shuffles")
    with pytest.raises(Rejected) as refusal:
        make_ballot(election, 5, [[0, 1], [1, 2, 3], [1, 2]], seeded("x"))
    assert (refusal.value.code, refusal.value.where) == (Code.QUESTION_UNSUPPORTED, "[1]")


@pytest.mark.parametrize("name", GROUPS)
def test_a_made_ballot_holds(name: str) -> None:
    election = election_with(PLAIN, WITH_BLANK, group_name=name)
    raw = make_ballot(election, voter(election), CHOICES, seeded("ballot"))
    ballot = check_ballot(raw, election)
    assert ballot.tracker == tracker(raw)
    assert [len(answer) for answer in ballot.answers] == [3, 3]
    assert read_ballot(raw, election) == ballot
    assert len(raw) <= size_limit(election) // 2


ALLOWED = [
    (PLAIN, [1, 0, 0]),
    (PLAIN, [1, 0, 1]),
    (WITH_BLANK, [1, 0, 0]),
    (WITH_BLANK, [0, 1, 0]),
    (Question("?", ("A",), 0, 1, True), [0, 0]),
    (Question("?", ("A",), 0, 1, True), [1, 0]),
    (Question("?", ("A",), 0, 5, False), [1]),
    (Question("?", ("A", "B"), 0, 0, False), [0, 0]),
    (Question("?", (), 0, 0, False), []),
    (Question("?", (), 0, 0, True), [1]),
]


@pytest.mark.parametrize(("question", "choices"), ALLOWED)
def test_every_allowed_choice_makes_a_ballot_that_holds(
    question: Question, choices: list[int]
) -> None:
    election = election_with(question)
    check_ballot(make_ballot(election, voter(election), [choices], seeded("x")), election)


@pytest.mark.parametrize(
    ("question", "choices", "code"),
    [
        (PLAIN, [0, 0, 0], Code.CHOICES_TOO_FEW),
        (PLAIN, [1, 1, 1], Code.CHOICES_TOO_MANY),
        (PLAIN, [1, 1], Code.CHOICES_SHAPE),
        (PLAIN, [2, 0, 0], Code.CHOICES_SHAPE),
        (PLAIN, [-1, 1, 1], Code.CHOICES_SHAPE),
        (WITH_BLANK, [1, 1, 0], Code.CHOICES_BLANK),
        (WITH_BLANK, [0, 0, 0], Code.CHOICES_TOO_FEW),
        (WITH_BLANK, [0, 1, 1], Code.CHOICES_TOO_MANY),
        (WITH_BLANK, [1, 0], Code.CHOICES_SHAPE),
    ],
)
def test_no_ballot_is_made_of_other_choices(
    question: Question, choices: list[int], code: Code
) -> None:
    election = election_with(question)
    with pytest.raises(Rejected) as refusal:
        make_ballot(election, voter(election), [choices], seeded("x"))
    assert (refusal.value.code, refusal.value.where) == (code, "[0]")


def test_no_ballot_is_made_that_leaves_a_question_out() -> None:
    election = election_with(PLAIN, WITH_BLANK)
    with pytest.raises(Rejected) as refusal:
        make_ballot(election, voter(election), [[1, 0, 0]], seeded("x"))
    assert refusal.value.code == Code.CHOICES_SHAPE


def test_two_ballots_of_the_same_choices_have_nothing_in_common() -> None:
    election = election_with(PLAIN)
    first, second = (
        check_ballot(make_ballot(election, voter(election), [[1, 0, 0]], seeded(seed)), election)
        for seed in ("first", "second")
    )
    assert not set(first.answers[0]) & set(second.answers[0])
