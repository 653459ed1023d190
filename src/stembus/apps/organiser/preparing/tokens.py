"""Services for people without an account: the token of their invitation lets them in.

The token stands in the link's fragment; the page sends it in the Authorization header.
"""

import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from stembus.domain.audit import actions as audit
from stembus.domain.elections.actions import hash_token
from stembus.domain.elections.models import CodeAuthority, Trustee
from stembus.domain.refusals import Refused
from stembus.web import refusal

from ..trail.limits import within_limit


def with_token(
    model: type[Trustee] | type[CodeAuthority], named: str
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in whose token the request bears, and say refusals as JSON.

    `named`: the part of the address that has the row's key. Who has no token for it is refused
    with `NAMED.token`, also if there is no such row.
    """
    no_token = f"{named}.token"

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt  # the token in the header is what authorises; no cookie does
        @require_POST
        @wraps(view)
        def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
            rows = model._default_manager.select_related("election")
            found = rows.filter(pk=parts.pop(named)).first()
            try:
                if found is None or not _bears(request, found.token_hash):
                    if within_limit(request, "token_refused"):
                        audit.record_refused("unknown", "door.closed", no_token)
                    raise Refused(no_token)
                return view(request, found, **parts)
            except Refused as why:
                return refusal(why, status=403 if why.code == no_token else 409)

        return guarded

    return decorate


def _bears(request: HttpRequest, token_hash: str) -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return kind == "Bearer" and hmac.compare_digest(hash_token(token.strip()), token_hash)
