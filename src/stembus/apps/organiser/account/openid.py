"""Log-in at an organisation's own identity provider, by OpenID Connect 1.0 (allauth speaks it).

It stands in for the link by mail, not for the second factor. A provider vouches for addresses in
its own domains alone, so that one organisation's provider can't open another's elections; it makes
no accounts, since those come with a role.
"""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from stembus.domain.audit import actions as audit
from stembus.domain.refusals import Refused

from ..access import explain
from ..trail.limits import within_limit


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return _vouches_for(login, email)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        # Also for who was bound to it before a domain was taken from the operator's file.
        if not (sociallogin.is_existing and _vouches_for(sociallogin, sociallogin.user.email)):
            _refuse(request, "openid.unknown", sociallogin.account.provider)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("organiser:home")  # who came with an address that asks to connect accounts

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, *_: Any, **__: Any
    ) -> None:
        _refuse(
            request, "openid.failed", getattr(getattr(provider, "app", None), "provider_id", "")
        )


def _vouches_for(login: Any, email: str) -> bool:
    return email.partition("@")[2].lower() in login.provider.app.settings["domains"]


def _refuse(request: HttpRequest, code: str, provider: str) -> NoReturn:
    if within_limit(request, "login_refused"):
        audit.record_refused("unknown", "login.refused", code, provider=provider)
    messages.error(request, explain(Refused(code)))
    raise ImmediateHttpResponse(redirect("organiser:login"))
