"""The ballot papers: polls, their questions and candidates."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stembus.domain.elections import papers
from stembus.domain.elections.models import Election, Question
from stembus.domain.elections.queries import PAPERS
from stembus.domain.refusals import Refused
from stembus.domain.rolls.queries import uses

from ..access import acting, attempt, blame
from ..forms import PollForm
from .question_form import QuestionForm, initial_of


def paper(request: HttpRequest, election: Election) -> HttpResponse:
    """All ballot papers; a new one is added here."""
    form = PollForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with acting(request, "poll.add", election, name=form.cleaned_data["name"]):
                papers.add_poll(election, form.cleaned_data["name"])
            return redirect("organiser:paper", election.pk)
        except Refused as why:
            blame(request, form, why)
    polls = election.polls.prefetch_related(*PAPERS)
    context = {"election": election, "polls": polls, "form": form}
    return render(request, "organiser/paper.html", context)


def poll(request: HttpRequest, election: Election, poll: uuid.UUID) -> HttpResponse:
    """Rename or remove a ballot paper."""
    found = get_object_or_404(election.polls, pk=poll)
    form = PollForm(request.POST or None, initial={"name": found.name})

    def change() -> None:
        if "remove" in request.POST:
            with acting(request, "poll.remove", election, name=found.name):
                if uses(found):
                    raise Refused("poll.in_use")
                papers.remove_poll(found)
        else:
            with acting(request, "poll.rename", election, name=form.cleaned_data["name"]):
                papers.rename_poll(found, form.cleaned_data["name"])

    if request.method == "POST" and form.is_valid() and attempt(request, change):
        return redirect("organiser:paper", election.pk)
    context = {"election": election, "poll": found, "form": form}
    return render(request, "organiser/poll.html", context)


def question(
    request: HttpRequest, election: Election, poll: uuid.UUID, question: uuid.UUID | None = None
) -> HttpResponse:
    """Write a new question, or change one."""
    found = get_object_or_404(election.polls, pk=poll)
    old = get_object_or_404(found.questions, pk=question) if question else None
    form = QuestionForm(request.POST or None, initial=initial_of(old) if old else None)
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        try:
            with acting(request, "question.write", election, title=draft.title):
                papers.write_question(found, draft, old)
            return redirect("organiser:paper", election.pk)
        except Refused as why:
            blame(request, form, why)
    context = {"election": election, "poll": found, "question": old, "form": form}
    return render(request, "organiser/question.html", context)


@require_POST
def remove_question(request: HttpRequest, election: Election, question: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Question, pk=question, poll__election=election)

    def remove() -> None:
        with acting(request, "question.remove", election, title=found.title):
            papers.remove_question(found)

    attempt(request, remove, _("The question was removed."))
    return redirect("organiser:paper", election.pk)
