"""Voting codes that changed after the opening: that they let nobody vote twice, or vote who was not
on the roll."""

from collections.abc import Mapping

from stembus.record.archive import Facts
from stembus.record.errors import Code, Unfit
from stembus.record.frozen import Poll
from stembus.record.proceedings import Proceedings


def voters(poll: Poll, facts: Facts, proceedings: Proceedings) -> Mapping[str, int]:
    """The credentials that stand for somebody at the closing, with their weights: no spare, unless
    it was given to someone, and none that was revoked."""
    given, revoked = _given(poll, proceedings), _revoked(poll, proceedings)
    return {
        key: weight
        for key, weight in facts.weights.items()
        if (key not in poll.spares or key in given) and key not in revoked
    }


def check_reissued(poll: Poll, facts: Facts, proceedings: Proceedings) -> None:
    """Each replacement is a spare of the same weight, each added voter's credential a spare, each
    that was withdrawn listed; none is named twice. No revoked credential has a ballot, and no
    spare that nobody was given. Refuses with `record.reissued` and the credential."""
    given, revoked = _given(poll, proceedings), _revoked(poll, proceedings)
    if len(set(given)) != len(given) or len(set(revoked)) != len(revoked):
        raise Unfit(Code.REISSUED, poll.uuid)
    for key in given:
        if key not in poll.spares:
            raise Unfit(Code.REISSUED, key)
    for key in revoked:
        if key not in facts.weights or (key in poll.spares and key not in given):
            raise Unfit(Code.REISSUED, key)
    for each in proceedings.reissued:
        weight = facts.weights.get(each.replacement)
        if each.poll == poll.uuid and weight != facts.weights.get(each.revoked):
            raise Unfit(Code.REISSUED, each.replacement)
    for key in sorted(facts.used & (set(revoked) | (poll.spares - set(given)))):
        raise Unfit(Code.REISSUED, key)


def _given(poll: Poll, proceedings: Proceedings) -> list[str]:
    """The spares that somebody has."""
    replacements = [each.replacement for each in proceedings.reissued if each.poll == poll.uuid]
    return replacements + [each.credential for each in proceedings.added if each.poll == poll.uuid]


def _revoked(poll: Poll, proceedings: Proceedings) -> list[str]:
    replaced = [each.revoked for each in proceedings.reissued if each.poll == poll.uuid]
    return replaced + [each.credential for each in proceedings.withdrawn if each.poll == poll.uuid]
