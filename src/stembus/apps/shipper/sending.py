"""One session with the log server, after which it has all that was sent or nothing is believed.

Syslog has no answer to a message, and what was written to a connection may still be lost with the
server. So each session ends as TLS sessions should: we say that nothing follows, and the server
says the same once it has read everything up to there.
"""

import fcntl
import os
import socket
import ssl
import termios
import time
from array import array

from stembus.config import LOG_CA, LOG_CERTIFICATE, LOG_KEY, LOG_SERVER

# Seconds to connect, and for the server to have it all safe.
CONNECT, PATIENCE = 5.0, 30.0


def send(frames: bytes) -> None:
    """Raises `OSError` if the server did not end the session in order."""
    host, _, port = LOG_SERVER.rpartition(":")
    raw = socket.create_connection((host.strip("[]"), int(port)), CONNECT)
    raw.settimeout(PATIENCE)
    with _context().wrap_socket(raw, server_hostname=host.strip("[]")) as session:
        session.sendall(frames)
        session.unwrap()
        _wait_until_taken(session)


def _wait_until_taken(connection: socket.socket) -> None:
    """A server that refuses our name ends the session in order too, without having read a byte.
    Then its system resets the connection, or never confirms what came after the end."""
    while connection.recv(1):
        pass
    deadline = time.monotonic() + CONNECT
    while _unconfirmed(connection):
        if error := connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(error, os.strerror(error))
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)


def _unconfirmed(connection: socket.socket) -> int:
    """Octets that the other system has not confirmed (SIOCOUTQ, tcp(7))."""
    found = array("i", [0])
    fcntl.ioctl(connection, termios.TIOCOUTQ, found)
    return found[0]


def _context() -> ssl.SSLContext:
    """TLS 1.3, the server's certificate checked; ours shown where there is one."""
    context = ssl.create_default_context(cafile=LOG_CA or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    if LOG_CERTIFICATE:
        context.load_cert_chain(LOG_CERTIFICATE, LOG_KEY or None)
    return context
