"""The organiser's checklist: a step each, in the order in which they are best done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stembus.domain.elections.models import CodeAuthority, Election, Question
from stembus.domain.elections.queries import authority_of, missing_for_opening
from stembus.domain.refusals import Refused
from stembus.domain.rolls import queries as rolls
from stembus.domain.rolls.code_tasks import missing_credentials


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    text: str
    url: str
    done: bool
    now: bool = False


def checklist(election: Election) -> list[Step]:
    """The first step that is not done is the one to do now."""
    steps = [_paper(election), _roll(election), _trustees(election), _opening(election)]
    if authority := authority_of(election):
        steps.insert(3, _codes(election, authority))
    first = next((index for index, step in enumerate(steps) if not step.done), None)
    return [
        Step(step.title, step.text, step.url, step.done, now=index == first)
        for index, step in enumerate(steps)
    ]


def missing(election: Election) -> list[str]:
    """Codes of what must be done before opening."""
    return _unprepared(election) + missing_credentials(election)


def refuse_incomplete(election: Election) -> None:
    """Refuses with `election.incomplete` what can't open yet."""
    if lacking := missing(election):
        raise Refused("election.incomplete", missing=", ".join(lacking))


def _unprepared(election: Election) -> list[str]:
    return missing_for_opening(election) + rolls.missing(election)


def lacks_voters(election: Election) -> bool:
    """Whether it is too early to say for whom voting codes are to be made."""
    return bool({"polls", "questions", "roll"} & set(_unprepared(election)))


def _url(name: str, election: Election) -> str:
    return reverse(f"organiser:{name}", args=[election.pk])


def _paper(election: Election) -> Step:
    questions = Question.objects.filter(poll__election=election).count()
    text = ngettext("%(n)s question.", "%(n)s questions.", questions) % {"n": questions}
    done = not {"polls", "questions"} & set(missing_for_opening(election))
    return Step(_("Ballot paper"), text, _url("paper", election), done)


def _roll(election: Election) -> Step:
    voters = rolls.count(election)
    text = ngettext("%(n)s voter.", "%(n)s voters.", voters) % {"n": voters}
    done = voters > 0 and not rolls.missing(election)
    return Step(_("Roll"), text, _url("roll", election), done)


def _trustees(election: Election) -> Step:
    trustees = list(election.trustees.all())
    made = sum(bool(trustee.key) for trustee in trustees)
    text = _("%(made)s of %(all)s trustees have made their key.") % {
        "made": made,
        "all": len(trustees),
    }
    done = len(trustees) >= 2 and made == len(trustees)
    return Step(_("Trustees"), text, _url("trustees", election), done)


def _codes(election: Election, authority: CodeAuthority) -> Step:
    lacks = missing_credentials(election) if election.editable else []
    if "public_creds.stale" in lacks:
        text = _("The roll was changed: %(name)s must make new codes.")
    elif lacks:
        text = _("%(name)s has not handed in the credentials yet.")
    else:
        text = _("%(name)s has handed in the credentials.")
    text %= {"name": authority.name}
    return Step(_("Code authority"), text, _url("authority", election), not lacks)


def _opening(election: Election) -> Step:
    text = _("Choose when the voting opens and closes, and look at everything once more.")
    done = election.opens_at is not None or not election.editable
    return Step(_("Opening"), text, _url("opening", election), done)
