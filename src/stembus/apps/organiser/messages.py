"""The message that invites a trustee."""

from django.template.loader import render_to_string
from django.utils import translation

from stembus.config import ORIGIN
from stembus.domain.elections.models import Trustee


def invitation(trustee: Trustee, token: str) -> tuple[str, str, str]:
    """(address, subject, body). The token is in the fragment, which no server sees."""
    language = trustee.election.language
    link = f"{ORIGIN}/{language}/trustee/{trustee.pk}/#{token}"
    context = {"trustee": trustee, "election": trustee.election, "link": link}
    with translation.override(language):
        lines = render_to_string("trustee/invitation.txt", context)
    subject, body = lines.split("\n", 1)
    return trustee.email, subject.strip(), body.strip() + "\n"
