"""Files that hold a secret."""

import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """For its owner alone. Refuses to overwrite: it may be the only copy of another secret."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
