"""Messages that the organiser causes: a trustee's invitation, more time for voters."""

from django.template.loader import render_to_string
from django.utils import translation

from stembus.config import ORIGIN
from stembus.domain.elections.models import Election, Trustee
from stembus.domain.rolls.models import Voter


def invitation(trustee: Trustee, token: str) -> tuple[str, str, str]:
    """(address, subject, body). The token is in the fragment, which no server sees."""
    language = trustee.election.language
    link = f"{ORIGIN}/{language}/trustee/{trustee.pk}/#{token}"
    context = {"trustee": trustee, "election": trustee.election, "link": link}
    return trustee.email, *_text("trustee/invitation.txt", language, context)


def extension(election: Election, voter: Voter, reason: str) -> tuple[str, str, str]:
    """(address, subject, body), without a code: nobody has it any more."""
    context = {"election": election, "voter": voter, "reason": reason}
    return voter.address, *_text("organiser/extension.txt", voter.language, context)


def _text(template: str, language: str, context: dict[str, object]) -> tuple[str, str]:
    """(subject, body): the first line, and the rest."""
    with translation.override(language):
        lines = render_to_string(template, context)
    subject, body = lines.split("\n", 1)
    return subject.strip(), body.strip() + "\n"
