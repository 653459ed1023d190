"""The booth's page and its three services. The voting code never comes here."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from stembus.domain.elections import queries as elections
from stembus.domain.elections.models import Poll
from stembus.domain.refusals import Refused
from stembus.protocol.errors import Rejected
from stembus.protocol.wire import fields, parse, text
from stembus.web import refusal, rejection

from . import refused
from .intake import accept

STATUS = {
    "poll.unknown": 404,
    "ballot.credential_unlisted": 404,
    "ballot.credential_replaced": 410,
}
# All that the booth may read of a poll and its election, the ballot paper excepted.
SHOWN = (
    *("uuid", "name", "election__name", "election__phase"),
    *("election__opens_at", "election__closes_at"),
)
# Room for 500 candidates in the larger group; a body beyond it is not read.
BALLOT_LIMIT = 4 << 20


@require_GET
def page(request: HttpRequest, uuid: str) -> HttpResponse:
    poll = get_object_or_404(Poll.objects.select_related("election").only(*SHOWN), uuid=uuid)
    status = elections.voting_status(poll)
    context = {"poll": poll, "election": poll.election, "status": status}
    template = "booth/booth.html" if status == "open" else "booth/closed.html"
    return render(request, template, context)


@require_GET
def definition(request: HttpRequest, uuid: str) -> HttpResponse:
    """The election object, byte for byte: its hash is the fingerprint (§2.1)."""
    poll = elections.open_poll(uuid)
    if poll is None:
        return refusal(Refused("poll.unknown"), status=404)
    response = HttpResponse(poll.definition, content_type="application/json")
    # For ever, and only now that it is there: a cache must not keep that it was not.
    patch_cache_control(response, public=True, max_age=31536000, immutable=True)
    return response


@csrf_exempt  # nothing here acts for who is logged in: there is no session
@require_POST
def credential(request: HttpRequest, uuid: str) -> JsonResponse:
    """Is this public credential on the list? In the body, so that no log holds it."""
    try:
        (key,) = fields(parse(request.body), "credential")
        weight = elections.credential_weight(uuid, text(key))
    except Rejected:
        return refusal(Refused("request.invalid"))
    if weight is None:
        return refusal(Refused("ballot.credential_unlisted"), status=404)
    if elections.is_replaced(uuid, text(key)):
        return refusal(Refused("ballot.credential_replaced"), status=410)
    return JsonResponse({"listed": True, "weight": weight})


@csrf_exempt  # the ballot carries its own signature
@require_POST
def cast(request: HttpRequest, uuid: str) -> JsonResponse:
    """Cast a ballot. Idempotent: the same bytes get the same receipt, also after closing."""
    if int(request.headers.get("Content-Length") or 0) > BALLOT_LIMIT:
        return refusal(Refused("ballot.too_large"), status=413)
    try:
        receipt = accept(uuid, request.body)
    except Rejected as error:
        refused.count(uuid, error.code)
        return rejection(error)
    except Refused as error:
        refused.count(uuid, error.code)
        return refusal(error, status=STATUS.get(error.code, 409))
    except DatabaseError:
        # Its outcome is unknown: the browser sends the same bytes again.
        return refusal(Refused("service.unavailable"), status=503)
    return JsonResponse({"tracker": receipt.tracker, "receipt": receipt.as_json()})
