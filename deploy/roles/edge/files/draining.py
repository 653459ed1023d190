"""Takes a host's processes out of an edge, or back in: `draining.py VERB ADDRESS SOCKET`.

drain   nothing new goes there; ends once nothing that was sent is under way
return  waits until each is found well, then sends to it again
"""

import csv
import io
import os
import socket
import sys
import time

PATIENCE = {"drain": 70, "return": 90}


def ask(path: str, command: str) -> str:
    with socket.socket(socket.AF_UNIX) as edge:
        edge.connect(path)
        edge.sendall(f"{command}\n".encode())
        return b"".join(iter(lambda: edge.recv(65536), b"")).decode().strip()


def servers(path: str, address: str) -> list[dict[str, str]]:
    """Those of the host: one for each web process."""
    told = ask(path, "show stat").removeprefix("# ")
    rows = csv.DictReader(io.StringIO(told))
    return [row for row in rows if row["addr"].rpartition(":")[0].strip("[]") == address]


def well(row: dict[str, str]) -> bool:
    # An asterisk means that the next check is under way.
    return (
        row["check_status"].removeprefix("* ") in ("L7OK", "L7OKC") and "DOWN" not in row["status"]
    )


def main(verb: str, address: str, path: str) -> None:
    if not os.path.exists(path):  # an edge that does not run yet sends nothing
        return
    until = {"drain": lambda row: row["scur"] == "0", "return": well}[verb]
    if verb == "drain":
        say(path, address, "drain")
    deadline = time.monotonic() + PATIENCE[verb]
    while not all(map(until, servers(path, address))):
        if time.monotonic() > deadline:
            raise SystemExit(
                f"{verb}: {[(r['svname'], r['status']) for r in servers(path, address)]}"
            )
        time.sleep(0.2)
    if verb == "return":
        say(path, address, "ready")


def say(path: str, address: str, state: str) -> None:
    for row in servers(path, address):
        if answer := ask(path, f"set server {row['pxname']}/{row['svname']} state {state}"):
            raise SystemExit(answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
