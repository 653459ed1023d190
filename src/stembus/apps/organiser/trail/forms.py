"""Forms that came from elsewhere, or after the session ended."""

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

from stembus.domain.audit import actions as audit

from .limits import within_limit


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer, and an entry; its reason is one of a few fixed texts."""
    if within_limit(request, "form_refused"):
        audit.record_refused("unknown", "form", "csrf", why=reason)
    answer: HttpResponse = csrf_failure(request, reason)
    return answer
