"""What a page of the site may load and run: its own files, and nothing that stands in the page itself.

Text of the evidence is escaped wherever it is written. Should one place forget to, the browser still runs no
script that came with it, asks no other host, sends no form away and follows no other base address.

The policy stands in the page, for no server is needed to read the book: scripts/slim.py writes it, once no
script is left in the pages, and scripts/redirects.py. On a disk, ``'self'`` is every file of the disk: there
the policy keeps out what stands in a page and what comes from the network, not another file beside it.
Pages that Sphinx has just made carry scripts of the theme; a policy would break them, so they have none.
"""

from __future__ import annotations

import base64
import hashlib
import re

#: Styles that stand in pages: the theme's for browsers without script, and matplotlib's in each drawing. They
#: are allowed by what they say, so that no other style is.
STYLES = (
    ".pst-js-only { display: none !important; }",
    "*{stroke-linejoin: round; stroke-linecap: butt}",
)
CHARSET = re.compile(r"<meta\s+charset=[^>]*>", re.I)
HEAD = re.compile(r"<head\b[^>]*>", re.I)


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def policy(styles: tuple[str, ...] = ()) -> str:
    """Return the policy of a page in which these styles stand."""
    rules = {
        "default-src": "'none'",  # no plugin, frame, worker, sound, or request of a script
        "script-src": "'self'",
        "style-src": " ".join(["'self'", *map(_hash, styles)]),
        # Attributes carry lengths of bars, labels of cells and colours of drawings: thousands, each its own.
        # They load nothing: an image of a style comes under img-src.
        "style-src-attr": "'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "data:",
        "form-action": "'self'",
        "base-uri": "'none'",
    }
    return ";".join(f"{name} {value}" for name, value in rules.items())


def with_policy(html: str) -> str:
    """Return a page with its policy, before anything that it rules."""
    rules = policy(tuple(style for style in STYLES if f">{style}</style>" in html))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    found = CHARSET.search(html) or HEAD.search(html)
    if not found:
        raise ValueError("a page without a head cannot have a policy")
    return f"{html[: found.end()]}{meta}{html[found.end() :]}"
