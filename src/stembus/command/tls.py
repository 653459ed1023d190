"""How a web process is reached: over TLS 1.3, by holders of a certificate of the edge's authority.

A caller is known by who signed for it: granian does not compare names.
"""

import argparse
from pathlib import Path
from typing import Any


def settings(options: argparse.Namespace) -> dict[str, Any]:
    """granian's, of two files, which each new worker reads; none without them."""
    from granian.constants import SSLProtocols

    if not options.certificate and not options.callers:
        return {}
    if not (options.certificate and options.callers):
        raise SystemExit("stembus: --certificate and --callers go together")
    if options.process == "standalone":
        raise SystemExit("stembus: TLS is for a process of its own, behind the edge")
    certificate, callers = Path(options.certificate), Path(options.callers)
    for file in (certificate, callers):
        file.open().close()
    return {
        "ssl_cert": certificate,
        "ssl_key": certificate,
        "ssl_protocol_min": SSLProtocols.tls13,
        "ssl_ca": callers,
        "ssl_client_verify": True,
    }
