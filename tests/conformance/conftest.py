"""One service for all; each election is held once and shown to every program."""

from collections.abc import Callable, Iterator

import pytest

from tests.conformance.holding import Held, Plan, hold
from tests.conformance.peers import MODULES
from tests.service import Service


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    assert MODULES.is_dir(), "the peers are not installed: run `make setup-test`"
    with Service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(scope="session")
def held(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Plan], Held]:
    elections: dict[tuple[str, str], Held] = {}

    def held(plan: Plan) -> Held:
        key = (plan.group, plan.name)
        if key not in elections:
            elections[key] = hold(service, plan, tmp_path_factory.mktemp("election") / "files")
        return elections[key]

    return held
