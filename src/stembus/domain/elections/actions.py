"""What organisers, trustees and the clock do to an election. One function, one transaction.

Who calls logs the act in the audit trail, in the same transaction.
"""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Now

from stembus.domain.refusals import Refused
from stembus.domain.sealing.fields import key_of
from stembus.protocol.election import make_uuid
from stembus.protocol.errors import Rejected
from stembus.protocol.group import group
from stembus.protocol.trustee import parse_single

from .data_keys import make_data_keys
from .models import Addition, Election, Organisation, Poll, Revocation, Trustee
from .organisations import only_one
from .phases import Phase, transition
from .queries import closing_time_passed, database_now
from .texts import check


def create_election(
    name: str,
    *,
    description: str = "",
    language: str = "nl",
    group: str = "Ed25519",
    spare_percentage: int = 5,
    organisation: Organisation | None = None,
) -> Election:
    """A draft with one ballot paper for the whole electorate, of the only organisation if none is
    named."""
    election = Election(name=name, description=description, language=language, group=group)
    election.spare_percentage = spare_percentage
    check(election, "name", "description", "language", "group", "spare_percentage")
    with transaction.atomic():
        election.organisation = organisation or only_one()
        election.save()
        make_data_keys(election)
        Poll.objects.create(election=election, uuid=make_uuid(secrets.token_bytes))
    return election


def lock(election: Election) -> Election:
    """The row as it is now, kept from others until the transaction ends."""
    return Election.objects.defer("rules").select_for_update().get(pk=election.pk)


def lock_draft(election: Election) -> Election:
    """`lock` for a change of the draft, and refuse what is frozen."""
    locked = lock(election)
    if not locked.editable:
        raise Refused("election.frozen")
    Election.objects.filter(pk=election.pk).update(edition=F("edition") + 1, changed_at=Now())
    return locked


@transaction.atomic
def describe(election: Election, *, name: str, description: str, language: str) -> None:
    locked = lock_draft(election)
    locked.name, locked.description, locked.language = name, description, language
    check(locked, "name", "description", "language")
    locked.save(update_fields=["name", "description", "language"])


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def add_trustee(election: Election, *, name: str, email: str) -> tuple[Trustee, str]:
    """The new trustee, and the token of the invitation's link, which is stored nowhere."""
    locked = lock_draft(election)
    token = secrets.token_urlsafe(24)
    last = election.trustees.aggregate(last=Max("position"))["last"] or 0
    trustee = Trustee(election=election, name=name, email=email.lower(), position=last + 1)
    trustee.token_hash = hash_token(token)
    check(trustee, "name", "email")
    trustee.email_hash = key_of(trustee).hash("email", trustee.email)
    if election.trustees.filter(email_hash=trustee.email_hash).exists():
        raise Refused("trustee.duplicate")
    trustee.save()
    _follow_keys(locked)
    return trustee, token


@transaction.atomic
def renew_invitation(trustee: Trustee) -> str:
    """A new token; the old link stops working."""
    token = secrets.token_urlsafe(24)
    Trustee.objects.filter(pk=trustee.pk).update(token_hash=hash_token(token))
    return token


@transaction.atomic
def remove_trustee(trustee: Trustee) -> None:
    locked = lock_draft(trustee.election)
    trustee.delete()
    _follow_keys(locked)


@transaction.atomic
def store_trustee_key(trustee: Trustee, raw: bytes) -> bool:
    """Keep a trustee's public key, once. True if it was new; the same key again is no error."""
    locked = lock(trustee.election)
    trustee.refresh_from_db()
    if trustee.key:
        if trustee.key.encode() == raw:
            return False
        raise Refused("trustee.key_exists")
    if not locked.editable:
        raise Refused("election.frozen")
    _check_key(locked, raw)
    Trustee.objects.filter(pk=trustee.pk).update(key=raw.decode())
    Election.objects.filter(pk=locked.pk).update(changed_at=Now())
    _follow_keys(locked)
    return True


def _check_key(election: Election, raw: bytes) -> None:
    """A proof of knowledge of the private key, and not the key of another trustee."""
    arithmetic = group(election.group)
    others = election.trustees.exclude(key="").values_list("key", flat=True)
    try:
        key = parse_single(raw, arithmetic)
    except Rejected as error:
        raise Refused("trustee.key_invalid") from error
    if any(key == parse_single(other.encode(), arithmetic) for other in others):
        raise Refused("trustee.key_duplicate")


def _follow_keys(election: Election) -> None:
    """Keep the phase true to the trustees: ready when each has a key, else draft."""
    target = Phase.DRAFT if election.phase == Phase.READY else Phase.READY
    step = transition(election.phase, target)
    if step and not step.guard(election):
        advance(election, target)


@transaction.atomic
def advance(election: Election, target: Phase) -> None:
    """Take the step from the phase that the election has in hand, if the table has it.

    Refuses with `election.phase` when the step does not exist, its guard finds something missing,
    or another process has changed the phase meanwhile.
    """
    step = transition(election.phase, target)
    if step is None or step.guard(election):
        raise Refused("election.phase", phase=election.get_phase_display())
    changes = {"phase": target} | ({"opened_at": Now()} if target == Phase.OPEN else {})
    changed = Election.objects.filter(pk=election.pk, phase=election.phase).update(**changes)
    if not changed:
        raise Refused("election.phase", phase=election.get_phase_display())
    election.refresh_from_db()


@transaction.atomic
def schedule(election: Election, opens_at: datetime | None, closes_at: datetime | None) -> None:
    """Freeze the content and let the clock open it: at `opens_at`, or at once if that is None.

    Never at a time that has passed: an opening under way notices by the time that it was taken
    back and scheduled again.
    """
    locked = lock_draft(election)
    if locked.phase != Phase.READY:
        raise Refused("election.phase", phase=locked.get_phase_display())
    check_times(opens_at, closes_at)
    Election.objects.filter(pk=election.pk).update(
        opens_at=opens_at or Now(), closes_at=closes_at, codes_made=0
    )


def check_times(opens_at: datetime | None, closes_at: datetime | None) -> None:
    """None is at once, and until someone closes it.

    Refuses with `election.time_past` or `election.closing_before_opening`.
    """
    now = database_now()
    if min(opens_at or now, closes_at or now) < now:
        raise Refused("election.time_past")
    if closes_at is not None and closes_at <= (opens_at or now):
        raise Refused("election.closing_before_opening")


@transaction.atomic
def unschedule(election: Election) -> None:
    """Back to editing, as long as it has not opened."""
    locked = lock(election)
    if locked.phase != Phase.READY:
        raise Refused("election.phase", phase=locked.get_phase_display())
    Election.objects.filter(pk=election.pk).update(opens_at=None, closes_at=None, changed_at=Now())


@transaction.atomic
def close(election: Election) -> None:
    """Close now, by the database's clock. Ballots under way are decided by it, once.

    What has closed already stays closed since then.
    """
    locked = lock(election)
    if locked.phase != Phase.OPEN:
        raise Refused("election.phase", phase=locked.get_phase_display())
    if not closing_time_passed(locked):
        Election.objects.filter(pk=election.pk).update(closes_at=Now())


@transaction.atomic
def extend(election: Election, closes_at: datetime) -> datetime:
    """Let the voting end later. Returns when it would have ended.

    Never after it has ended: who came too late was told so. Refuses with `election.phase`,
    `election.no_closing_time` or `election.not_later`.
    """
    locked = lock(election)
    if locked.phase != Phase.OPEN or closing_time_passed(locked):
        raise Refused("election.phase", phase=locked.get_phase_display())
    if locked.closes_at is None:
        raise Refused("election.no_closing_time")
    if closes_at <= locked.closes_at:
        raise Refused("election.not_later")
    Election.objects.filter(pk=election.pk).update(closes_at=closes_at)
    return locked.closes_at


def count_codes(election: Election, made: int) -> None:
    """Progress of the opening, visible while it goes on."""
    Election.objects.filter(pk=election.pk).update(codes_made=made)


def ask_revocation(poll: Poll, key: str, *, withdrawn: bool = False) -> None:
    """The credential's code is lost, or its voter is taken off the roll: the sequencer decides.
    Asked again, it stays as decided."""
    Revocation.objects.get_or_create(poll=poll, key=key)
    Revocation.objects.filter(poll=poll, key=key).update(withdrawn=withdrawn)


def decide_revocation(revocation: Revocation, *, revoked: bool) -> None:
    """At the poll's gate, by whoever knows whether a ballot was cast with it."""
    Revocation.objects.filter(pk=revocation.pk, revoked=None).update(revoked=revoked)


def name_addition(poll: Poll, key: str) -> None:
    """A spare credential from now on is that of a voter who was added."""
    Addition.objects.create(poll=poll, key=key)


def name_replacement(revocation: Revocation, key: str) -> None:
    Revocation.objects.filter(pk=revocation.pk).update(replacement=key)
