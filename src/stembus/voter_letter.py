"""The letter with a voting code, in the voter's language: as `voter_messages`, for print."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from stembus.domain.outbox.models import Wording
from stembus.domain.rolls.models import Voter
from stembus.letters.letter import Letter
from stembus.voter_messages import booth, context


def voting_letter(wording: Wording, voter: Voter, code: str) -> Letter:
    """To the voter's postal address."""
    with translation.override(voter.language):
        return _letter(wording, voter, code)


def _letter(wording: Wording, voter: Voter, code: str) -> Letter:
    name, page = {"name": wording.election.name}, booth(voter)
    known = context(wording, voter)
    return Letter(
        language=voter.language,
        to=voter.letter_lines,
        about=_filled(wording.organisation, wording.contact),
        subject=_("Your voting code for %(name)s") % name,
        opening=_filled(
            _("Dear %(name)s,") % {"name": voter.name} if voter.name else _("Dear voter,"),
            _("You can vote in the election “%(name)s” on the internet, with this letter.") % name,
            *render_to_string("voter/closing.txt", known).splitlines(),
        ),
        scan=_("Scan this image with the camera of your telephone."),
        visit=_("Or open this page:"),
        page=page,
        type_code=_("and type your voting code:"),
        hint=_("Capital and small letters differ. Dashes need not be typed."),
        closing=_filled(
            _(
                "Keep this letter to yourself: whoever has the code can vote in your name. Nobody "
                "will ever ask you for it. Your browser encrypts your choice before it leaves your "
                "device: not even the organiser can see what you vote."
            ),
            " ".join(wording.note(voter.language).split()),
        ),
        mentions=_filled(*render_to_string("voter/mentions.txt", known).splitlines()),
        code=code,
        link=f"{page}#{code}",
    )


def _filled(*lines: str) -> list[str]:
    return [line.strip() for line in lines if line.strip()]
