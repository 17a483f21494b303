"""Pages whose chapter was renamed or withdrawn: the old address says where it went, and leads there.

A page without script that works from a disk: a link, and a refresh for browsers that follow it. What comes
after a # in an old address is lost on the way; anchors of figures and tables that were renamed are kept on
their page (book/_ext/published_ids.py).

Weighed and left: sphinx-reredirects 1.1. Its page is a script with an empty body; with a template of our own
instead, what is left of it is one loop, and scripts/slim.py would have to leave its pages out.
"""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path

from analysis.edition import load_identity
from analysis.identifiers import became, kind_of, load_identifiers
from analysis.model import Identifier
from scripts.content_security_policy import with_policy

STYLE = "font: 1rem/1.5 sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem"
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{head}</head>
<body style="{style}">
<main>
<h1>{title}</h1>
{words}
</main>
</body>
</html>
"""


class RedirectFailure(Exception):
    """An old address cannot be kept; the text says which, and why."""


def page_title(path: Path) -> str:
    """Return the title of a built page, without the name of the book."""
    found = re.search(r"<title[^>]*>(.*?)</title>", path.read_text(encoding="utf-8"), re.DOTALL)
    return " ".join(unescape(found[1]).split()).split(" — ")[0] if found else path.stem


def address_of(name: str, html: Path) -> str | None:
    """Return the address of what bears an id, as a page of the site writes it; None where nothing does."""
    pages = {"chapter": name, "judgement": "index", "claim": "evidence"}
    kind = kind_of(name)
    page = html / f"{pages.get(kind, '')}.html"
    if kind in {"figure", "table"}:
        mark = re.compile(rf"""\bid=["']?{re.escape(name)}["'\s>]""")
        found = (path for path in sorted(html.glob("*.html")) if mark.search(path.read_text("utf-8")))
        page = next(found, page)
    anchor = "" if kind == "chapter" else f"#{name}"
    return f"{page.name}{anchor}" if page.is_file() else None


def redirect(one: Identifier, to: str, title: str, language: str, address: str = "") -> str:
    """Return the page at the old address of a chapter that was renamed."""
    target = escape(to, quote=True)
    head = (
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<link rel="canonical" href="{escape(address, quote=True)}{target}">\n'
    )
    renamed = one.renamed
    words = (
        f'<p>This page is now <a href="{target}">{escape(title)}</a>, since version {renamed.version}. '
        f"{escape(renamed.reason)}</p>"
    )
    return PAGE.format(
        title=f"Moved: {escape(one.named)}", head=head, words=words, language=language, style=STYLE
    )


def farewell(one: Identifier, instead: str | None, language: str) -> str:
    """Return the page at the address of a chapter that was withdrawn; `instead` is where to read on."""
    gone = one.withdrawn
    words = f"<p>This page was withdrawn in version {gone.version}. {escape(gone.reason)}</p>"
    target = escape(instead or "index.html", quote=True)
    words += f'\n<p><a href="{target}">{"Read this instead" if instead else "To the front page"}</a></p>'
    return PAGE.format(
        title=f"Withdrawn: {escape(one.named)}", head="", words=words, language=language, style=STYLE
    )


def write_redirects(root: Path, html: Path) -> list[str]:
    """Write a page for every chapter that has gone; return their names."""
    identifiers, identity = load_identifiers(root), load_identity(root)
    written, problems = [], []
    for one in identifiers:
        if one.kind != "chapter" or not one.gone:
            continue
        path = html / f"{one.id}.html"
        to = became(one.id, identifiers) if one.renamed else one.withdrawn.superseded_by
        target = address_of(to, html) if to else None
        place = f"book/identifiers.yml: {one.id}"
        if path.exists():
            problems.append(f"{place}: the book has a page of that name again; give it another")
        elif to and not target:
            problems.append(f"{place}: no page of {to} to lead to; name one that exists")
        else:
            if one.renamed:
                title = page_title(html / target)
                text = redirect(one, target, title, identity.language, identity.address)
            else:
                text = farewell(one, target, identity.language)
            path.write_text(with_policy(text), encoding="utf-8")
            written.append(path.name)
    if problems:
        raise RedirectFailure("\n".join(problems))
    return written
