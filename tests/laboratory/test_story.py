"""The journey of an election, with every process under its own user, unit, role and firewall."""

import pytest

from tests.journey.test_story import (
    test_an_election_from_the_roll_to_a_result_that_others_confirm as story,
)

test_an_election_from_the_roll_to_a_result_that_others_confirm = pytest.mark.laboratory(story)
