"""The operator's file of identity providers: docs/guides/single-sign-on.md."""

import json
from pathlib import Path
from typing import Any

NEEDED = {"id", "name", "server_url", "client_id", "secret", "domains"}
ENTRA = "addresses_are_verified"


def read(path: Path) -> dict[str, Any]:
    """allauth's settings from the operator's file; no providers without it.

    Read when the process starts: what is wrong in it stops the process, with a ValueError that
    names the field and quotes no value.
    """
    listed = json.loads(path.read_text()) if path.exists() else []
    if not isinstance(listed, list):
        raise ValueError(f"{path.name}: a list of providers is expected")
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [_app(each) for each in listed]}}


def _app(given: dict[str, Any]) -> dict[str, Any]:
    if missing := NEEDED - given.keys():
        raise ValueError(f"openid.json: a provider lacks {', '.join(sorted(missing))}")
    if unknown := given.keys() - NEEDED - {ENTRA}:
        raise ValueError(f"openid.json: unknown fields: {', '.join(sorted(unknown))}")
    domains = [str(domain).lower() for domain in given["domains"]]
    return {
        "provider_id": given["id"],
        "name": given["name"],
        "client_id": given["client_id"],
        "secret": given["secret"],
        "settings": {
            "server_url": given["server_url"],
            "domains": domains,
            # Without it an address counts only if the provider says that it is verified.
            "verified_email": domains if given.get(ENTRA) else False,
        },
    }
