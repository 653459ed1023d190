"""The JSON of `stembus seats` (docs/guides/seats.md), parsed strictly."""

from collections.abc import Mapping
from dataclasses import replace

from stembus.seats.allocation import allocate
from stembus.seats.decision import decide
from stembus.seats.errors import Code, Impossible
from stembus.seats.persons import elect_persons
from stembus.seats.rules import DecisionRules, ListRules, PersonRules, parse_rules
from stembus.seats.ties import Drawn, Lot
from stembus.seats.votes import CandidateList, of_candidates

MOST = 10**12
"""No number of votes or seats is greater: an input that says so is a mistake."""


def compute(value: object) -> dict[str, object]:
    """From the parsed input to the output, both as JSON has them. Refuses with `seats.*`."""
    given = _object(value, "", {"rules"}, {"seats", "lists", "lots", "votes", "electorate"})
    rules = parse_rules(given["rules"])
    if isinstance(rules, DecisionRules):
        return _decision(given, rules)
    return _seats(given, rules)


def _seats(given: Mapping[str, object], rules: ListRules | PersonRules) -> dict[str, object]:
    _object(given, "", {"rules", "seats", "lists"}, {"lots"})
    seats = _whole(given["seats"], "seats")
    lists = [_list(each, f"lists[{i}]") for i, each in enumerate(_array(given["lists"], "lists"))]
    raw = _array(given.get("lots", []), "lots")
    lots = [parse_lot(each, f"lots[{i}]") for i, each in enumerate(raw)]
    if isinstance(rules, PersonRules):
        if len(lists) != 1:
            raise Impossible(Code.LISTS)
        one = lists[0]
        named = [lot if lot.list else replace(lot, list=one.name) for lot in lots]
        return elect_persons(one, seats, rules, named).as_json()
    return allocate(lists, seats, rules, lots).as_json()


def _decision(given: Mapping[str, object], rules: DecisionRules) -> dict[str, object]:
    _object(given, "", {"rules", "votes"}, {"electorate"})
    votes = _object(given["votes"], "votes", {"yes", "no"}, {"abstain"})
    yes, no, abstain = (_whole(votes.get(name, 0), f"votes.{name}") for name in _ANSWERS)
    if rules.quorum is not None and "electorate" not in given:
        raise Impossible(Code.INPUT, "electorate")
    electorate = _whole(given.get("electorate", yes + no + abstain), "electorate")
    return decide(yes, no, abstain, electorate, rules).as_json()


_ANSWERS = ("yes", "no", "abstain")


def _list(value: object, where: str) -> CandidateList:
    if isinstance(value, dict) and "candidates" in value:
        given = _object(value, where, {"name", "candidates"}, {"seniority"})
        raw = _array(given["candidates"], f"{where}.candidates")
        votes = [_whole(each, f"{where}.candidates[{i}]") for i, each in enumerate(raw)]
        made = of_candidates(_name(given["name"], where), votes)
        return replace(made, seniority=_seniority(given.get("seniority"), made.size, where))
    given = _object(value, where, {"name", "votes", "size"}, set())
    votes_cast = _whole(given["votes"], f"{where}.votes")
    return CandidateList(
        _name(given["name"], where), votes_cast, _whole(given["size"], f"{where}.size")
    )


def _seniority(value: object, size: int, where: str) -> tuple[int, ...]:
    if value is None:
        return ()
    raw = _array(value, f"{where}.seniority")
    if len(raw) != size:
        raise Impossible(Code.INPUT, f"{where}.seniority")
    return tuple(_whole(each, f"{where}.seniority[{i}]") for i, each in enumerate(raw))


def parse_lot(value: object, where: str) -> Lot:
    """`drawn` are the winners; `seats`, `list` and `for` stand as in `to_draw`."""
    given = _object(value, where, {"among", "drawn"}, {"seats", "list", "for"})
    on_list = None if given.get("list") is None else _name(given["list"], where)
    among = _drawn(given["among"], f"{where}.among")
    drawn = _drawn(given["drawn"], f"{where}.drawn")
    if len(set(among)) != len(among) or given.get("seats", len(drawn)) != len(drawn):
        raise Impossible(Code.LOT_DRAWN, where)
    purpose = given.get("for")
    return Lot(frozenset(among), drawn, on_list, None if purpose is None else str(purpose))


def _drawn(value: object, where: str) -> tuple[Drawn, ...]:
    drawn = _array(value, where)
    if not all(isinstance(each, str | int) and not isinstance(each, bool) for each in drawn):
        raise Impossible(Code.INPUT, where)
    return tuple(each if isinstance(each, int) else str(each) for each in drawn)


def _object(value: object, where: str, needed: set[str], more: set[str]) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise Impossible(Code.INPUT, where)
    for name in sorted((needed - value.keys()) | (value.keys() - needed - more)):
        raise Impossible(Code.INPUT, f"{where}.{name}".lstrip("."))
    return value


def _array(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise Impossible(Code.INPUT, where)
    return value


def _name(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise Impossible(Code.INPUT, f"{where}.name")
    return value


def _whole(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise Impossible(Code.VOTES, where)
    return value
