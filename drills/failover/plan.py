"""The faults. Each is a function that does it and returns how it is healed.

`bar` is how many seconds may pass without an acknowledged cast; None: the service may stand still
until the fault is healed, and must not lose anything by it.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.laboratory.site import Site
from deploy.laboratory.sites import APPLICATION, MEMBERS, Sites

Heal = Callable[[], None]


@dataclass(frozen=True)
class Fault:
    name: str
    inject: Callable[[Sites], Heal]
    bar: float | None
    # Seconds from the fault to the healing; the longest gap is looked for until casts flow again.
    lasts: float = 12.0


def _nothing() -> None:
    """It heals by itself."""


def _leader(service: Sites) -> Site:
    return service.members.await_leader(30)


def _standbys(service: Sites) -> list[Site]:
    leader = _leader(service)
    return [site for site in service.sites.values() if site is not leader]


def _postgres(site: Site) -> list[int]:
    """The postmaster and its children."""
    postmaster = int((site.disk / "data/postmaster.pid").read_text().split()[0])
    found = subprocess.run(["pgrep", "-P", str(postmaster)], capture_output=True, text=True)
    return [postmaster, *map(int, found.stdout.split())]


def _send(processes: list[int], how: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, how)


def kill_primary(service: Sites) -> Heal:
    _send(_postgres(_leader(service))[:1], signal.SIGKILL)
    return _nothing


def kill_patroni(service: Sites) -> Heal:
    _leader(service).units.kill("patroni")
    return _nothing


def kill_patroni_and_primary(service: Sites) -> Heal:
    """Patroni stays away, as with a broken installation."""
    site = _leader(service)
    found = _postgres(site)[:1]
    site.units.units["patroni"].wanted = False
    site.units.kill("patroni")
    _send(found, signal.SIGKILL)
    return lambda: site.units.start("patroni")


def kill_consensus_leader(service: Sites) -> Heal:
    service.sites[service.members.consensus_leader()].units.kill("etcd")
    return _nothing


def kill_edge(service: Sites) -> Heal:
    service.sites["a"].units.kill("edge")
    return _nothing


def kill_router(service: Sites) -> Heal:
    service.sites["a"].units.kill("router")
    return _nothing


def kill_booth(service: Sites) -> Heal:
    service.sites["a"].units.kill("booth")
    return _nothing


def freeze_primary(service: Sites) -> Heal:
    """PostgreSQL stands still; Patroni does not."""
    found = _postgres(_leader(service))
    _send(found, signal.SIGSTOP)
    return lambda: _send(found, signal.SIGCONT)


def freeze_patroni(service: Sites) -> Heal:
    site = _leader(service)
    site.units.kill("patroni", signal.SIGSTOP)
    return lambda: site.units.kill("patroni", signal.SIGCONT)


def cut_power(service: Sites) -> Heal:
    return _power_off(service, _leader(service))


def _power_off(service: Sites, site: Site) -> Heal:
    service.network.cut(site.name)
    site.units.power_off()

    def heal() -> None:
        service.network.heal(site.name)
        site.units.start()

    return heal


def cut_network(service: Sites) -> Heal:
    site = _leader(service)
    service.network.cut(site.name)
    return lambda: service.network.heal(site.name)


def cut_one_way(service: Sites) -> Heal:
    """The primary's site hears the others and is not heard."""
    site = _leader(service)
    service.network.mute(site.name)
    return lambda: service.network.heal(site.name)


def cut_other_way(service: Sites) -> Heal:
    """The primary's site is heard and hears nothing."""
    site = _leader(service)
    service.network.deafen(site.name)
    return lambda: service.network.heal(site.name)


def bad_line(service: Sites) -> Heal:
    """One packet in twenty is lost, and one megabit a second passes."""
    site = _leader(service)
    service.network.lose(site.name, 5, 1000)
    return lambda: service.network.heal(site.name)


def cut_standby(service: Sites) -> Heal:
    site = _standbys(service)[0]
    service.network.cut(site.name)
    return lambda: service.network.heal(site.name)


def cut_standby_from_primary(service: Sites) -> Heal:
    """Both reach the third site; they do not reach each other."""
    leader, site = _leader(service), _standbys(service)[0]
    service.network.part(site.name, leader.name)
    return lambda: service.network.heal(site.name)


def fill_disk(service: Sites) -> Heal:
    site = _leader(service)
    filler = site.disk / "filler"
    free = os.statvfs(site.disk)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, int(free.f_bavail * free.f_frsize * 0.97))
    return filler.unlink


def ghost(service: Sites) -> Heal:
    """Replication stalls, the waiting casts are cancelled, and then the primary loses its power.

    PostgreSQL calls a cancelled commit a success; it is on one disk alone.
    """
    leader, standbys = _leader(service), _standbys(service)
    for site in standbys:
        service.network.part(site.name, leader.name)
    until = time.monotonic() + 2.5
    cancel = (
        "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity "
        "WHERE wait_event = 'SyncRep' AND usename = 'stembus_booth'"
    )
    while time.monotonic() < until:
        leader.query(cancel, "postgres")
        time.sleep(0.1)
    heal = _power_off(service, leader)
    for site in standbys:
        service.network.heal(site.name)
    return heal


def wrong_clock(service: Sites) -> Heal:
    """The primary's site lives five minutes in the future."""
    site = _leader(service)
    library = service.folder / "clock.so"
    make = ("gcc", "-shared", "-fPIC", "-O1", "-o", library, Path(__file__).with_name("clock.c"))
    subprocess.run(make, check=True)
    site.units.also = {"LD_PRELOAD": str(library), "AHEAD": "300"}
    again = [name for name in site.units.units if name not in ("etcd", "router", "edge")]
    site.units.stop(*again)
    site.units.start(*again)
    service.members.await_whole(90)
    if _leader(service) is not site:
        switch_over(service, site.name)

    def heal() -> None:
        site.units.also = {}
        site.units.stop(*again)
        site.units.start(*again)

    return heal


def two_at_once(service: Sites) -> Heal:
    """A standby is cut off, and the primary killed."""
    site = _standbys(service)[0]
    service.network.cut(site.name)
    kill_primary(service)
    return lambda: service.network.heal(site.name)


def standby_then_primary(service: Sites) -> Heal:
    """One site of three is left: it must not go on alone."""
    site = _standbys(service)[0]
    service.network.cut(site.name)
    time.sleep(8)
    healed = cut_power(service)

    def heal() -> None:
        service.network.heal(site.name)
        healed()

    return heal


def switch_over(service: Sites, to: str = "") -> Heal:
    """To whoever is as far. Where one is named, Patroni lets the others wait two seconds more."""
    leader = _leader(service)
    named = {"candidate": to} if to else {}
    service.members.patroni_at(leader.name, "switchover", {"leader": leader.name, **named})
    return _nothing


def release(service: Sites) -> Heal:
    """Each site's processes are replaced, one site after the other."""
    for name in APPLICATION:
        service.release(name)
    return _nothing


FAULTS = [
    Fault("primary killed", kill_primary, 5),
    Fault("Patroni killed", kill_patroni, 5),
    Fault("Patroni and primary killed", kill_patroni_and_primary, 30),
    Fault("etcd's leader killed", kill_consensus_leader, 5),
    Fault("edge killed", kill_edge, 5),
    Fault("router killed", kill_router, 5),
    Fault("booth killed", kill_booth, 5),
    Fault("switchover", switch_over, 4),
    Fault("rolling release", release, 4, lasts=3),
    Fault("primary frozen", freeze_primary, 30, lasts=30),
    Fault("Patroni frozen", freeze_patroni, 30, lasts=30),
    Fault("primary's site: power lost", cut_power, 30, lasts=30),
    Fault("primary's site: network cut", cut_network, 30, lasts=30),
    Fault("primary's site: not heard", cut_one_way, 30, lasts=30),
    Fault("primary's site: hears nothing", cut_other_way, 30, lasts=30),
    Fault("primary's site: bad line", bad_line, 30, lasts=20),
    Fault("standby's site: network cut", cut_standby, 5),
    Fault("standby cut from primary", cut_standby_from_primary, 5),
    Fault("primary's disk full", fill_disk, 30, lasts=20),
    Fault("ghost acknowledgement", ghost, 30, lasts=30),
    Fault("primary's clock five minutes ahead", wrong_clock, 30, lasts=5),
    Fault("two faults at once", two_at_once, 30, lasts=20),
    Fault("standby lost, then primary", standby_then_primary, None, lasts=15),
]

assert {"a", "b"} == set(APPLICATION) and len(MEMBERS) == 3
