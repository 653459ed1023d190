"""Template tags that name browser files with their integrity (see `assets.py`)."""

import json

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from stembus.assets import assets

register = template.Library()


@register.simple_tag
def asset(path: str) -> str:
    return assets().base + path


@register.simple_tag
def stylesheet(path: str = "style.css") -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}" integrity="{}">',
        assets().base + path,
        assets().integrity[path],
    )


@register.simple_tag
def module(entry: str) -> SafeString:
    """The script `entry`, its imports with their integrity, and the list by which the page
    checks all of them itself."""
    known = assets()
    imports = format_html_join(
        "\n",
        '<link rel="modulepreload" href="{}" integrity="{}">',
        ((known.base + path, known.integrity[path]) for path in known.closure(entry)),
    )
    script = format_html(
        '<script type="module" src="{}" integrity="{}"></script>',
        known.base + entry,
        known.integrity[entry],
    )
    return imports + script + _listing()


def _listing() -> SafeString:
    known = assets()
    listing = {"fingerprint": known.fingerprint, "base": known.base, "files": known.integrity}
    text = json.dumps(listing, separators=(",", ":")).replace("<", "\\u003c")
    # Our own file names and hashes; a data block is never executed.
    return mark_safe(f'<script type="application/json" id="assets">{text}</script>')  # noqa: S308
