"""Reads of the count."""

import json

from stembus.domain.elections.models import Poll, Trustee

from .models import EncryptedTally, PartialDecryption, Result


def encrypted_tally(poll: Poll) -> EncryptedTally | None:
    return EncryptedTally.objects.filter(poll=poll).first()


def partial_decryptions(poll: Poll) -> list[PartialDecryption]:
    return list(PartialDecryption.objects.filter(poll=poll).order_by("owner"))


def has_decrypted(poll: Poll, trustee: Trustee) -> bool:
    return PartialDecryption.objects.filter(poll=poll, trustee=trustee).exists()


def result(poll: Poll) -> list[list[int]] | None:
    """Votes by question and answer; where blank is allowed its count comes first (§2.5)."""
    stored = Result.objects.filter(poll=poll).first()
    if stored is None:
        return None
    # Counts above 2^30 are strings (§2.3).
    return [[int(count) for count in row] for row in json.loads(stored.content)["result"]]


def raw_result(poll: Poll) -> str | None:
    stored = Result.objects.filter(poll=poll).first()
    return stored.content if stored else None
