"""Elections, from a shell. Exit status: 0 done, 1 refused (code on standard error), 2 bad call."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType

from stembus.command.verbs import ALL, COMPUTE, RUN_AS, VERBS, WITHOUT_SECRETS
from stembus.provenance import BY_THE_CLOCK, COMMAND_LINE, coming_from


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.verb in COMPUTE:
        compute: Callable[[argparse.Namespace], int] = getattr(_module(options.verb), options.verb)
        return compute(options)
    process = _process(options)
    os.environ["DJANGO_SETTINGS_MODULE"] = f"stembus.apps.{process}.settings"
    run = _runner(options.verb, process)
    from stembus.command.refusing import refusing

    with refusing() as outcome, coming_from(_origin(options)):
        run(options)
    return outcome.status


def _origin(options: argparse.Namespace) -> str:
    """A person typed it, or a process does its rounds by the clock."""
    return BY_THE_CLOCK if options.verb in ("serve", "work") else COMMAND_LINE


def _process(options: argparse.Namespace) -> str:
    """Whose settings, and so whose rights, a verb has."""
    if options.verb in ("serve", "work"):
        return ALL if options.process == "all" else str(options.process)
    return RUN_AS.get(options.verb, ALL)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stembus", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, (_, text, arguments) in VERBS.items():
        sub = verbs.add_parser(verb, help=text, description=text)
        for names, extra in arguments:
            sub.add_argument(*names, **extra)  # type: ignore[arg-type]
    return parser


def _runner(verb: str, process: str) -> Callable[[argparse.Namespace], None]:
    """The function of a verb, with Django ready: secrets first, which the settings read. A process
    of its own finds its own made."""
    from stembus import config, keys

    embedded = process in (ALL, "owner") and not config.SEPARATED
    if embedded and verb not in WITHOUT_SECRETS:
        keys.make_missing()
    import django

    django.setup()
    run: Callable[[argparse.Namespace], None] = getattr(_module(verb), verb.replace("-", "_"))
    return run


def _module(verb: str) -> ModuleType:
    return import_module(f"stembus.command.{VERBS[verb][0]}")


if __name__ == "__main__":
    sys.exit(main())
