"""One election in the browser, from the roll to a result that others confirm."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from tests.journey import boards, crashing, keyboard, organising, papers, trusting, voting
from tests.journey.papers import VOTERS, Voter
from tests.journey.visiting import DESK, PHONE, Visitor, visit
from tests.service import Service

TRUSTEES = {"Ria Bakker": "ria@example.org", "Tom Visser": "tom@example.org"}
# Voters with something of their own, by their numbers.
LOOKS, TYPES, KEYBOARD, CRASHED, ENGLISH = 1, 5, 6, 7, 14
# So many have voted when we look around on the board.
EARLY = 9

Trackers = dict[str, list[str]]


def test_an_election_from_the_roll_to_a_result_that_others_confirm(
    service: Service, chromium: Browser, tmp_path: Path
) -> None:
    organising.found_organisation(service)
    with visit(chromium) as organiser, visit(chromium, PHONE) as second:
        organising.log_in(organiser, service)
        checklist = organising.make_election(organiser)
        organising.appoint_second(organiser)
        organising.log_in(second, service, organising.SECOND)
        organising.write_papers(organiser)
        organising.load_roll(organiser, tmp_path)
        organising.invite_trustees(organiser, TRUSTEES)
        keys = make_keys(service, chromium, tmp_path)
        organising.open_election(organiser, second)

        early, late = VOTERS[:EARLY], VOTERS[EARLY:]
        trackers = {v.address: vote(service, chromium, v, tmp_path) for v in early}
        look_around(service, chromium)
        trackers |= {v.address: vote(service, chromium, v, tmp_path) for v in late}
        find_ballots(service, chromium, trackers)

        organising.correct_voter(organiser, VOTERS[0].address)
        organising.close_election(organiser, second)
        decrypt(service, chromium, keys)
        organising.await_result(organiser)
        assert organiser.page.url == checklist
    check_results(service, chromium, trackers, tmp_path)


def make_keys(service: Service, chromium: Browser, folder: Path) -> list[Path]:
    links = [service.link(address) for address in TRUSTEES.values()]
    first = trusting.make_key(chromium, links[0], folder, "trustee-key")
    return [first, trusting.make_key(chromium, links[1], folder)]


def decrypt(service: Service, chromium: Browser, keys: list[Path]) -> None:
    """The second trustee takes the first one's file by mistake."""
    links = [service.link(address) for address in TRUSTEES.values()]
    trusting.decrypt(chromium, links[0], keys[0], picture="trustee-decrypt")
    trusting.decrypt(chromium, links[1], keys[1], wrong=keys[0])


def vote(service: Service, chromium: Browser, voter: Voter, folder: Path) -> list[str]:
    """The trackers of all the ballots of one voter."""
    size = DESK if voter.number == KEYBOARD else PHONE
    with visit(chromium, size) as visitor:
        page, link = visitor.page, service.link(voter.address)
        if voter.number == TYPES:
            voting.type_code(visitor, link)
        else:
            page.goto(link)
        first, *more = voter.votes
        if voter.number == KEYBOARD:
            return [keyboard.vote(page, first)]
        if voter.number == CRASHED:
            return [crashing.vote_through_a_crash(visitor, service, first)]
        trackers = [voting.cast(visitor, first, _examiner(visitor, voter))]
        if voter.number == LOOKS:
            assert voting.save_receipt(page, folder)["tracker"] == trackers[0]
        return trackers + [voting.vote_again(visitor, choices) for choices in more]


def _examiner(visitor: Visitor, voter: Voter) -> Callable[[str], None]:
    """Two voters look at each step, in a language each; one takes pictures."""

    def examine(step: str) -> None:
        if voter.number in (LOOKS, ENGLISH):
            visitor.inspect()
        if voter.number == LOOKS:
            visitor.picture(step)

    return examine


def board_of(service: Service, voter: Voter) -> str:
    uuid = service.link(voter.address).split("/vote/")[1].split("/")[0]
    return f"{service.origin}/nl/board/{uuid}/"


def look_around(service: Service, chromium: Browser) -> None:
    with visit(chromium) as reader:
        board = board_of(service, VOTERS[0])
        boards.look_around(reader, board)
        reader.page.goto(board)
        reader.picture("board", whole=True)


def find_ballots(service: Service, chromium: Browser, trackers: Trackers) -> None:
    """Each ballot is there, a replaced one as such."""
    with visit(chromium) as reader:
        for voter in VOTERS:
            *replaced, last = trackers[voter.address]
            board = f"{board_of(service, voter)}ballots/"
            boards.find_ballot(reader, board, last)
            for tracker in replaced:
                boards.find_ballot(reader, board, tracker, replaced=True)


def check_results(service: Service, chromium: Browser, trackers: Trackers, folder: Path) -> None:
    with visit(chromium) as reader:
        for paper in papers.PAPERS:
            voters = [voter for voter in VOTERS if voter.paper == paper.name]
            board = board_of(service, voters[0])
            boards.read_result(reader, board, paper)
            reader.inspect_in_both_languages()
            reader.picture(f"result-{paper.name.lower()}", whole=True)
            archive = boards.download_archive(reader, board, folder)
            ballots = sum(len(trackers[voter.address]) for voter in voters)
            boards.check_archive(archive, paper, ballots, len(voters))
