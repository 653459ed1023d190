"""The code authority of an election: invited, replaced or sent away while it is a draft."""

import secrets

from django.db import transaction

from stembus.domain.refusals import Refused

from .actions import hash_token, lock_draft
from .models import CodeAuthority, Election, HandedIn
from .texts import check


@transaction.atomic
def invite(election: Election, *, name: str, email: str) -> tuple[CodeAuthority, str]:
    """The authority, and the token of the invitation's link, which is stored nowhere.

    From now on the server makes no codes for this election. Refuses with `authority.exists`.
    """
    locked = lock_draft(election)
    token = secrets.token_urlsafe(24)
    authority = CodeAuthority(election=locked, name=name, email=email.lower())
    authority.token_hash = hash_token(token)
    check(authority, "name", "email")
    if CodeAuthority.objects.filter(election=locked).exists():
        raise Refused("authority.exists")
    authority.save()
    return authority, token


@transaction.atomic
def renew(authority: CodeAuthority) -> str:
    """A new token; the old link stops working."""
    token = secrets.token_urlsafe(24)
    CodeAuthority.objects.filter(pk=authority.pk).update(token_hash=hash_token(token))
    return token


@transaction.atomic
def dismiss(authority: CodeAuthority) -> None:
    """The server makes the codes again; what was handed in is deleted."""
    lock_draft(authority.election)
    authority.delete()


@transaction.atomic
def store(authority: CodeAuthority, task: str, content: bytes) -> None:
    """Keep what was handed in for this task, in place of what was there. The caller has checked
    it, and holds the lock of the draft."""
    HandedIn.objects.update_or_create(
        authority=authority, defaults={"task": task, "content": content.decode()}
    )
