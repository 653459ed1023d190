"""Two programs for a network namespace: one that listens, one that tries whom it reaches.

`listen` takes doors from standard input, answers at each of them, and says so with a line.
`knock` takes a user and doors, becomes that user, and prints the doors that answered.
"""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Iterable
from typing import cast

Door = tuple[str, str, int]  # address, protocol, port
# What is refused on the way out says so at once; what is dropped on the way in does not.
PATIENCE = 3.0


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        self.transport.sendto(data, addr)


async def _greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"!")
    writer.close()


async def listen(doors: Iterable[Door]) -> None:
    loop, servers = asyncio.get_running_loop(), []
    for address, protocol, port in doors:
        if protocol == "tcp":
            servers.append(await asyncio.start_server(_greet, address, port))
        else:
            await loop.create_datagram_endpoint(Echo, (address, port))
    print("listening", flush=True)
    await asyncio.sleep(600)


async def _answers(source: str | None, door: Door) -> bool:
    address, protocol, port = door
    loop = asyncio.get_running_loop()
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, kind) as tried:
        tried.setblocking(False)
        try:
            if source:
                tried.bind((source, 0))
            async with asyncio.timeout(PATIENCE):
                await loop.sock_connect(tried, (address, port))
                if protocol == "udp":
                    await loop.sock_sendall(tried, b"?")
                return bool(await loop.sock_recv(tried, 1))
        except OSError:  # TimeoutError too
            return False


async def knock(sources: list[str | None], doors: list[Door]) -> list[Door]:
    """From each source, where there are any, at the doors of its family."""
    tried = [
        (source, door)
        for source in sources
        for door in doors
        if source is None or (":" in source) == (":" in door[0])
    ]
    answers = await asyncio.gather(*(_answers(*each) for each in tried))
    return [door for (_, door), answered in zip(tried, answers, strict=True) if answered]


def main() -> None:
    order = json.load(sys.stdin)
    if sys.argv[1] == "listen":
        asyncio.run(listen(order))
        return
    os.setgroups([])
    os.setgid(order["user"])
    os.setuid(order["user"])
    print(json.dumps(asyncio.run(knock(order["sources"], order["doors"]))))


if __name__ == "__main__":
    main()
