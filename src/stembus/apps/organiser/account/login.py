"""Logging in with a one-time link, then with a second factor, and out.

The link's token stands in the fragment, so that no log holds it: a small script moves it into the
form, and where scripts are off one pastes it.
"""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.forms import EmailField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from sesame.utils import get_token, get_user

from stembus.domain.audit import actions as audit
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.models import Kind
from stembus.domain.people.actions import may_send_link
from stembus.domain.people.models import Person
from stembus.domain.people.queries import works_here
from stembus.domain.refusals import Refused

from ..access import explain
from ..messages import login_link
from ..reach import reach
from ..trail.limits import within_limit


@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, request.GET.get("next", ""))
    person = get_user(request.POST.get("token", "").strip())
    if person is None:
        if within_limit(request, "login_refused"):
            audit.record_refused("unknown", "login.refused", "login.invalid")
        error = explain(Refused("login.invalid"))
        return _page(request, request.POST.get("next", ""), error, status=403)
    audit.record(person.email, "login.link.used")
    record_authentication(request, person, "link")
    answer: HttpResponse = perform_login(request, Login(person, redirect_url=_next(request)))
    return answer


def _page(request: HttpRequest, wanted: str, error: str = "", status: int = 200) -> HttpResponse:
    providers = get_social_adapter().list_providers(request)
    ways = [(each.name, each.get_login_url(request, next=wanted)) for each in providers]
    context = {"next": wanted, "error": error, "providers": ways}
    return render(request, "organiser/login.html", context, status=status)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours else reverse("organiser:home")


@require_POST
def send_link(request: HttpRequest) -> HttpResponse:
    """The answer is the same for an address that nobody has: who has an account is not told."""
    person = _known(request.POST.get("email", ""))
    if person and _works_here(person):
        outbox.post(None, [login_link(person, get_token(person))], Kind.LOGIN)
        audit.record(person.email, "login.link")
    messages.info(request, _("If there is an account for this address, a link is on its way."))
    return redirect("organiser:login")


def _works_here(person: Person) -> bool:
    """Nobody is logged in: for this question alone, the session is about the person."""
    reach(person.pk)
    found = works_here(person)
    reach()
    return found


def _known(email: str) -> Person | None:
    try:
        return may_send_link(EmailField().clean(email))
    except ValidationError:
        return None


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("organiser:login")
