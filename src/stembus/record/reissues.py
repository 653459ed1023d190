"""Replaced voting codes: that they let nobody vote twice, or vote who was not on the roll."""

from collections.abc import Mapping

from stembus.record.archive import Facts
from stembus.record.errors import Code, Unfit
from stembus.record.frozen import Poll
from stembus.record.proceedings import Proceedings


def voters(poll: Poll, facts: Facts) -> Mapping[str, int]:
    """The listed credentials with their weights, without the spares, which stand for nobody."""
    return {key: weight for key, weight in facts.weights.items() if key not in poll.spares}


def check_reissued(poll: Poll, facts: Facts, proceedings: Proceedings) -> None:
    """Each replacement is a spare of the same weight; no revoked credential has a ballot, and no
    spare that replaced nothing. Refuses with `record.reissued` and the credential."""
    ours = [each for each in proceedings.reissued if each.poll == poll.uuid]
    revoked = {each.revoked for each in ours}
    given = {each.replacement for each in ours}
    if len(revoked) != len(ours) or len(given) != len(ours):
        raise Unfit(Code.REISSUED, poll.uuid)
    for each in ours:
        weight = facts.weights.get(each.replacement)
        if each.replacement not in poll.spares or weight != facts.weights.get(each.revoked):
            raise Unfit(Code.REISSUED, each.replacement)
    for key in sorted(facts.used & (revoked | (poll.spares - given))):
        raise Unfit(Code.REISSUED, key)
