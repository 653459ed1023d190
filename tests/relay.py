"""A mail relay for tests: takes messages and keeps them, or refuses, or falls silent.

`answers` says what it does with an address (the first that is in the RCPT line): a reply such as
"550 no such mailbox"; or DROP_BEFORE, DROP_AFTER: the connection is gone before it says 354, or
after it has taken the message and before it says so.
"""

import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage

DROP_BEFORE, DROP_AFTER = "drop before", "drop after"
UNKNOWN = "550 no such mailbox"


class Relay(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self,
        answers: Mapping[str, str],
        tls: ssl.SSLContext | None = None,
        password: str = "",
        at: tuple[str, int] = ("127.0.0.1", 0),
    ) -> None:
        """With `tls` it speaks nothing else, or offers STARTTLS; with a `password` it wants it."""
        super().__init__(at, _Conversation)
        self.answers = dict(answers)
        self.contents: list[bytes] = []
        self.tls, self.starttls, self.password = tls, False, password

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def taken(self) -> list[EmailMessage]:
        return [_parsed(content) for content in self.contents]


def _parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


class _Conversation(socketserver.StreamRequestHandler):
    server: Relay
    disable_nagle_algorithm = True
    planned = ""
    known = False

    def setup(self) -> None:
        if self.server.tls and not self.server.starttls:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self) -> None:
        with suppress(ConnectionError):  # the mailer was killed
            self._talk()

    def _talk(self) -> None:
        self._say("220 relay")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "EHLO":
                self._offer()
            elif verb == "STARTTLS":
                self._encrypt()
            elif verb == "AUTH":
                self._log_in(line)
            elif self.server.password and not self.known:
                self._say("530 authentication required")
            elif verb == "RCPT":
                self._receiver(line)
            elif verb == "DATA":
                if self.planned == DROP_BEFORE or not self._take():
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 OK")

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _offer(self) -> None:
        encrypted = isinstance(self.request, ssl.SSLSocket)
        offered = "STARTTLS" if self.server.tls and not encrypted else "AUTH PLAIN"
        self._say(f"250-relay\r\n250 {offered}" if self.server.tls else "250 relay")

    def _encrypt(self) -> None:
        assert self.server.tls
        self._say("220 go on")
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def _log_in(self, line: str) -> None:
        given = b64decode(line.split(" ")[2]).decode()
        self.known = given == f"\0stembus\0{self.server.password}"
        self._say("235 welcome" if self.known else "535 wrong password")

    def _receiver(self, line: str) -> None:
        found = (what for address, what in self.server.answers.items() if address in line)
        self.planned = next(found, "250 OK")
        self._say("250 OK" if self.planned in (DROP_BEFORE, DROP_AFTER) else self.planned)

    def _take(self) -> bool:
        self._say("354 go on")
        content = b"".join(iter(self.rfile.readline, b".\r\n"))
        if not content.endswith(b"\n"):  # cut off
            return False
        self.server.contents.append(content)
        if self.planned == DROP_AFTER:
            return False
        self._say("250 taken")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def relay(
    *refused: str,
    answers: Mapping[str, str] | None = None,
    tls: ssl.SSLContext | None = None,
    password: str = "",
    starttls: bool = False,
    at: tuple[str, int] = ("127.0.0.1", 0),
) -> Iterator[Relay]:
    every = {**dict.fromkeys(refused, UNKNOWN), **(answers or {})}
    with Relay(every, tls, password, at) as server:
        server.starttls = starttls
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
