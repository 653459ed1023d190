"""The trustee's page and its services. The private key never comes here."""

import json
import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from stembus.domain.audit import actions as audit
from stembus.domain.elections import actions
from stembus.domain.elections.models import Poll, Trustee
from stembus.domain.elections.queries import voted
from stembus.domain.tallies import queries as tallies

from ..counting.decrypting import accept_decryption
from .tokens import with_token


@require_GET
def page(request: HttpRequest, trustee: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Trustee.objects.select_related("election"), pk=trustee)
    context = {"trustee": found, "election": found.election}
    return render(request, "trustee/trustee.html", context)


@with_token(Trustee, "trustee")
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


@with_token(Trustee, "trustee")
def key(request: HttpRequest, trustee: Trustee) -> JsonResponse:
    """Store the public key. The same key again is answered as the first time."""
    with transaction.atomic():
        if actions.store_trustee_key(trustee, request.body):
            audit.record(trustee.email, "trustee.key", trustee.election_id)
    return JsonResponse({})


@with_token(Trustee, "trustee")
def decryption(request: HttpRequest, trustee: Trustee, poll: str) -> JsonResponse:
    """Store a partial decryption, once it has been checked in full."""
    with transaction.atomic():
        if accept_decryption(trustee, poll, request.body):
            audit.record(trustee.email, "trustee.decrypt", trustee.election_id, poll=poll)
    return JsonResponse({})
