"""Changes of a frozen roll, with what they mean for voting codes while the voting is open.

Who is added gets a spare code. Who is to be removed stays on the roll until the code is blocked:
if a ballot was cast with it, the voter stays.
"""

from uuid import UUID

from django.db import transaction

from stembus.domain.codes import actions as codes
from stembus.domain.codes import queries as codes_queries
from stembus.domain.codes.models import Act as CodeAct
from stembus.domain.elections.actions import lock
from stembus.domain.elections.models import Election
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import authority_of
from stembus.domain.outbox import actions as outbox
from stembus.domain.refusals import Refused
from stembus.domain.rolls import changes
from stembus.domain.rolls.changes import Act, Content


def check_phase(election: Election, content: Content) -> None:
    """Refuses with `change.open` or `election.phase` what could not be made now."""
    replaced = election.spare_percentage > 0 and authority_of(election) is None
    changes.check_phase(election, content, codes_follow=replaced)


@transaction.atomic
def apply(election: Election, content: Content, by: str) -> None:
    """Make a change that was prepared by `rolls.changes`, and agreed to. Refuses as `changes.make`
    does, as asking for a code does, or with `change.no_spare`."""
    act = Act(content["act"])
    if lock(election).phase != Phase.OPEN or act == Act.CORRECT:
        changes.make(election, content)
        if act == Act.REMOVE:
            outbox.withdraw(election, [UUID(content["voter"])])
    elif act == Act.ADD:
        _add(election, content, by)
    else:
        changes.check_current(election, content)
        _ask(election, content, CodeAct.WITHDRAW, by)


def _add(election: Election, content: Content, by: str) -> None:
    after = content["after"]
    _ask(election, content, CodeAct.GIVE, by)
    if not codes_queries.has_spare(after["poll_id"], after["weight"]):
        raise Refused("change.no_spare")
    changes.make(election, content, codes_follow=True)


def _ask(election: Election, content: Content, act: CodeAct, by: str) -> None:
    codes.ask(election, content["voter"], reason=content["reason"][:300], by=by, act=act)
