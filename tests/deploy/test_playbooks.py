"""Playbooks, without a host: that they read well, and say nothing that parts.yml does not know."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment, TemplateSyntaxError

from deploy.certificates import certificates
from deploy.hosts import host, parts_of
from deploy.rendering import DEPLOY, ROLES, listed

PLAYBOOKS = sorted((DEPLOY / "playbooks").glob("*.yml"))
TASKS = sorted([*DEPLOY.glob("roles/*/tasks/*.yml"), *DEPLOY.glob("roles/*/handlers/*.yml")])
TASKS += sorted(DEPLOY.glob("playbooks/tasks/*.yml"))
INVENTORY = ("-i", "inventory/example/hosts.yml")
BINARIES = Path(sys.executable).parent
VERBS = {
    "site",
    "release",
    "switchover",
    "backup",
    "restore",
    "rebuild-node",
    "rotate-secrets",
    "check",
}
# On the machine that manages the hosts, not on one of them.
ELSEWHERE = {"certificates/templates/renew.service.j2", "certificates/templates/renew.timer.j2"}


def ansible(program: str, *arguments: str | Path) -> str:
    command = [BINARIES / program, *INVENTORY, *arguments]
    done = subprocess.run(command, cwd=DEPLOY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@cache
def inventory() -> dict[str, dict[str, Any]]:
    """The example's, as playbooks see it."""
    told = json.loads(ansible("ansible-inventory", "--list"))
    said = told.pop("_meta")["hostvars"]
    groups = {name: group.get("hosts", []) for name, group in told.items()}
    return {
        name: {
            **of,
            "groups": groups,
            "group_names": [group for group, hosts in groups.items() if name in hosts],
        }
        for name, of in said.items()
    }


def tasks(found: Any) -> Iterator[dict[str, Any]]:
    for task in found or []:
        yield task
        for inside in ("block", "rescue", "always", "tasks", "post_tasks", "pre_tasks"):
            yield from tasks(task.get(inside))


def test_there_is_a_playbook_for_each_verb() -> None:
    assert {path.stem for path in PLAYBOOKS} >= VERBS


def test_playbooks_read_well() -> None:
    ansible("ansible-playbook", "--syntax-check", "-e", "node=c", *PLAYBOOKS)


@pytest.mark.parametrize(
    "path", [*PLAYBOOKS, *TASKS], ids=lambda path: str(path.relative_to(DEPLOY))
)
def test_a_task_has_a_name_and_a_module_of_ansible_itself(path: Path) -> None:
    for task in tasks(yaml.safe_load(path.read_text())):
        assert task.get("name") or "import_playbook" in task, task
        others = {key for key in task if "." in key and not key.startswith("ansible.builtin.")}
        assert not others, task


@pytest.mark.parametrize(
    "path", [*PLAYBOOKS, *TASKS], ids=lambda path: str(path.relative_to(DEPLOY))
)
def test_no_task_renders_by_itself(path: Path) -> None:
    """Files of templates come from parts.yml, which deploy/rendering.py fills."""
    assert "ansible.builtin.template" not in path.read_text()


def texts(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        found = [*found.keys(), *found.values()]
    if isinstance(found, list):
        for each in found:
            yield from texts(each)
    elif isinstance(found, str):
        yield found


def test_what_stands_in_braces_is_read_as_it_is_meant() -> None:
    """A playbook that reads well as YAML may still fail when it comes to such a line."""
    variables = [*DEPLOY.glob("roles/*/vars/*.yml"), *DEPLOY.glob("playbooks/group_vars/*.yml")]
    for path in [*PLAYBOOKS, *TASKS, *variables]:
        for text in texts(yaml.safe_load(path.read_text())):
            try:
                Environment().parse(text)
            except TemplateSyntaxError as why:
                pytest.fail(f"{path}: {text}: {why}")


def test_each_template_is_a_file_of_a_part() -> None:
    named = {file["from"] for part in listed().values() for file in part.get("files", [])}
    there = {str(path.relative_to(ROLES)) for path in ROLES.glob("*/templates/*.j2")}
    included = {
        str(path.relative_to(ROLES))
        for path in ROLES.glob("*/templates/*.j2")
        if any(f'include "{path.name}"' in other.read_text() for other in ROLES.rglob("*.j2"))
    }
    assert named - there == set()
    assert there - named - included == ELSEWHERE


def test_each_change_is_heard() -> None:
    told = {
        file["tells"]
        for part in listed().values()
        for file in part.get("files", [])
        if "tells" in file
    }
    for path in TASKS:
        for task in tasks(yaml.safe_load(path.read_text())):
            notified = task.get("notify", [])
            told |= {notified} if isinstance(notified, str) else set(notified)
    handlers = [
        task
        for path in DEPLOY.glob("roles/*/handlers/*.yml")
        for task in yaml.safe_load(path.read_text())
    ]
    heard = {name for task in handlers for name in (task["name"], task.get("listen"))}
    assert {name for name in told if "{{" not in name} <= heard


@pytest.mark.parametrize("name", ["a", "b", "c", "vault1"])
def test_every_host_of_the_example_can_be_rendered(name: str) -> None:
    files = list(host(inventory(), name).files())
    assert len({file.path for file in files}) == len(files) > 0
    assert not [file.path for file in files if "\n{{" in file.text or "{%" in file.text]


def test_a_host_has_the_parts_of_its_groups_alone() -> None:
    assert {"stembus", "edge", "members", "consensus"} <= {*parts_of(inventory(), "a")}
    assert {*parts_of(inventory(), "c")} & {"stembus", "edge", "router", "log"} == set()


def test_a_host_has_certificates_that_are_made_and_no_key_of_an_authority() -> None:
    for name in inventory():
        assert {*host(inventory(), name).keys()} <= {*certificates()}


def test_an_edge_has_its_own_processes_first_and_the_other_sites_behind() -> None:
    known = host(inventory(), "b").known
    assert known["edge_servers"]["booth"] == ["192.0.2.21:8102"]
    assert known["edge_servers_elsewhere"]["booth"] == ["192.0.2.11:8102"]


def test_modes_are_those_that_systemd_sets_again_at_each_start() -> None:
    """roles/stembus/templates/tmpfiles.conf.j2 stands for them where no playbook is run."""
    here = host(inventory(), "a")
    files = {file.path: file for file in here.files()}
    lines = files["etc/tmpfiles.d/stembus.conf"].text.splitlines()
    said = {path[1:]: (mode, group) for _, path, mode, _, group in map(_words, lines) if path}
    made = {path: (file.mode, file.group) for path, file in files.items()}
    made |= {f"etc/stembus/tls/{name}.pem": ("0640", group) for name, group in here.keys().items()}
    assert {path: made[path] for path in said if path in made} == {
        path: said[path] for path in said if path in made
    }
    assert {path for path, (mode, _) in made.items() if mode != "0644"} <= {*said}


def _words(line: str) -> list[str]:
    words = line.split()
    return words if len(words) == 5 and words[0] == "z" else [""] * 5


def test_git_never_sees_a_secret() -> None:
    told = subprocess.run(["git", "ls-files", DEPLOY], cwd=DEPLOY, capture_output=True, text=True)
    keys = re.compile(r"\.(pem|key|crt)$|/secrets/")
    assert [
        name for name in told.stdout.splitlines() if keys.search(name) and "roles/" not in name
    ] == []


@pytest.mark.parametrize("name", ["run", "dev", "deploy", "patroni"])
def test_a_lock_has_hashes_and_names_no_registry(name: str) -> None:
    text = (DEPLOY.parent / f"requirements/{name}.txt").read_text()
    pins = re.findall(r"^[a-z0-9].*==.*$", text, re.MULTILINE)
    assert pins and all(pin.endswith("\\") for pin in pins)
    assert "://" not in text and "index-url" not in text
