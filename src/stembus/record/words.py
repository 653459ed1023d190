"""Words, numbers and times in a language, the same on every machine."""

import gettext
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
ZONE = ZoneInfo("Europe/Amsterdam")
PLACES = 2
MOST_PLACES = 6

_MARKS = {"nl": (".", ","), "en": (",", ".")}
"""What stands between thousands, and before decimals."""


@dataclass(frozen=True, slots=True)
class Words:
    """Called with an English text and what fills it, as `_`, it says that text in its language."""

    language: str
    catalogue: gettext.NullTranslations

    def __call__(self, text: str, **values: object) -> str:
        translated = self.catalogue.gettext(text)
        return translated % values if values else translated

    def ngettext(self, one: str, more: str, number: int, **values: object) -> str:
        """`%(n)s` stands for the number."""
        text = self.catalogue.ngettext(one, more, number)
        return text % {"n": self.number(number), **values}

    def number(self, number: int) -> str:
        return f"{number:,}".replace(",", self._marks[0])

    def mixed(self, value: Fraction) -> str:
        """ "340 4/15", the parts kept together."""
        whole, rest = divmod(value, 1)
        if not rest:
            return self.number(whole)
        return f"{self.number(whole)}\N{NO-BREAK SPACE}{rest}" if whole else str(rest)

    def decimal(self, value: Fraction, places: int = PLACES) -> str:
        """Rounded, half away from zero; votes are never negative."""
        whole, rest = divmod(_scaled(value, places), 10**places)
        return f"{self.number(whole)}{self._marks[1]}{rest:0{places}d}"

    def exact(self, value: Fraction, places: int = PLACES) -> str:
        """ "340 4/15 (≈ 340.27)"; a whole number stands alone."""
        if value.denominator == 1:
            return self.mixed(value)
        return f"{self.mixed(value)} (≈\N{NO-BREAK SPACE}{self.decimal(value, places)})"

    def percentage(self, part: int, whole: int) -> str:
        return f"{self.decimal(Fraction(100 * part, whole), 1)}%" if whole else "–"

    def join(self, names: Sequence[str]) -> str:
        """ "A, B and C"."""
        if len(names) < 2:
            return "".join(names)
        _ = self
        return _("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1])

    def act(self, article: str) -> str:
        """ " Elections Act, art. P 5.", to follow a sentence that says what it says."""
        _ = self
        return " " + _("Elections Act, art. %(article)s.", article=article)

    def time(self, text: str) -> str:
        """From RFC 3339 to the clock in Amsterdam, with the zone."""
        then = datetime.fromisoformat(text).astimezone(ZONE)
        month = self.catalogue.gettext(_MONTHS[then.month - 1])
        return f"{then.day} {month} {then.year}, {then:%H:%M:%S} {then:%Z} ({_offset(then)})"

    @property
    def _marks(self) -> tuple[str, str]:
        return _MARKS[self.language]


def _scaled(value: Fraction, places: int) -> int:
    return int(value * 10**places + Fraction(1, 2))


def _offset(then: datetime) -> str:
    """ "UTC+1"."""
    return f"UTC{then:%z}"[:-2].replace("+0", "+")


def places_to_tell(values: Iterable[Fraction]) -> int:
    """How many decimals show which of the values are different: two, or more if need be."""
    different = set(values)
    for places in range(PLACES, MOST_PLACES):
        if len({_scaled(value, places) for value in different}) == len(different):
            return places
    return MOST_PLACES


@cache
def words(language: str) -> Words:
    """`language` is "nl" or "en"."""
    catalogue = gettext.translation("django", CATALOGUES, [language], fallback=True)
    return Words(language, catalogue)


def gettext_noop(text: str) -> str:
    """Mark a text for the catalogue; it is said elsewhere."""
    return text


_MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)
