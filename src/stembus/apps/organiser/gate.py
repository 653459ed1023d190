"""The one door to the organiser's pages: nobody comes to a view past it.

To a stranger an election does not exist; to someone with another role the page is closed.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from stembus.domain.elections.models import Election, Organisation
from stembus.domain.elections.phases import Phase
from stembus.domain.people import emergencies
from stembus.domain.people.actions import mark_used
from stembus.domain.people.models import Appointment, Person
from stembus.domain.people.queries import held_in

from . import alarms
from .account.second_factor import fresh, proved
from .reach import reach
from .rights import ADDRESSES, FRESH, ROLES, Right
from .trail import noting

# What a public page is about, by the part of its address that names it.
INVITED = ("election", "trustee", "authority")
PLACES = (("election", Election), ("organisation", Organisation))


class Gate:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What was looked at or refused is written down before the answer goes out."""
        response = self.get_response(request)
        noting.write(request, response.status_code)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, parts: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        """Give the view its election; None lets the request through."""
        if view.__module__.startswith(settings.UNGATED):
            return None
        right = _asked(request)
        if right == Right.ANYONE:
            reach(election=next((named[name] for name in INVITED if name in named), None))
            return None
        if not isinstance(request.user, Person):
            return redirect_to_login(request.get_full_path())
        if right == Right.SELF:
            reach()
            return None
        if not proved(request):
            return redirect("mfa_index")
        operator = right == Right.OPERATE and request.user.operator
        reach(request.user.pk, named.get("election"), operator=operator)
        _enter(request, request.user, right, named)
        return None if fresh(request) else _ask_again(request, named)


def _ask_again(request: HttpRequest, named: dict[str, Any]) -> HttpResponse | None:
    """Whoever sits at an open session shows the second factor before what can do harm."""
    match = request.resolver_match
    if match is None or match.url_name not in FRESH:
        return None
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        messages.warning(request, _("Nothing was done yet: press the button once more."))
        place = named.get("election") or named.get("organisation")
        name = "election" if "election" in named else "organisation"
        back = reverse(f"organiser:{name}", args=[place.pk]) if place else back
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")


def _asked(request: HttpRequest) -> Right:
    match = request.resolver_match
    if match is None or match.url_name is None or match.url_name not in ADDRESSES:
        raise PermissionDenied
    look, change = ADDRESSES[match.url_name]
    return look if request.method in ("GET", "HEAD") else change


def _close_deleted(request: HttpRequest, place: Election | Organisation | None) -> None:
    """Of an election that is deleted one page is left: what was deleted."""
    gone = isinstance(place, Election) and place.phase == Phase.DELETED
    match = request.resolver_match
    if gone and not (match and match.url_name == "election"):
        raise Http404


def _enter(request: HttpRequest, person: Person, right: Right, named: dict[str, Any]) -> None:
    """Put the election or organisation where its key was, if this person may come in."""
    if right == Right.PERSON:
        return
    emergency, place, held = None, None, list[Appointment]()
    if right == Right.OPERATE:
        rights = frozenset({Right.OPERATE} if person.operator else ())
    else:
        name, model = PLACES[0] if "election" in named else PLACES[1]
        place = model._default_manager.filter(pk=named[name]).first()
        if place is None:
            raise Http404
        named[name] = place
        held = held_in(person, place)
        roles = {each.role for each in held}
        emergency = emergencies.into(person, place)
        if emergency:
            roles.add(emergencies.ROLE)
        if not roles:
            raise Http404
        rights = frozenset[Right]().union(*(ROLES[role] for role in roles))
        _close_deleted(request, place)
    if right not in rights:
        raise PermissionDenied
    mark_used(each for each in held if right in ROLES[each.role])
    if emergency:
        alarms.entered(request, emergency, place)
    request.rights = rights  # type: ignore[attr-defined]  # for templates, which show no closed door
