"""What the members agree on: keys in etcd, over its JSON gateway.

Every read and write is linearizable (etcd 3.4, https://etcd.io/docs/v3.4/learning/api/).
"""

import base64
import json
import ssl
import urllib.request
from dataclasses import dataclass
from typing import Any

SECONDS = 1.0

Json = dict[str, Any]


class Unreachable(Exception):
    """No majority answered: nothing is known."""


@dataclass(frozen=True, slots=True)
class Key:
    """`created` tells a key from one of the same name before or after; `changed`, its content."""

    name: str
    value: str
    created: int
    changed: int


class Consensus:
    def __init__(self, hosts: list[str], context: ssl.SSLContext) -> None:
        self.hosts, self.context = hosts, context

    def read(self, prefix: str) -> dict[str, Key]:
        """All keys under a prefix, at one moment."""
        end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        answer = self._ask("kv/range", {"key": _coded(prefix), "range_end": _coded(end)})
        return {key.name: key for key in map(_key, answer.get("kvs", []))}

    def change(self, conditions: list[Json], *changes: Json) -> bool:
        """All of the changes, if all of the conditions hold at that moment; else none."""
        success = [{_kind(each): each} for each in changes]
        answer = self._ask("kv/txn", {"compare": conditions, "success": success})
        return bool(answer.get("succeeded"))

    def _ask(self, path: str, content: Json) -> Json:
        body = json.dumps(content).encode()
        reasons = []
        for host in tuple(self.hosts):
            request = urllib.request.Request(f"https://{host}/v3/{path}", body)
            try:
                return self._answer(request)
            except (OSError, ValueError) as why:
                reasons.append(f"{host}: {why}")
                # The next time another one is asked first.
                self.hosts.remove(host)
                self.hosts.append(host)
        raise Unreachable("; ".join(reasons))

    def _answer(self, request: urllib.request.Request) -> Json:
        with urllib.request.urlopen(request, timeout=SECONDS, context=self.context) as got:  # noqa: S310
            found: Json = json.load(got)
            return found


def put(name: str, value: str) -> Json:
    return {"key": _coded(name), "value": _coded(value)}


def delete(name: str) -> Json:
    return {"key": _coded(name)}


def same(key: Key) -> Json:
    """It has not been deleted since."""
    return _compare(key.name, "CREATE", create_revision=key.created)


def unchanged(key: Key) -> Json:
    return _compare(key.name, "MOD", mod_revision=key.changed)


def _compare(name: str, target: str, **what: int) -> Json:
    ((field, value),) = what.items()
    return {"key": _coded(name), "target": target, "result": "EQUAL", field: str(value)}


def _kind(change: Json) -> str:
    return "request_put" if "value" in change else "request_delete_range"


def _key(raw: Json) -> Key:
    name, value = (base64.b64decode(raw.get(each, "")).decode() for each in ("key", "value"))
    return Key(name, value, int(raw["create_revision"]), int(raw["mod_revision"]))


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
