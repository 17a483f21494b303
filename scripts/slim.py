"""Make a built site light: fewer requests, and no rule, script, icon or file that no page uses.

    .venv/bin/python -m scripts.slim _build/html

The pages that Jupyter Book writes work as they are; these say and show the same. What the same pages
load becomes one stylesheet (scripts/stylesheets.py drops the rules that cannot match) and one script
that runs when the page is read. No script stands in a page itself, and the policy that each page then
gets forbids any (scripts/content_security_policy.py). File names carry a hash of what is in them, so a
browser never mixes two versions; the same pages give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import io
import posixpath
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

import minify_html
import rjsmin

from scripts.content_security_policy import with_policy
from scripts.lean_markup import GIVE_ROLES_BACK, fetch_labels, lean_code, lean_markup, uncoloured
from scripts.stylesheets import Names, icons, inline_imports, purge

# What only pages of a certain kind need: the script goes from all pages that the pattern is not found in.
NEEDED_BY = {
    "fontawesome.js": r"\bdata-fa-",  # draws icons a second time; the icon font shows them without it
    "bootstrap.js": r'data-bs-(?:toggle="(?!tooltip")|dismiss|ride|slide|spy)|"pst-collapse-sidebar-button"',
    "searchtools.js": r'id="search-results"',
    "doctools.js": r'id="search-results"|id="genindex',  # keys for that search, and folds of an index
    "sphinx_highlight.js": r'id="search-results"',  # marks what that search found
    "language_data.js": r'id="search-results"',
    "searchindex.js": r'id="search-results"',
}
DATA = {"searchindex.js", "_static/search_records.js"}  # words of the book, not names of classes
# Where a browser refuses to store anything, reading the store throws, and one script would take all with it.
STORE_NOTHING = """try { localStorage.length; } catch {
  const nothing = { getItem() { return null; }, setItem() {}, removeItem() {} };
  Object.defineProperty(window, "localStorage", { value: nothing, configurable: true });
}"""
TYPED = range(0x20, 0x7F)  # what a reader may type into a field though no page has it
KEPT = {"objects.inv", "_static/fonts/OFL.txt"}  # for other books to read; the licence of the typeface
PAGE_NAME = re.compile(r"DOCUMENTATION_OPTIONS\.pagename = '([^']*)';")
LICENCE = re.compile(r"\A\s*/\*(?!!)(?=(?:(?!\*/).)*licen[sc]e)", re.S | re.I)
SCRIPT = re.compile(r"[ \t]*<script\b(?P<attributes>[^>]*)>(?P<code>.*?)</script>\n?", re.S)
LINK = re.compile(r"[ \t]*<link\b(?P<attributes>[^>]*)>\n?")
ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
ADDRESS = re.compile(r"""\s(?:href|src|poster|data)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
OUTSIDE = re.compile(r"[a-z][\w+.-]*:|//|#|$", re.I)
HERE = "\0"  # where the first stylesheet stood


class SlimFailure(Exception):
    """The site cannot be made light; the text says which page is at fault."""


@dataclass
class Page:
    """A page while it is worked on; addresses are relative to the top of the site."""

    name: str
    text: str
    early: list[str] = field(default_factory=list)  # code that must run before anything is shown
    scripts: list[str] = field(default_factory=list)  # files, and code that stands in the page, in order
    styles: list[str] = field(default_factory=list)

    def local(self, address: str) -> str | None:
        """Return the file that an address of this page leads to, or None if it leads out of the page."""
        if OUTSIDE.match(address):
            return None
        path = unquote(re.split(r"[?#]", unescape(address))[0])
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.name), path))

    def address(self, file: str) -> str:
        """Return the address of a file of the site, as this page must write it."""
        return escape(posixpath.relpath(file, posixpath.dirname(self.name) or "."))

    def linked(self) -> set[str]:
        """Return the files that this page refers to."""
        return {file for pair in ADDRESS.findall(self.text) if (file := self.local(pair[0] or pair[1]))}


def attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag."""
    return {name.lower(): unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(text)}


def is_needed(file: str, text: str) -> bool:
    """Tell whether a page with this text needs a file to which it refers."""
    kind = NEEDED_BY.get(posixpath.basename(file))
    return kind is None or re.search(kind, text) is not None


def read_page(name: str, text: str) -> Page:
    """Take the scripts and stylesheets out of a page; where the first stylesheet stood stays a mark."""
    page, late = Page(name, text), []

    def take_script(match: re.Match[str]) -> str:
        given = attributes(match["attributes"])
        file = page.local(given["src"]) if "src" in given else None
        if given.get("type", "text/javascript") != "text/javascript" or ("src" in given and not file):
            return match[0]  # data, a module, or from another host
        if not is_needed(file or "", text):
            return ""
        if file is None and "stylesheet" not in text[: match.start()]:
            page.early.append(match["code"].strip())
        elif file is None:
            page.scripts.append(PAGE_NAME.sub(named, match["code"].strip()))
        else:
            (late if "defer" in given else page.scripts).append(file)
        return ""

    def named(match: re.Match[str]) -> str:
        names.append(match[1])  # an attribute instead, so that this code is the same on every page
        return "DOCUMENTATION_OPTIONS.pagename = document.documentElement.dataset.pagename;"

    def take_link(match: re.Match[str]) -> str:
        given = attributes(match["attributes"])
        kinds, file = given.get("rel", "").lower().split(), page.local(given.get("href", "#"))
        if "preload" in kinds and given.get("as") == "script":
            return ""
        if kinds != ["stylesheet"] or file is None or given.get("media", "all") != "all":
            return match[0]
        page.styles.append(file)
        return HERE if len(page.styles) == 1 else ""

    names: list[str] = []
    head, end, body = text.partition("</head>")
    page.text = SCRIPT.sub(take_script, LINK.sub(take_link, head)) + end + SCRIPT.sub(take_script, body)
    if names:
        page.text = page.text.replace("<html", f'<html data-pagename="{escape(names[0])}"', 1)
    page.scripts = list(dict.fromkeys([*page.scripts, *late]))
    page.styles = list(dict.fromkeys(page.styles))
    return page


def write_head(page: Page, files: dict[str, str]) -> None:
    """Put the new files of a page where its first stylesheet stood."""

    def addresses(parts: list[str]) -> list[str]:
        return [page.address(file) for file in dict.fromkeys(files[part] for part in parts)]

    head = [f'<script src="{address}"></script>' for address in addresses(page.early)]
    head += [f'<link rel="stylesheet" href="{address}" />' for address in addresses(page.styles)]
    head += [f'<script defer src="{address}"></script>' for address in addresses(page.scripts)]
    place, after = (HERE, "") if HERE in page.text else ("</head>", "</head>")
    page.text = page.text.replace(place, "\n".join(head) + "\n" + after, 1)


def squeeze(text: str) -> str:
    """Write a page shorter: no comments, no spaces that are not seen, no needless quotes, one viewport."""
    for spare in re.findall(r'<meta name="viewport"[^>]*>', text)[1:]:
        before, _, after = text.rpartition(spare)
        text = before + after
    return minify_html.minify(
        text, keep_closing_tags=True, keep_html_and_head_opening_tags=True, keep_input_type_text_attr=True
    )


def bundles(lists: list[list[str]]) -> list[list[str]]:
    """Group what pages load, in order: what the same pages load goes together, what all load comes first."""
    users: dict[str, list[int]] = {}
    for number, files in enumerate(lists):
        for file in files:
            users.setdefault(file, []).append(number)
    groups: dict[tuple[int, ...], list[str]] = {tuple(range(len(lists))): []}
    for file, numbers in users.items():
        groups.setdefault(tuple(numbers), []).append(file)
    return [group for group in groups.values() if group]


def cut_font(source: Path, code_points: Iterable[int]) -> str:
    """Return a font with these letters only, as a data address.

    A file of its own would come late, and the page would move; and from a disk Firefox loads no font at all.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    options = Options(notdef_outline=True, hinting=False)
    options.layout_features = [*options.layout_features, "tnum"]  # for columns of numbers
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return f"data:font/woff2;base64,{base64.b64encode(written.getvalue()).decode('ascii')}"


class Site:
    """The folder of a built site, and what of it is in use."""

    def __init__(self, html: Path) -> None:
        self.html = html
        self.made: set[str] = set()  # files written here
        self.merged: set[str] = set()  # files whose text now stands in another
        self.used = set(KEPT)

    def read(self, file: str) -> str:
        """Return the text of a file that is merged into another."""
        self.merged.add(file)
        return (self.html / file).read_text(encoding="utf-8")

    def write(self, stem: str, suffix: str, content: bytes | str) -> str:
        """Write a file whose name tells its content; return its address."""
        data = content.encode() if isinstance(content, str) else content
        file = f"_static/{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{suffix}"
        (self.html / file).write_bytes(data)
        self.made.add(file)
        return file

    def code(self, scripts: Iterable[str]) -> str:
        """Return scripts, files or code, as one; a semicolon ends each before the next starts."""
        texts = [self.read(one) if one.endswith(".js") else one for one in scripts]
        short = [rjsmin.jsmin(LICENCE.sub("/*!", text), keep_bang_comments=True) for text in texts]
        # Behind a semicolon, the "use strict" of the first is no word to those after it.
        start = ";" if len(short) > 1 else ""
        return start + "\n;\n".join(text.strip() for text in short) + "\n"

    def sheets(self, files: Iterable[str]) -> str:
        """Return stylesheets as one, as they are but for their imports."""
        return fetch_labels("\n".join(inline_imports(file, self.read) for file in files))

    def write_style(self, stem: str, css: str, names: Names, beside: str) -> str:
        """Write a stylesheet with only what can match, and with fonts cut to the letters in use.

        What the sheets `beside` it ask for, a custom property or an icon, stays too.
        """
        css = purge(css, replace(names, text=names.text + beside))
        letters = {ord(letter) for letter in names.text} | set(TYPED)

        def face(match: re.Match[str]) -> str:
            sources = re.findall(r"""url\(["']?([^"')]+)["']?\)\s*format\(["']woff2["']\)""", match[0])
            if not sources:
                return match[0]
            used = letters if "fontawesome" not in sources[0] else icons(css) | icons(beside)
            return re.sub(
                r"src:(?:[^;}\"']|\"[^\"]*\"|'[^']*')*",
                f'src:url("{cut_font(self.html / sources[0], used)}") format("woff2")',
                match[0],
            )

        def moved(match: re.Match[str]) -> str:
            if OUTSIDE.match(match[2]):
                return match[0]
            if not (self.html / match[2]).is_file():
                raise SlimFailure(f"A stylesheet of {stem} refers to {match[2]}, which is not in the site")
            self.used.add(match[2])
            return f"url({match[1]}{posixpath.relpath(match[2], '_static')}{match[1]})"

        css = re.sub(r"@font-face\{[^}]*\}", face, css)
        return self.write(stem, "css", re.sub(r"""url\((["']?)(?!data:)([^"')]+)\1\)""", moved, css))

    def drop_unused(self, pages: list[Page]) -> None:
        """Delete the files that nothing names; a script may load a file by its bare name."""
        text = "\n".join([page.text for page in pages] + [(self.html / file).read_text(encoding="utf-8")
                          for file in sorted(self.made) if file.endswith((".js", ".css"))])  # fmt: skip
        linked = self.made | self.used | {file for page in pages for file in page.linked()}
        static = self.html / "_static"
        for path in [*self.html.glob("*.js"), *sorted(static.rglob("*"), reverse=True)]:
            file = path.relative_to(self.html).as_posix()
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
            elif path.is_file() and file not in linked and (file in self.merged or path.name not in text):
                path.unlink()


def missing_files(html: Path, pages: Iterable[Page]) -> list[str]:
    """Return a line for each file that a page refers to and needs, and that the site does not have."""
    remedy = "which is not in the site; take the link out or add the file"
    return [f"{page.name} refers to {file}, {remedy}"
            for page in pages for file in sorted(page.linked())
            if not (html / file).exists() and is_needed(file, page.text)]  # fmt: skip


def slim(html: Path) -> None:
    """Make the site in a folder light, in place."""
    site = Site(html)
    names = [path.relative_to(html).as_posix() for path in sorted(html.rglob("*.html"))]
    texts = {name: (html / name).read_text(encoding="utf-8") for name in names if not name.startswith("_")}
    if not texts:
        raise SlimFailure(f"{html} has no pages")
    if missing := missing_files(html, [Page(name, text) for name, text in texts.items()]):
        raise SlimFailure("\n".join(missing))
    pages = [read_page(name, text) for name, text in texts.items()]
    code_sheet = html / "_static/pygments.css"
    plain = uncoloured(code_sheet.read_text(encoding="utf-8")) if code_sheet.is_file() else set()
    lean = [lean_code(lean_markup(page.text), plain) for page in pages]
    for page, text in zip(pages, lean, strict=True):
        page.early = [STORE_NOTHING, *page.early] if page.scripts else page.early
        page.scripts += [GIVE_ROLES_BACK] * ("<table" in "".join(lean))
        page.text = text

    def stem(group: list[str], usual: str) -> str:
        everywhere = all(group[0] in [*page.early, *page.scripts, *page.styles] for page in pages)
        files = [Path(one).stem for one in group if one.endswith((".js", ".css"))]
        return usual if everywhere else re.sub(r"[^\w-]+", "-", files[-1]) if files else "page"

    code = [(group, usual, site.code(group)) for usual, kind in (("early", "early"), ("script", "scripts"))
            for group in bundles([getattr(page, kind) for page in pages])]  # fmt: skip
    makers = [site.code(one for one in group if one not in DATA) for group, _, _ in code]
    known = Names.of((page.text for page in pages), makers)
    files: dict[str, str] = {}
    for group, usual, text in code:
        files |= dict.fromkeys(group, site.write(stem(group, usual), "js", text))
    sheets = [(group, site.sheets(group)) for group in bundles([page.styles for page in pages])]
    for group, css in sheets:
        beside = "".join(text for other, text in sheets[1:] if other is not group)
        files |= dict.fromkeys(group, site.write_style(stem(group, "style"), css, known, beside))
    for page in pages:
        write_head(page, files)
    site.drop_unused(pages)
    if missing := missing_files(html, pages):
        raise SlimFailure("\n".join(missing))
    for page in pages:
        # Last, so that the hashes in the policy are those of the styles as they are then.
        (html / page.name).write_text(with_policy(squeeze(page.text)), encoding="utf-8")


if __name__ == "__main__":
    try:
        slim(Path(sys.argv[1]))
    except SlimFailure as failure:
        sys.exit(str(failure))
