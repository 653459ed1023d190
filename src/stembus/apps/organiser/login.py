"""Logging in with a one-time link, and out.

The link's token stands in the fragment, so that no log holds it: a small script moves it into the
form, and where scripts are off one pastes it.
"""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST
from sesame.utils import get_user

from stembus.domain.audit import actions as audit
from stembus.domain.refusals import Refused

from .access import explain


@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "organiser/login.html", {"next": request.GET.get("next", "")})
    person = get_user(request.POST.get("token", "").strip())
    if person is None:
        audit.record("unknown", "login.refused")
        context = {"error": explain(Refused("login.invalid")), "next": request.POST.get("next", "")}
        return render(request, "organiser/login.html", context, status=403)
    login(request, person)
    audit.record(person.email, "login")
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours else "organiser:home"


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("organiser:login")
