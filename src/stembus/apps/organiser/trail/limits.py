"""How much of the trail one person or one origin can fill: what is refused stays refused, and is
written down so often an hour; that there was more is written down once."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from stembus.domain.audit import actions as audit


def within_limit(request: HttpRequest, action: str) -> bool:
    """`action` names a limit in the settings (`ACCOUNT_RATE_LIMITS`)."""
    if _consume(request, action):
        return True
    reached(request, action)
    return False


def reached(request: HttpRequest, limit: str) -> None:
    """A limit stopped something: written down once in an hour for each origin."""
    if _consume(request, "limit_noted"):
        audit.record_refused("unknown", "limit.reached", "limit", limit=limit)


def _consume(request: HttpRequest, action: str) -> bool:
    """allauth's, which counts requests that only look too if it is asked to."""
    found = ratelimit.consume(request, app="allauth.account", action=action, limit_get=True)
    return bool(found)
