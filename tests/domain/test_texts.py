"""Texts that people will read are of a length that fits, and have nothing invisible in them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from stembus.domain.elections import actions, papers
from stembus.domain.refusals import Refused
from tests.elections import BOARD, drafted

pytestmark = pytest.mark.django_db


def name_election(text: str) -> None:
    actions.create_election(text)


def rename_election(text: str) -> None:
    actions.describe(drafted(), name=text, description="", language="nl")


def name_poll(text: str) -> None:
    papers.add_poll(drafted(), text)


def rename_poll(text: str) -> None:
    papers.rename_poll(drafted().polls.get(), text)


def ask(text: str) -> None:
    papers.write_question(drafted().polls.get(), replace(BOARD, title=text))


def name_candidate(text: str) -> None:
    papers.write_question(drafted().polls.get(), replace(BOARD, answers=[text, "B"]))


def name_trustee(text: str) -> None:
    actions.add_trustee(drafted(), name=text, email="a@x.nl")


WAYS = [name_election, rename_election, name_poll, rename_poll, ask, name_candidate, name_trustee]


def refusal(act: Callable[[str], object], text: str) -> str:
    with pytest.raises(Refused) as why:
        act(text)
    assert why.value.text
    return why.value.code


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "hidden", ["\n", "\r", "\t", "\0", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066"]
)
def test_a_line_has_nothing_invisible_in_it(way: Callable[[str], object], hidden: str) -> None:
    assert refusal(way, f"Raad{hidden}Bcc: all@x.nl") == "text.control"


@pytest.mark.parametrize("way", WAYS)
def test_a_line_that_is_too_long_is_refused(way: Callable[[str], object]) -> None:
    assert refusal(way, "x" * 501) == "text.invalid"


@pytest.mark.parametrize("way", WAYS)
def test_accents_and_other_scripts_are_welcome(way: Callable[[str], object]) -> None:
    way("Müşerref – Łódź “é” \u00a0محمد")


def test_an_explanation_may_have_lines_and_no_other_control() -> None:
    actions.create_election("Raad", description="One.\r\n\r\n\tTwo.")
    with pytest.raises(Refused) as why:
        actions.create_election("Raad", description="One.\x07")
    assert why.value.code == "text.control"


@pytest.mark.parametrize("about", [{"language": "de"}, {"group": "P-256"}, {"name": ""}])
def test_a_value_that_is_not_one_of_the_choices_is_refused(about: dict[str, str]) -> None:
    with pytest.raises(Refused) as why:
        actions.create_election(**{"name": "Raad", **about})
    assert why.value.code == "text.invalid"


def test_a_trustee_s_address_is_one_and_is_compared_without_capitals() -> None:
    election = drafted()
    assert refusal(lambda email: actions.add_trustee(election, name="A", email=email), "no") == (
        "text.invalid"
    )
    actions.add_trustee(election, name="A", email="Ann@X.nl")
    with pytest.raises(Refused) as why:
        actions.add_trustee(election, name="B", email="ann@x.NL")
    assert why.value.code == "trustee.duplicate"


def test_papers_that_differ_in_capitals_alone_would_share_the_roll_s_column() -> None:
    election = drafted()
    papers.add_poll(election, "Noord")
    assert refusal(lambda name: papers.add_poll(election, name), "noord") == "poll.name"
