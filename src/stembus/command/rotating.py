"""The verb `rotate-keys`: new keys, what old ones had sealed is sealed anew, old ones are dropped.

It can be stopped at any moment and begun again. Processes that read the files of keys themselves go
on meanwhile; those that have copies of them get the new ones between `--only-add` and the rest.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping

from stembus import keys
from stembus.command.service import say
from stembus.domain.audit import actions as audit
from stembus.domain.elections.data_keys import add_key, register_held, retire, rewrap
from stembus.domain.outbox.resealing import reseal
from stembus.domain.sealing import keyring

ACTOR = "command line"
WORK: Mapping[str, tuple[str, Callable[[], Iterator[int]]]] = {
    keys.PERSONAL: ("keys of elections", rewrap),
    keys.MESSAGES: ("messages that wait", reseal),
}


def rotate_keys(options: argparse.Namespace) -> None:
    register_held()
    for name in WORK:
        if len(keyring.held(name)) == 1:
            _add(name)
        else:
            say(f"{name}: a rotation was begun before, and goes on")
    if options.only_add:
        say("The new keys are in the files. Give them to the processes, then run this again.")
        return
    for name, (what, work) in WORK.items():
        done = 0
        for number in work():
            done += number
            say(f"{name}: {done} {what} sealed under the new key")
        _drop(name)


def _add(name: str) -> None:
    add_key(name)
    audit.record(ACTOR, "key.add", key=keyring.newest(name)[0], purpose=name)
    say(f"{name}: a new key")


def _drop(name: str) -> None:
    old = retire(name)
    left = len(keyring.held(name)) - 1
    audit.record(ACTOR, "key.drop", purpose=name, dropped=old, left=left)
    say(f"{name}: {old} old keys dropped")
    if left:
        say(f"{name}: {left} old keys are still in use: run this again")
