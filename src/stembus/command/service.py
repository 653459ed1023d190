"""Verbs that run the service itself."""

import argparse
import sys
import threading
import time
import urllib.error
import urllib.request

from django.core.management import call_command
from django.db import transaction

from stembus.apps.organiser.account.second_factor import forget
from stembus.apps.standalone.rounds import WORKERS, keep_working, work_until_idle
from stembus.assets import assets
from stembus.config import EMAIL_BACKEND, HOME, ORIGIN
from stembus.domain.audit import actions as audit
from stembus.domain.elections.organisations import only_one
from stembus.domain.people.actions import appoint, found_organisation, register, set_operator
from stembus.domain.people.models import Person
from stembus.domain.refusals import Refused

ORGANISER = "organiser@localhost"
ACTOR = "command line"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def migrate(options: argparse.Namespace) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def serve(options: argparse.Namespace) -> None:
    say("Stembus: preparing the database …")
    migrate(options)
    _let_organise()
    demo = []
    if options.demo:
        say("Stembus: making the demonstration election …")
        from stembus.command.demo import make_demo

        demo = make_demo()
    say("Stembus: starting …")
    greeting = threading.Thread(target=_greet, args=(options, demo), daemon=True)
    greeting.start()
    _run_server(options)


def _let_organise() -> None:
    """On an installation without people, someone must begin."""
    if not Person.objects.exists():
        appoint(register(ORGANISER), only_one())


def _run_server(options: argparse.Namespace) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "stembus.apps.standalone.wsgi:application",
        address=options.address,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=1,  # one process: it also does the rounds of the background processes
        blocking_threads=4,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    server.serve()


def _greet(options: argparse.Namespace, demo: list[str]) -> None:
    """Once it answers, say where; on standard output, so that a script can read it."""
    url = f"http://{options.address}:{options.port}/nl/login/"
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=2).close()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    lines = [f"Stembus is running at {ORIGIN}"]
    if Person.objects.filter(email=ORGANISER).exists():
        lines += [
            f"Log in as organiser (works once, for an hour): {link_for(ORGANISER)}",
            "A new link: stembus login-link " + ORGANISER,
        ]
    if EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        lines.append(f"No mail relay is set: messages are written to {HOME / 'mail'}")
    print("\n".join([*lines, *demo]), flush=True)


def link_for(email: str) -> str:
    """The token stands in the fragment: no server logs it."""
    from sesame.utils import get_token

    return f"{ORIGIN}/nl/login/#{get_token(register(email))}"


def login_link(options: argparse.Namespace) -> None:
    print(link_for(options.email))


@transaction.atomic
def organisation(options: argparse.Namespace) -> None:
    made = found_organisation(options.name, options.organiser)
    audit.record(ACTOR, "organisation.found", name=made.name, organiser=options.organiser)


@transaction.atomic
def operator(options: argparse.Namespace) -> None:
    set_operator(register(options.email), not options.remove)
    audit.record(ACTOR, "operator", who=options.email, operator=not options.remove)


@transaction.atomic
def forget_factors(options: argparse.Namespace) -> None:
    person = Person.objects.filter(email=options.email.lower()).first()
    if person is None:
        raise Refused("person.unknown")
    forget(person)
    audit.record(ACTOR, "factor.forget", who=person.email)


def work(options: argparse.Namespace) -> None:
    names = WORKERS if options.process == "all" else (options.process,)
    if options.once:
        work_until_idle(names)
    else:
        keep_working(names)


def fingerprint(options: argparse.Namespace) -> None:
    print(assets().fingerprint)
