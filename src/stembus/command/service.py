"""Verbs that run the service: all of it in one process, or one of its processes."""

import argparse
import logging
import sys
from importlib import import_module
from typing import Any

from django.core.management import call_command

from stembus import config, logs
from stembus.assets import assets
from stembus.command import tls
from stembus.command.schema import secure
from stembus.protocol.group import missing_core
from stembus.rounds import WORKERS, keep_working, work_until_idle

ALL = "standalone"
# At SIGHUP a new worker, with the certificate as it is then, has so many seconds to be ready before
# the old one ends what it has under way and goes.
RELIEF = 5.0

logger = logging.getLogger(__name__)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def migrate(options: argparse.Namespace) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    secure()
    if not config.SEPARATED:
        _warn_of_lost_keys()


def _warn_of_lost_keys() -> None:
    # An area that not every process has.
    from stembus.domain.elections.data_keys import out_of_reach

    if lost := out_of_reach():
        say(f"Stembus: the personal data of {lost} elections is sealed under a key that is not in ")
        say("this installation's secret “personal”: put that file back from the backup.")


def serve(options: argparse.Namespace) -> None:
    """A process that others reach finds its database as `stembus migrate` left it."""
    secured = tls.settings(options)
    _say_what_is_slow()
    if options.process == ALL:
        import_module("stembus.command.standalone").prepare(options)
        say("Stembus: starting …")
    _run_server(options, secured)


def _run_server(options: argparse.Namespace, secured: dict[str, Any]) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        f"stembus.apps.{options.process}.wsgi:application",
        address=options.address,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=1,  # with everything in one process, it also does the background processes' rounds
        blocking_threads=4,
        respawn_failed_workers=True,
        respawn_interval=RELIEF,
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration(),
        **secured,
    )
    server.serve()


def work(options: argparse.Namespace) -> None:
    names = WORKERS if options.process == "all" else (options.process,)
    if options.once:
        work_until_idle(names)
    else:
        _say_what_is_slow()
        keep_working(names)


def _say_what_is_slow() -> None:
    if missing := missing_core():
        logger.warning(missing)


def fingerprint(options: argparse.Namespace) -> None:
    print(assets().fingerprint)
