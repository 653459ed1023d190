"""Second factors: a passkey or an authenticator app (TOTP, RFC 6238) for everyone, kept by allauth.

The first factor is a link by mail. Here stands what the house adds: when a session has proved a
second factor and how lately, that the last one can't be taken away, and the trail of it all.
"""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import lazystr

from stembus import keys
from stembus.domain.audit import actions as audit
from stembus.domain.people.models import Person
from stembus.domain.refusals import Refused

from ..access import explain

# How long a proof lasts before an act that can do harm.
FRESH_SECONDS: int = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
REFUSALS = {
    "incorrect_code": "factor.incorrect",
    "too_many_login_attempts": "factor.throttled",
    "cannot_delete_authenticator": "factor.last",
}


def _in_words(messages: dict[str, Any]) -> dict[str, Any]:
    """allauth's refusals, those that people meet in our words and with our codes."""
    ours = {theirs: lazystr(_Explained(code)) for theirs, code in REFUSALS.items()}
    return {**messages, **ours}


class _Explained:
    def __init__(self, code: str) -> None:
        self.code = code

    def __str__(self) -> str:
        return explain(Refused(self.code))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = _in_words(DefaultAccountAdapter.error_messages)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # an account comes with a role that someone gives

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        return redirect("organiser:login")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("organiser:home")


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = _in_words(DefaultMFAAdapter.error_messages)

    def get_totp_issuer(self) -> str:
        return "Stembus"

    def _get_site_name(self) -> str:
        return "Stembus"

    def encrypt(self, text: str) -> str:
        return keys.box(keys.FACTORS).encrypt(text.encode()).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return keys.box(keys.FACTORS).decrypt(bytes.fromhex(encrypted_text)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return bool(_factors(authenticator.user).exclude(pk=authenticator.pk).exists())


def proved(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor."""
    return bool(_proofs(request))


def fresh(request: HttpRequest) -> bool:
    """Whether it did so lately."""
    return any(time.time() - proof["at"] < FRESH_SECONDS for proof in _proofs(request))


@transaction.atomic
def forget(person: Person) -> None:
    """Take second factors and sessions from who lost them; a link then lets one enrol anew."""
    Authenticator.objects.filter(user=person).delete()
    _end_sessions(person)


def listen() -> None:
    user_logged_in.connect(_logged_in)
    user_logged_out.connect(_logged_out)
    signals.authenticator_added.connect(_added)
    signals.authenticator_removed.connect(_removed)
    signals.authenticator_reset.connect(_reset)
    signals.authenticator_used.connect(_used)
    signals.authentication_failed.connect(_failed)


def _factors(person: Person) -> Any:
    # Recovery codes stand in for a factor; they are none.
    return Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)


def _proofs(request: HttpRequest) -> list[dict[str, Any]]:
    records = get_authentication_records(request, request.user)
    return [record for record in records if record["method"] == "mfa"]


def _end_sessions(person: Person, but: str | None = None) -> None:
    for session in UserSession.objects.filter(user=person).exclude(session_key=but or ""):
        session.end()


def _logged_in(user: Person, **_: Any) -> None:
    audit.record(user.email, "login")


def _logged_out(user: Person | None, **_: Any) -> None:
    if user is not None:
        audit.record(user.email, "logout")


def _added(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    audit.record(user.email, "factor.add", type=authenticator.type)
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    # Who adds one has just shown it.
    record_authentication(
        request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )
    if _factors(user).count() == 1:
        # Sessions from before had no second factor to show.
        _end_sessions(user, but=request.session.session_key)


def _removed(user: Person, authenticator: Authenticator, **_: Any) -> None:
    audit.record(user.email, "factor.remove", type=authenticator.type)


def _reset(user: Person, authenticator: Authenticator, **_: Any) -> None:
    audit.record(user.email, "factor.reset", type=authenticator.type)


def _used(user: Person, authenticator: Authenticator, **_: Any) -> None:
    audit.record(user.email, "factor.use", type=authenticator.type)


def _failed(user: Person, authenticator: Authenticator, **_: Any) -> None:
    kind = authenticator.type
    audit.record_refused(user.email, "factor.refused", "factor.incorrect", type=kind)
