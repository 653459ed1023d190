"""Groups are found by the names of the specification."""

import pytest

from stembus.protocol.errors import Code, Rejected
from stembus.protocol.group import group
from tests.protocol.making import GROUPS


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_is_always_the_same_object(name: str) -> None:
    assert group(name) is group(name)
    assert group(name).name == name


@pytest.mark.parametrize("name", ["", "ed25519", "ED25519", "BELENIOS-1024", "RFC-3526-3072"])
def test_other_groups_are_unknown(name: str) -> None:
    with pytest.raises(Rejected) as refusal:
        group(name)
    assert refusal.value.code == Code.GROUP_UNKNOWN
