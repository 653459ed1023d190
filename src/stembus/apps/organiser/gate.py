"""The one door to the organiser's pages: nobody comes to a view past it.

To a stranger an election does not exist; to someone with another role the page is closed.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from stembus.domain.elections.models import Election
from stembus.domain.people.models import Person
from stembus.domain.people.queries import roles_in

from .rights import ADDRESSES, ROLES, Right


class Gate:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, parts: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        """Give the view its election; None lets the request through."""
        if view.__module__.startswith(settings.UNGATED):
            return None
        right = _asked(request)
        if right == Right.ANYONE:
            return None
        if not isinstance(request.user, Person):
            return redirect_to_login(request.get_full_path())
        if right != Right.PERSON:
            named["election"] = _enter(request, request.user, right, named["election"])
        return None


def _asked(request: HttpRequest) -> Right:
    match = request.resolver_match
    if match is None or match.url_name is None or match.url_name not in ADDRESSES:
        raise PermissionDenied
    look, change = ADDRESSES[match.url_name]
    return look if request.method in ("GET", "HEAD") else change


def _enter(request: HttpRequest, person: Person, right: Right, key: uuid.UUID) -> Election:
    election = Election.objects.filter(pk=key).first()
    roles = roles_in(person, election) if election else set()
    if election is None or not roles:
        raise Http404
    rights = frozenset[Right]().union(*(ROLES[role] for role in roles))
    if right not in rights:
        raise PermissionDenied
    request.rights = rights  # type: ignore[attr-defined]  # for templates, which show no closed door
    return election
