"""The organiser's forms: they read input; what is allowed is decided by the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Group, Language, Organisation


class Plain(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})


class ElectionForm(Plain):
    name = forms.CharField(
        label=_("Name of the election"),
        max_length=200,
        help_text=_("As voters see it, for example “Works council 2027”."),
    )
    description = forms.CharField(
        label=_("Explanation for voters"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(
        label=_("Language of the messages"),
        choices=Language.choices,
        help_text=_("For voters whose language the roll does not give."),
    )


class NewElectionForm(ElectionForm):
    organisation = forms.ChoiceField(label=_("Organisation"))
    spare_percentage = forms.IntegerField(
        label=_("Spare voting codes, in per cent of the voters"),
        min_value=0,
        max_value=100,
        initial=5,
        help_text=_(
            "With them a lost code can be replaced. With 0 it can't; then nothing that is stored "
            "tells which code is whose, not even sealed."
        ),
    )
    group = forms.ChoiceField(
        label=_("Cryptographic group"),
        choices=Group.choices,
        help_text=_(
            "Ed25519 is fast and right for nearly all. Choose BELENIOS-2048 only if your auditor "
            "checks with a program that asks for it."
        ),
    )

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.organisations = {str(each.pk): each for each in organisations}
        if len(self.organisations) < 2:
            del self.fields["organisation"]
        else:
            choices = [(key, each.name) for key, each in self.organisations.items()]
            self.fields["organisation"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("organisation") or next(iter(self.organisations), "")
        return {**cleaned, "organisation": self.organisations.get(chosen)}


class PollForm(Plain):
    name = forms.CharField(
        label=_("Name of the ballot paper"),
        max_length=200,
        required=False,
        help_text=_("For example the constituency. May stay empty if there is only one."),
    )

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).strip()


class RollForm(Plain):
    file = forms.FileField(
        label=_("File with the roll (CSV or Excel)"),
        help_text=_(
            "With headings in the first row: email, name, ballot paper, weight, language (nl or "
            "en), and for voters without e-mail the personnel number and the postal address: "
            "street, house number, postcode, place. What is not understood is asked. "
            "Nothing is stored before you have seen what becomes of each row."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        allow_empty_file=True,
    )


class PersonForm(Plain):
    """Somebody who is invited by mail."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))


class OpeningForm(Plain):
    opens_at = forms.DateTimeField(
        label=_("Opens at"),
        required=False,
        help_text=_("Leave empty to open at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    closes_at = forms.DateTimeField(
        label=_("Closes at"),
        required=False,
        help_text=_("Leave empty to close by hand."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    confirmed = forms.BooleanField(
        label=_("I have read the ballot papers above: this is what voters will get."),
    )
