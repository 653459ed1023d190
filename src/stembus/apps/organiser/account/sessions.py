"""Where someone is logged in, and ending that there."""

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from stembus.domain.audit import actions as audit

from ..access import person


def sessions(request: HttpRequest) -> HttpResponse:
    mine = UserSession.objects.purge_and_list(person(request))
    mine.sort(key=lambda session: session.created_at, reverse=True)
    return render(request, "organiser/sessions.html", {"sessions": mine})


@require_POST
def end(request: HttpRequest, session: int) -> HttpResponse:
    me = person(request)
    get_object_or_404(UserSession, user=me, pk=session).end()
    audit.record(me.email, "session.end")
    return redirect("organiser:sessions")
