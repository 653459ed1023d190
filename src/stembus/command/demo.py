"""A works-council election in its voting phase, to try everything with."""

import re

from stembus.command.organise import add_trustee, create_from, open_now
from stembus.config import HOME
from stembus.domain.elections import actions
from stembus.domain.elections.models import Election
from stembus.domain.outbox.models import Message
from stembus.domain.rolls import actions as rolls

ORGANISER = "organiser@localhost"
ELECTION = {
    "name": "Ondernemingsraad 2027",
    "description": "Demonstratie. Kies wie u in de ondernemingsraad vertegenwoordigt.",
    "polls": [
        {
            "name": "",
            "questions": [
                {
                    "title": "Op wie stemt u voor de ondernemingsraad?",
                    "lists": [
                        {
                            "name": "Samen Sterk",
                            "candidates": [
                                "Fatima El Amrani",
                                "Joris van den Berg",
                                "Els Zijlstra",
                            ],
                        },
                        {
                            "name": "FNV",
                            "candidates": ["Anneke de Boer", "Mehmet Yıldız", "Pieter Jansen"],
                        },
                        {"name": "CNV", "candidates": ["Dewi Hartono", "Sanne Kuipers"]},
                    ],
                    "seats": 5,
                    "rules": "works-council-lists",
                },
                {
                    "title": "Wilt u dat de raad om de twee jaar voor de helft aftreedt?",
                    "answers": ["Ja", "Nee"],
                    "rules": "decision",
                },
            ],
        }
    ],
}
TRUSTEES = (("Ria Bakker", "ria@localhost"), ("Tom Visser", "tom@localhost"))
VOTERS = 12


def make_demo() -> list[str]:
    """Lines to print: voting links and where the trustees' keys are."""
    election = create_from(ELECTION, ORGANISER)
    rolls.stage(election, "demo.csv", _roll().encode())
    rolls.apply(election)
    folder = HOME / "demo" / str(election.pk)
    folder.mkdir(parents=True)
    for name, email in TRUSTEES:
        add_trustee(election, name, email, folder / f"{email.split('@')[0]}.json")
    actions.schedule(election, None, None)
    open_now(election)
    return [
        f"The demonstration election: {election.name} ({election.pk})",
        f"Its trustees' key files (a real one keeps them elsewhere): {folder}",
        *(f"  vote: {link}" for link in _links(election)),
    ]


def _roll() -> str:
    rows = (f"kiezer{n}@localhost;Kiezer {n}" for n in range(1, VOTERS + 1))
    return "email;naam\n" + "\n".join(rows) + "\n"


def _links(election: Election) -> list[str]:
    """Out of the messages, before the mailer sends them: they are kept nowhere else."""
    theirs = Message.objects.filter(election=election, delivery__voter__isnull=False)
    sent = sorted(theirs, key=lambda message: message.to)
    found = (re.search(r"https?://\S+#\S+", message.body) for message in sent)
    return [match.group() for match in found if match]
