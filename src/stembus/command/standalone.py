"""What comes before serving everything in one process: the embedded default."""

import argparse
import threading
import time
import urllib.error
import urllib.request

from stembus.command.people import link_for
from stembus.command.service import migrate, say
from stembus.config import EMAIL_BACKEND, HOME, ORIGIN
from stembus.domain.elections.organisations import only_one
from stembus.domain.people.actions import appoint, register
from stembus.domain.people.models import Person

ORGANISER = "organiser@localhost"


def prepare(options: argparse.Namespace) -> None:
    say("Stembus: preparing the database …")
    migrate(options)
    _let_organise()
    demo = []
    if options.demo:
        say("Stembus: making the demonstration election …")
        from stembus.command.demo import make_demo

        demo = make_demo()
    threading.Thread(target=_greet, args=(options, demo), daemon=True).start()


def _let_organise() -> None:
    """On an installation without people, someone must begin."""
    if not Person.objects.exists():
        appoint(register(ORGANISER), only_one(), by="command line")


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
