"""What messages to voters say besides what they must: written here, and seen as a voter gets it."""

import uuid
from functools import partial

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from stembus.domain.elections.models import Election
from stembus.domain.elections.queries import authority_of, database_now
from stembus.domain.outbox import actions, queries
from stembus.domain.outbox.actions import Outgoing
from stembus.domain.outbox.models import Wording
from stembus.domain.refusals import Refused
from stembus.domain.rolls.models import Voter
from stembus.domain.rolls.queries import by_letter, find
from stembus.letters.pdf import make_pdf
from stembus.voter_letter import voting_letter
from stembus.voter_messages import SPECIMEN, announcement, extension, reminder, voting_message

from ..access import acting, blame
from ..forms import Plain

note = partial(
    forms.CharField, max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
)


class WordingForm(Plain):
    organisation = forms.CharField(
        label=gettext_lazy("Who organises the election"),
        max_length=200,
        help_text=gettext_lazy("For example “The election committee of Example Ltd”."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Whom voters can ask"),
        max_length=200,
        help_text=gettext_lazy("An e-mail address or a telephone number."),
    )
    privacy = forms.CharField(
        label=gettext_lazy("Who answers for personal data"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The address of the data protection officer, or of a page."),
    )
    note_nl = note(label=gettext_lazy("A paragraph of your own, in Dutch"))
    note_en = note(label=gettext_lazy("A paragraph of your own, in English"))


def wording(request: HttpRequest, election: Election) -> HttpResponse:
    """Two forms: what to say, and whose message to look at (posted, so that no log has it)."""
    looks = "who" in request.POST
    stored = queries.wording(election)
    initial = {name: getattr(stored, name) for name in WordingForm.base_fields}
    form = WordingForm(None if looks else request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with acting(request, "wording.write", election):
                actions.write_wording(election, **form.cleaned_data)
            return redirect("organiser:wording", election.pk)
        except Refused as why:
            blame(request, form, why)
    who = request.POST.get("who", "").replace("\0", "")
    voter = next(iter(find(election, who)), None)
    context = {
        "election": election,
        "form": form,
        "who": who,
        "voter": voter,
        "authority": authority_of(election),
        "messages_seen": _seen(stored, voter) if voter else [],
    }
    return render(request, "organiser/wording.html", context)


@require_safe
def letter(request: HttpRequest, election: Election, voter: uuid.UUID) -> HttpResponse:
    """A voter's letter as PDF, with a specimen of a code."""
    found = get_object_or_404(by_letter(election), pk=voter)
    stored = queries.wording(election)
    pdf = make_pdf([voting_letter(stored, found, SPECIMEN)], stored.organisation, database_now())
    return HttpResponse(pdf, content_type="application/pdf")


def _seen(wording: Wording, voter: Voter) -> list[tuple[str, Outgoing]]:
    """Each message as this voter would get it, without a real code; letters are not among them."""
    if not voter.address:
        return []
    if authority := authority_of(wording.election):
        first = _("At the opening"), announcement(wording, voter, authority)
    else:
        first = _("With the voting code"), voting_message(wording, voter, SPECIMEN)
    seen = [first, (_("As a reminder"), reminder(wording, voter))]
    if wording.election.closes_at:
        seen.append((_("If the voting is extended"), extension(wording, voter, _("(your reason)"))))
    return seen
