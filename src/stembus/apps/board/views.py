"""The board's pages and downloads. Everything here is public, and only read."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from stembus.assets import assets
from stembus.config import ORIGIN
from stembus.domain.board import queries
from stembus.domain.elections.models import Poll
from stembus.domain.elections.queries import voted, voting_status
from stembus.domain.elections.terms import Term, due
from stembus.domain.proceedings.models import OfficialRecord
from stembus.domain.proceedings.queries import official_record
from stembus.domain.retention.queries import archive_deletion
from stembus.domain.tallies import queries as tallies
from stembus.protocol.board import EventType

from .results import results

PAGE = 100
# All that the board may read of an election.
SHOWN = (
    *("uuid", "name", "position", "spares", "definition", "election__name", "election__group"),
    *("election__phase", "election__opened_at", "election__closes_at", "election__rules"),
    *("election__opens_at", "election__changed_at", "election__concluded_at"),
    *(f"election__keep_{term}" for term in Term),
)


def _opened(uuid: str) -> Poll:
    """A poll of an election that is or was open; without a ballot paper if it is uncontested."""
    poll = get_object_or_404(Poll.objects.select_related("election").only(*SHOWN), uuid=uuid)
    if not poll.election.rules:
        raise Http404
    return poll


def _published(uuid: str) -> Poll:
    """A poll that has a board: it is or was open, and its ballots are kept still."""
    poll = _opened(uuid)
    if not poll.definition or archive_deletion(poll.election):
        raise Http404
    return poll


@require_GET
def board(request: HttpRequest, uuid: str) -> HttpResponse:
    poll = _opened(uuid)
    election = poll.election
    published = election.phase == "published"
    context = {
        "poll": poll,
        "election": election,
        "siblings": election.polls.exclude(pk=poll.pk),
        "status": voting_status(poll),
        "turnout": queries.turnout(poll),
        "checkpoints": queries.checkpoints(poll, 5),
        "results": results(poll, tallies.result(poll) or []) if published else None,
        "record": official_record(election) if published else None,
        "archive_deleted": archive_deletion(election),
        "kept_until": due(election, Term.ARCHIVE) if election.concluded_at else None,
    }
    return render(request, "board/board.html", context)


@require_GET
def ballots(request: HttpRequest, uuid: str) -> HttpResponse:
    """The trackers in their order, and the search for one."""
    poll = _published(uuid)
    wanted = request.GET.get("q", "").strip()
    numbers = Paginator(range(queries.count(poll, queries.BALLOT)), PAGE)
    page = numbers.get_page(request.GET.get("page"))
    start = page.start_index() - 1 if numbers.count else 0
    context = {
        "poll": poll,
        "election": poll.election,
        "page": page,
        "places": queries.places(poll, start, start + PAGE),
        "wanted": wanted,
        "found": queries.find(poll, wanted) if wanted else None,
    }
    return render(request, "board/ballots.html", context)


@require_GET
def check(request: HttpRequest, uuid: str) -> HttpResponse:
    """How to check all of it, with our verifier and with others."""
    poll = _published(uuid)
    context = {
        "poll": poll,
        "election": poll.election,
        "origin": ORIGIN,
        "archive": f"{ORIGIN}/elections/{poll.uuid}/{poll.uuid}.bel",
        "code_fingerprint": assets().fingerprint,
        "record": official_record(poll.election),
        "record_files": _record_files(poll),
    }
    return render(request, "board/check.html", context)


def _record_files(poll: Poll) -> list[str]:
    """From what anyone makes the official record again, and that record."""
    names = ("rules.json", "proceedings.json", "record.json")
    archives = [f"{each.uuid}/{each.uuid}.bel" for each in voted(poll.election)]
    return [*archives, *(f"{poll.uuid}/{name}" for name in names)]


@require_GET
def archive(request: HttpRequest, uuid: str, same: str) -> StreamingHttpResponse:
    """The archive as it stands now; each later one extends it."""
    poll = _published(uuid)
    if same != uuid or not queries.has(poll, EventType.SETUP):
        raise Http404
    response = StreamingHttpResponse(queries.archive(poll), content_type="application/x-tar")
    response["Content-Disposition"] = f'attachment; filename="{uuid}.bel"'
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def rules(request: HttpRequest, uuid: str) -> HttpResponse:
    """The frozen rules; their SHA-256 stands in the election object."""
    return HttpResponse(_opened(uuid).election.rules, content_type="application/json")


def _record(uuid: str) -> OfficialRecord:
    found = official_record(_opened(uuid).election)
    if found is None:
        raise Http404
    return found


@require_GET
def proceedings(request: HttpRequest, uuid: str) -> HttpResponse:
    """What the committee recorded: from it, the rules and the archives anyone makes the record."""
    return HttpResponse(_record(uuid).proceedings, content_type="application/json")


@require_GET
def record(request: HttpRequest, uuid: str) -> HttpResponse:
    return HttpResponse(_record(uuid).content, content_type="application/json")


@require_GET
def record_pdf(request: HttpRequest, uuid: str, language: str) -> HttpResponse:
    found = _record(uuid)
    if language not in ("nl", "en"):
        raise Http404
    content = found.dutch if language == "nl" else found.english
    response = HttpResponse(bytes(content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="record-{uuid}-{language}.pdf"'
    return response
