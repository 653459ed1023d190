"""What a text that people will read may hold: it is shown, sent, and bound into the rules."""

import re
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models

from stembus.domain.refusals import Refused

# Control characters, line ends and what turns the direction of writing: they hide what is there,
# and in a message's subject they would begin another header.
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
BREAKS = str.maketrans("", "", "\r\n\t")


def check(row: models.Model, *names: str) -> None:
    """Refuse a row of which one of these fields has a value that it can't hold."""
    for name in names:
        field = cast("models.Field[Any, Any]", row._meta.get_field(name))
        value = field.value_from_object(row)
        text = str(value)
        if isinstance(field, models.TextField) or getattr(field, "lines", False):
            text = text.translate(BREAKS)
        if INVISIBLE.search(text):
            raise Refused("text.control")
        try:
            field.clean(value, row)
        except ValidationError as error:
            raise Refused("text.invalid", why=" ".join(error.messages)) from error
