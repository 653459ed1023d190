"""A provider's API for tests, over real HTTP: keeps what it is asked, and answers as planned.

DROP as an answer: the connection is gone after the request, before any answer.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

DROP = 0
Answer = tuple[int, object]


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found

    @property
    def fields(self) -> dict[str, str]:
        """Of a form, in either of its encodings."""
        kind = self.headers["content-type"]
        if kind.startswith("application/x-www-form-urlencoded"):
            return {name: values[-1] for name, values in parse_qs(self.body.decode()).items()}
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        parts = message_from_bytes(head + self.body, policy=policy.default).iter_parts()
        return {
            str(part.get_param("name", header="content-disposition")): part.get_content().strip()
            for part in parts
        }


@dataclass
class Provider:
    """`answers` are given in turn, the last one for ever."""

    url: str
    answers: list[Answer]
    requests: list[Request] = field(default_factory=list)

    def answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def provider(*answers: Answer) -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept.requests.append(Request(self.path, headers, self.rfile.read(size)))
            status, content = kept.answer()
            if status == DROP:
                self.close_connection = True
                return
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept = Provider(f"http://127.0.0.1:{server.server_address[1]}", list(answers))
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield kept
        server.shutdown()
