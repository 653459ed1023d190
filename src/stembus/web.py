"""What web processes share: where a request comes from, the content security policy, languages,
JSON answers, and their pulse."""

import logging
import sys
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import get_resolver, translate_url
from django.utils.translation import get_language
from django.views.defaults import server_error
from whitenoise import WhiteNoise

from stembus.assets import assets
from stembus.config import BROWSER, PROXIES
from stembus.domain.refusals import Refused
from stembus.protocol.errors import Rejected
from stembus.provenance import client_address, coming_from, request_id

logger = logging.getLogger(__name__)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class FromWhere:
    """For the trail and the log: the client's address, and a number that the answer repeats."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer, said = request.META.get("REMOTE_ADDR", ""), request.headers
        origin = client_address(peer, said.get("X-Forwarded-For", ""), PROXIES)
        number = request_id(said.get("X-Request-Id", ""), PROXIES)
        request.request_id = number  # type: ignore[attr-defined]  # for the log
        with coming_from(origin, number):
            response = self.get_response(request)
        response["X-Request-Id"] = number
        return response


class ContentSecurityPolicy:
    """The same strict policy on every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Content-Security-Policy"] = POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class Unreadable:
    """What is sealed and can't be read here is said, with its code: it is nobody's fault on the
    page, and a traceback would tell more than the page may."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, Refused) or not fault.code.startswith(("key.", "sealed.")):
            return None
        logger.error("personal data can't be read: %s", fault.code)
        return render(request, "503.html", {"why": fault}, status=503)


AGAIN = 3  # seconds


def failed(request: HttpRequest) -> HttpResponse:
    """The page for what nothing else has caught (`handler500`), without asking the database again.

    When the database goes over to another member, requests fail for some seconds: whoever opens a
    page meanwhile is told so, by one that tries again by itself. What sends something does not.
    """
    lost = isinstance(sys.exception(), OperationalError | InterfaceError)
    if not lost or connection.vendor == "sqlite":  # which has no other site
        return server_error(request)
    shown = {"why": Refused("service.interrupted"), "again": AGAIN * (request.method == "GET")}
    response = HttpResponse(render_to_string("503.html", shown), status=503)
    response["Retry-After"] = AGAIN
    response["Cache-Control"] = "no-store"
    return response


def languages(request: HttpRequest) -> dict[str, object]:
    """The present page in each language, for the switch in the header."""
    names = {"nl": "Nederlands", "en": "English"}
    path = request.get_full_path()
    return {
        "languages": [(code, names[code], translate_url(path, code)) for code in names],
        "language": get_language(),
    }


def refusal(why: Refused, status: int = 400) -> JsonResponse:
    """A refusal as JSON: its stable code, and a text in the reader's language."""
    return JsonResponse({"code": why.code, "where": "", "message": why.text}, status=status)


def rejection(why: Rejected) -> JsonResponse:
    """What the protocol refuses: its code and place, with one text for all such codes."""
    message = Refused("ballot.invalid", code=why.code).text
    return JsonResponse({"code": why.code, "where": why.where, "message": message}, status=400)


def with_assets(application: Callable[..., object]) -> WhiteNoise:
    """The WSGI application, with the browser's files in front of it, kept for ever by caches."""
    known = assets()
    served = WhiteNoise(application, max_age=31536000, immutable_file_test=lambda *_: True)
    served.charset = settings.DEFAULT_CHARSET
    for path in known.integrity:
        served.add_file_to_dictionary(known.base + path, str(BROWSER / path))
    return served


def with_pulse(application: WSGIApplication) -> WSGIApplication:
    """Answers the edge, which asks every two seconds whether this process lives: without the
    database, which has checks of its own, and without a line in a log. When it first does, all
    pages have been read: a new worker keeps nobody waiting for that."""
    get_resolver().url_patterns  # noqa: B018 - reads them

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/pulse":
            start_response("204 No Content", [])
            return []
        return application(environ, start_response)

    return answer
