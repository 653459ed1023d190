"""The election that a verb names."""

import uuid

from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused


def find(election: str) -> Election:
    try:
        return Election.objects.get(pk=uuid.UUID(election))
    except (ValueError, Election.DoesNotExist) as error:
        raise Refused("election.unknown") from error
