"""Which column of a file holds what: by its heading, or as the organiser says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from stembus.domain.refusals import Refused


class Column(models.TextChoices):
    ADDRESS = "address", _("E-mail address")
    NAME = "name", _("Name")
    GIVEN = "given", _("First name")
    INFIX = "infix", _("Infix (van, de, …)")
    FAMILY = "family", _("Last name")
    POLL = "poll", _("Ballot paper (constituency)")
    WEIGHT = "weight", _("Weight")
    LANGUAGE = "language", _("Language")
    REFERENCE = "reference", _("Reference, such as the personnel number")
    STREET = "street", _("Street, with number or not")
    HOUSE = "house", _("House number")
    ADDITION = "addition", _("Addition to the house number")
    POSTCODE = "postcode", _("Postcode")
    CITY = "city", _("Place")
    COUNTRY = "country", _("Country")


# Written together and in small letters, see `_plain`. “Adres” is not among them: it is as often
# where one lives as where one gets mail.
HEADINGS: Mapping[Column, frozenset[str]] = {
    column: frozenset(titles.split())
    for column, titles in {
        Column.ADDRESS: "email mail emailadres mailadres emailaddress mailaddress",
        Column.NAME: "name naam volledigenaam fullname kiezer voter",
        Column.GIVEN: "voornaam roepnaam firstname givenname",
        Column.INFIX: "tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels infix",
        Column.FAMILY: "achternaam familienaam lastname surname familyname",
        Column.POLL: "poll constituency ballotpaper kiesgroep stembiljet",
        Column.WEIGHT: "weight gewicht stemgewicht",
        Column.LANGUAGE: "language taal",
        Column.REFERENCE: (
            "reference referentie kenmerk personeelsnummer personeelsnr medewerkernummer "
            "lidnummer employeenumber employeeid personnelnumber membernumber"
        ),
        Column.STREET: "street straat straatnaam streetname streetaddress",
        Column.HOUSE: "huisnummer huisnr housenumber",
        Column.ADDITION: "toevoeging huisnummertoevoeging addition",
        Column.POSTCODE: "postcode zip zipcode postalcode",
        Column.CITY: "city town place plaats woonplaats stad",
        Column.COUNTRY: "country land",
    }.items()
}


# By what a voter is found again: without both, no row says whom it is about.
KEYS = frozenset({Column.ADDRESS, Column.REFERENCE})


@dataclass(frozen=True, slots=True)
class Guess:
    """`columns`: index to what it holds; `unsure`: what only the organiser can say."""

    columns: dict[int, Column]
    unsure: frozenset[int]

    @property
    def clear(self) -> bool:
        return not self.unsure and not KEYS.isdisjoint(self.columns.values())


def guess(header: Sequence[str]) -> Guess:
    """By the headings. What is not known, or there a second time, is for the organiser to say."""
    found: dict[int, Column] = {}
    unsure = set()
    for index, title in enumerate(header):
        column = _known(title)
        if column and column not in found.values():
            found[index] = column
        elif title.strip():
            unsure.add(index)
    return Guess(found, frozenset(unsure))


def choose(chosen: Mapping[int, str]) -> dict[int, Column]:
    """What the organiser chose. Refuses with `columns.twice` or `columns.address`."""
    columns = {index: Column(value) for index, value in chosen.items() if value}
    if len(set(columns.values())) < len(columns):
        raise Refused("columns.twice")
    if KEYS.isdisjoint(columns.values()):
        raise Refused("columns.address")
    return columns


def check_header(header: Iterable[str]) -> None:
    """Refuse, with `roll.no_header`, a first row that is a voter: it would not be on the roll."""
    for title in header:
        try:
            validate_email(title.strip())
        except ValidationError:
            continue
        raise Refused("roll.no_header")


def _known(title: str) -> Column | None:
    plain = re.sub(r"[\W_]+", "", title.lower())
    return next((column for column, titles in HEADINGS.items() if plain in titles), None)
