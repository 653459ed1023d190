"""The code authority's page and its services. No voting code ever comes here."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from stembus.config import ORIGIN
from stembus.domain.audit import actions as audit
from stembus.domain.elections import actions, authorities
from stembus.domain.elections.models import CodeAuthority, HandedIn
from stembus.domain.refusals import TEXTS, Refused
from stembus.domain.rolls.code_tasks import codes_task, missing_credentials
from stembus.protocol.codes_task import CodesTask, make_task
from stembus.protocol.errors import Rejected
from stembus.protocol.public_creds import parse_public_creds

from .checklist import lacks_voters
from .tokens import with_token

# For each credential: an element of the largest group, a weight and what JSON puts around them.
LARGEST, LARGEST_CREDENTIAL = 1 << 16, 700


@require_GET
def page(request: HttpRequest, authority: object) -> HttpResponse:
    found = get_object_or_404(CodeAuthority.objects.select_related("election"), pk=authority)
    context = {"authority": found, "election": found.election}
    return render(request, "authority/authority.html", context)


@with_token(CodeAuthority, "authority")
def state(request: HttpRequest, authority: CodeAuthority) -> JsonResponse:
    """Which step is to be done: `early`, `codes`, `handed_in` or `late`."""
    return JsonResponse({"step": _step(authority)})


def _step(authority: CodeAuthority) -> str:
    election = authority.election
    if not election.editable:
        return "handed_in" if HandedIn.objects.filter(authority=authority).exists() else "late"
    if lacks_voters(election):
        return "early"
    return "codes" if missing_credentials(election) else "handed_in"


@with_token(CodeAuthority, "authority")
def task(request: HttpRequest, authority: CodeAuthority) -> HttpResponse:
    """For whom to make codes, while that can still be handed in."""
    election = authority.election
    if not election.editable:
        raise Refused("election.frozen")
    if lacks_voters(election):
        raise Refused("authority.early")
    raw = make_task(codes_task(election, ORIGIN))
    audit.record(authority.email, "authority.task", election.pk)
    return HttpResponse(raw, content_type="application/json")


@with_token(CodeAuthority, "authority")
@transaction.atomic
def credentials(request: HttpRequest, authority: CodeAuthority) -> JsonResponse:
    """Keep the public credentials, once they have been checked in full."""
    election = actions.lock_draft(authority.election)
    asked = codes_task(election, ORIGIN)
    raw = _body(request, asked)
    try:
        found = parse_public_creds(raw, asked)
    except Rejected as why:
        if why.code in TEXTS:
            raise Refused(why.code) from why
        raise Refused("public_creds.invalid", where=why) from why
    authorities.store(authority, asked.fingerprint, raw)
    number = sum(len(each) for each in found.values())
    audit.record(authority.email, "authority.hand_in", election.pk, credentials=number)
    return JsonResponse({"credentials": number})


def _body(request: HttpRequest, asked: CodesTask) -> bytes:
    """All of it, if it is no larger than what the task asks for can be."""
    voters = sum(len(poll.voters) for poll in asked.polls)
    limit = LARGEST + LARGEST_CREDENTIAL * voters
    raw = request.read(limit + 1)
    if len(raw) > limit:
        raise Refused("public_creds.shape")
    return raw
