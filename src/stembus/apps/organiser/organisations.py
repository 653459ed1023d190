"""The operator's page: which organisations there are, and founding one."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.organisations import with_figures
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.models import Kind
from stembus.domain.people.actions import found_organisation, register
from stembus.domain.refusals import Refused

from .access import acting, blame, person
from .forms import Plain
from .messages import appointed


class OrganisationForm(Plain):
    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    email = forms.EmailField(label=_("E-mail address of the first organiser"), max_length=254)


def organisations(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _found(request, form)
            return redirect("organiser:organisations")
        except Refused as why:
            blame(request, form, why)
    context = {"organisations": with_figures(), "form": form}
    return render(request, "organiser/organisations.html", context)


def _found(request: HttpRequest, form: OrganisationForm) -> None:
    name, email = form.cleaned_data["name"], form.cleaned_data["email"]
    with acting(request, "organisation.found", None, name=name, organiser=email):
        made = found_organisation(name, email, person(request).email)
        outbox.post(None, [appointed(register(email), made)], Kind.ROLE)
