"""The trustee's verb."""

import argparse
import secrets
from pathlib import Path

from django.db import transaction

from stembus.apps.organiser.counting.decrypting import accept_decryption
from stembus.command.finding import find
from stembus.command.organise import ACTOR
from stembus.domain.audit import actions as audit
from stembus.domain.elections.models import Poll, Trustee
from stembus.domain.elections.queries import voted
from stembus.domain.refusals import Refused
from stembus.domain.tallies.queries import encrypted_tally, has_decrypted
from stembus.protocol.decryption import make_partial_decryption
from stembus.protocol.election import parse_election
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.key_file import KeyFile, parse_key_file


def decrypt(options: argparse.Namespace) -> None:
    key = parse_key_file(Path(options.key_file).read_bytes())
    election = find(key.election)
    trustee = Trustee.objects.filter(pk=key.trustee, election=election).first()
    if trustee is None:
        raise Rejected(Code.TRUSTEE_KEY_FILE_OTHER_ELECTION)
    for poll in voted(election):
        if not has_decrypted(poll, trustee):
            with transaction.atomic():
                accept_decryption(trustee, poll.uuid, _decryption(poll, key))
                audit.record(ACTOR, "trustee.decrypt", election.pk, poll=poll.uuid)


def _decryption(poll: Poll, key: KeyFile) -> bytes:
    stored = encrypted_tally(poll)
    if stored is None:
        raise Refused("decryption.not_ready")
    election = parse_election(poll.definition.encode())
    tally = stored.content.encode()
    return make_partial_decryption(election, key.secret, tally, secrets.token_bytes)
