"""What the verbs share that compute from files, without a service: how they refuse."""

import sys

from django.conf import settings

from stembus.domain.refusals import Refused


def say(code: str, **details: object) -> int:
    """One line on standard error, in English. The exit status: this can't be."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    print(f"stembus: refused: {Refused(code, **details)}", file=sys.stderr)
    return 2
