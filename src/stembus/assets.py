"""What the voter's browser runs: the files of `browser/`, their integrity and their fingerprint.

No bundle: each ES module is served as it stands in the repository, under a path that holds the
fingerprint of all of them, so that a page can't mix two versions and caches may keep it for ever.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from stembus.config import BROWSER

PROGRAMS = ("booth", "trustee", "authority", "login")
SERVED = ("style.css", *PROGRAMS, "page", "protocol", "vendor", "img")
SUFFIXES = {".js", ".css", ".svg"}
# What a module names: `from "./x.js"`, `import "./x.js"` and workers' `new URL("./x.js", …)`.
REFERENCE = re.compile(
    r"""(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)["'](\.{1,2}/[^"']+\.js)["']"""
)


@dataclass(frozen=True, slots=True)
class Assets:
    """`integrity` maps each served path to its hash in the form of SRI (W3C): `sha384-…`."""

    integrity: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """64 hexadecimal digits: SHA-256 over the lines `<integrity> <path>`, sorted by path."""
        lines = "".join(f"{self.integrity[path]} {path}\n" for path in sorted(self.integrity))
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def base(self) -> str:
        return f"/assets/{self.fingerprint[:32]}/"

    def closure(self, entry: str) -> list[str]:
        """The module `entry` and all that it imports, workers included, each once."""
        found: dict[str, None] = {}
        waiting = [entry]
        while waiting:
            path = waiting.pop()
            if path not in found:
                found[path] = None
                waiting.extend(_references(path))
        return list(found)


def _references(path: str) -> Iterator[str]:
    folder = PurePosixPath(path).parent
    for reference in REFERENCE.findall((BROWSER / path).read_text()):
        target = (BROWSER / folder / reference).resolve()
        yield target.relative_to(BROWSER).as_posix()


def _files() -> Iterator[Path]:
    for name in SERVED:
        path = BROWSER / name
        yield from (path.rglob("*") if path.is_dir() else [path])


@cache
def assets() -> Assets:
    """Read once for each process: what it serves does not change while it runs."""
    served = (path for path in _files() if path.is_file() and path.suffix in SUFFIXES)
    return Assets(
        {
            path.relative_to(BROWSER).as_posix(): _integrity(path.read_bytes())
            for path in sorted(served)
        }
    )


def _integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
