"""Send again what was refused or is uncertain, to the address that is on the roll now."""

import uuid
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stembus.domain.elections.models import Election
from stembus.domain.outbox import actions, queries
from stembus.domain.outbox.models import Delivery
from stembus.domain.refusals import Refused

from ..access import acting, attempt


@require_POST
def again(request: HttpRequest, election: Election, delivery: uuid.UUID) -> HttpResponse:
    def send() -> None:
        with acting(request, "delivery.again", election, delivery=str(delivery)):
            actions.send_again(election, delivery, _address(election, delivery))

    attempt(request, send, _("It is sent again."))
    return redirect("organiser:delivery", election.pk)


@require_POST
def all_again(request: HttpRequest, election: Election) -> HttpResponse:
    """What was refused; not what is uncertain, which someone may have already."""

    def send() -> None:
        with acting(request, "delivery.all_again", election):
            refused = queries.refused(election).values_list("voter", flat=True)
            actions.send_refused_again(election, _addresses(election, refused))

    attempt(request, send, _("They are sent again."))
    return redirect("organiser:delivery", election.pk)


def _address(election: Election, delivery: uuid.UUID) -> str | None:
    """A voter's as it is on the roll now; of others as it was."""
    found = Delivery.objects.filter(election=election, pk=delivery).first()
    if found is None or found.voter is None:
        return None
    addresses = _addresses(election, [found.voter])
    if found.voter not in addresses:
        raise Refused("delivery.no_voter")
    return addresses[found.voter]


def _addresses(
    election: Election, voters: Iterable[uuid.UUID | None]
) -> dict[uuid.UUID, str | None]:
    """Of those who are on the roll; None for who has no address for mail (any more)."""
    found = election.voters.filter(pk__in=[each for each in voters if each])
    return {voter.pk: voter.address or None for voter in found}
