"""The trustee's page and its services. The private key never comes here.

The token stands in the link's fragment; the page sends it in the Authorization header.
"""

import hmac
import json
import uuid
from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from stembus.domain.audit import actions as audit
from stembus.domain.elections import actions
from stembus.domain.elections.models import Poll, Trustee
from stembus.domain.elections.queries import voted
from stembus.domain.refusals import Refused
from stembus.domain.tallies import queries as tallies
from stembus.web import refusal

from .decrypting import accept_decryption

STATUS = {"trustee.token": 403}


@require_GET
def page(request: HttpRequest, trustee: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Trustee.objects.select_related("election"), pk=trustee)
    context = {"trustee": found, "election": found.election}
    return render(request, "trustee/trustee.html", context)


def with_token(view: Callable[..., JsonResponse]) -> Callable[..., HttpResponse]:
    """Let the trustee in whose token the request bears, and say refusals as JSON."""

    @csrf_exempt  # the token in the header is what authorises; no cookie does
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, trustee: uuid.UUID, **parts: str) -> HttpResponse:
        found = Trustee.objects.filter(pk=trustee).select_related("election").first()
        try:
            if found is None or not _bears_token(request, found):
                raise Refused("trustee.token")
            return view(request, found, **parts)
        except Refused as why:
            return refusal(why, status=STATUS.get(why.code, 409))

    return guarded


def _bears_token(request: HttpRequest, trustee: Trustee) -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    given = actions.hash_token(token.strip())
    return kind == "Bearer" and hmac.compare_digest(given, trustee.token_hash)


@with_token
def state(request: HttpRequest, trustee: Trustee) -> JsonResponse:
    """Where things stand, with all that is needed to make a key or to decrypt."""
    election = trustee.election
    return JsonResponse(
        {
            "phase": election.phase,
            "election": {"id": str(election.pk), "name": election.name},
            "trustee": {"id": str(trustee.pk), "name": trustee.name},
            "group": election.group,
            "key": json.loads(trustee.key)["public_key"] if trustee.key else None,
            "polls": [_poll_state(poll, trustee) for poll in voted(election)],
        }
    )


def _poll_state(poll: Poll, trustee: Trustee) -> dict[str, object]:
    tally = tallies.encrypted_tally(poll) if poll.election.phase == "decrypting" else None
    return {
        "uuid": poll.uuid,
        "name": poll.name,
        "election": poll.definition,
        "encrypted_tally": tally.content if tally else None,
        "decrypted": tallies.has_decrypted(poll, trustee),
    }


@with_token
def key(request: HttpRequest, trustee: Trustee) -> JsonResponse:
    """Store the public key. The same key again is answered as the first time."""
    with transaction.atomic():
        if actions.store_trustee_key(trustee, request.body):
            audit.record(trustee.email, "trustee.key", trustee.election_id)
    return JsonResponse({})


@with_token
def decryption(request: HttpRequest, trustee: Trustee, poll: str) -> JsonResponse:
    """Store a partial decryption, once it has been checked in full."""
    with transaction.atomic():
        if accept_decryption(trustee, poll, request.body):
            audit.record(trustee.email, "trustee.decrypt", trustee.election_id, poll=poll)
    return JsonResponse({})
