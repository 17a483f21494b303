"""scripts/slim.py: light pages load less, and say and show the same; a site that is broken is refused."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
from pathlib import Path

import matplotlib
import pytest

from scripts.slim import SlimFailure, bundles, cut_font, slim

EARLY = "document.documentElement.dataset.theme = 'light';"
PAGE = """<!DOCTYPE html>
<html lang="en" data-content_root="{up}">
  <head>
    <meta charset="utf-8" /><meta name="viewport" content="width=device-width" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>{name}</title>
    <script data-cfasync="false">{early}</script>
    <!-- a note -->
    <link rel="stylesheet" href="{up}_static/theme.css?digest=1" />
    <link rel="stylesheet" href="{up}_static/report.css" />
    <link rel="preload" as="script" href="{up}_static/late.js" />
    <script src="{up}_static/first.js?v=1"></script>
    <script>var inline = 1</script>
    <script>DOCUMENTATION_OPTIONS.pagename = '{name}';</script>
    <script src="{up}_static/searchtools.js"></script>{more}
    <link rel="icon" href="{up}_static/favicon.svg" />
  </head>
  <body>
    <p class="used">One   <em>two</em> three</p>
    <pre>  kept
    as it is</pre>
    <a href="{up}_downloads/a.csv">data</a> <a href="https://example.org/x">out</a> <a href="#here">in</a>
    <script type="application/json">{{"a": 1}}</script>
    <script defer src="{up}_static/late.js"></script>
  </body>
</html>
"""
FILES = {
    "_static/theme.css": "/*! Licence */ .used{color:red;background:url(dot.png)} .unused{color:blue}",
    "_static/report.css": ".made{top:0}",
    "_static/first.js": "/* A library. License: BSD. */\nconst first = 1; // a note\nlet odd = () => 2",
    "_static/late.js": "(() => { document.body.className = 'made'; load('data.js'); })();\n//# sourceMappingURL=late.js.map",
    "_static/searchtools.js": "search()",
    "_static/register.js": "register()",
    "_static/data.js": "data",
    "_static/unused.js": "unused",
    "_static/locales/de.js": "unused",
    "_static/dot.png": "dot",
    "_static/favicon.svg": "<svg/>",
    "_downloads/a.csv": "a",
    "searchindex.js": "index",
    "objects.inv": "inventory",
}


@pytest.fixture
def plain(tmp_path):
    """Return a site of three pages, one in a folder, one with a script of its own."""
    for name, text in FILES.items():
        path = tmp_path / "html" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "html/annex").mkdir()
    own = '\n<script src="_static/register.js"></script>'
    for name, up, more in (("index", "", ""), ("evidence", "", own), ("annex/codes", "../", "")):
        text = PAGE.format(name=name, up=up, more=more, early=EARLY)
        (tmp_path / f"html/{name}.html").write_text(text)
    return tmp_path / "html"


def contents(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def loaded(site: Path, page: str) -> list[str]:
    """Return the addresses of scripts and stylesheets of a page, in order."""
    text = (site / page).read_text()
    return re.findall(r"(?:src|href)=[\"']?([^\"'\s>]*_static/[^\"'\s>]*\.(?:js|css))", text)


def test_all_pages_load_one_stylesheet_and_one_script(plain):
    slim(plain)
    assert [re.sub(r"\.[0-9a-f]{12}\.", ".", file) for file in loaded(plain, "index.html")] == [
        "_static/early.js", "_static/style.css", "_static/script.js"
    ]  # fmt: skip
    assert loaded(plain, "annex/codes.html") == [f"../{file}" for file in loaded(plain, "index.html")]


def test_what_one_page_needs_that_page_alone_loads_after_the_rest(plain):
    slim(plain)
    assert loaded(plain, "evidence.html")[:3] == loaded(plain, "index.html")
    assert re.fullmatch(r"_static/register\.[0-9a-f]{12}\.js", loaded(plain, "evidence.html")[3])


def test_scripts_run_in_their_order_each_ended_and_with_its_licence(plain):
    slim(plain)
    text = (plain / loaded(plain, "index.html")[2]).read_text()
    places = [
        text.index(word)
        for word in ("/*! A library. License: BSD. */", "const first", "var inline", "pagename", "(()=>{")
    ]
    assert places == sorted(places) and "let odd=()=>2\n;\n" in text
    assert "a note" not in text and "sourceMappingURL" not in text


def test_no_script_stands_in_a_page(plain):
    slim(plain)
    for page in plain.rglob("*.html"):
        scripts = re.findall(r"<script\b([^>]*)>", page.read_text())
        assert len(scripts) >= 3
        assert all("src=" in one or "application/json" in one for one in scripts)


def test_what_must_run_before_the_page_is_shown_still_does(plain):
    slim(plain)
    text = (plain / "index.html").read_text()
    early = re.search(r"<script src=\S*early\S*?>", text)
    assert early and "defer" not in early[0] and early.start() < text.index("stylesheet")
    assert (plain / loaded(plain, "index.html")[0]).read_text().strip().endswith(EARLY.replace(" = ", "="))


def test_the_name_of_a_page_stands_in_the_page(plain):
    slim(plain)
    assert "data-pagename=evidence" in (plain / "evidence.html").read_text()


def test_the_stylesheet_holds_what_can_match_and_the_address_of_what_it_shows(plain):
    slim(plain)
    css = (plain / loaded(plain, "index.html")[1]).read_text()
    assert css.strip() == "/*! Licence */\n.used{color:red;background:url(dot.png)}\n.made{top:0}"


def test_what_the_stylesheet_of_one_page_asks_for_stays_in_that_of_all(plain):
    (plain / "_static/theme.css").write_text(":root{--asked:red;--unasked:blue} .used{top:0}")
    (plain / "_static/own.css").write_text(".used{color:var(--asked)}")
    page = plain / "evidence.html"
    link = '<link rel="icon"'
    page.write_text(page.read_text().replace(link, f'<link rel="stylesheet" href="_static/own.css" />{link}'))
    slim(plain)
    everywhere, own = (file for file in loaded(plain, "evidence.html") if file.endswith(".css"))
    assert everywhere == loaded(plain, "index.html")[1]
    assert ":root{--asked:red}" in (plain / everywhere).read_text()
    assert (plain / own).read_text().strip() == ".used{color:var(--asked)}"


def test_files_that_nothing_names_go_and_all_others_stay(plain):
    slim(plain)
    left = {re.sub(r"\.[0-9a-f]{12}\.", ".", name) for name in contents(plain)}
    assert left == {
        "index.html", "evidence.html", "annex/codes.html", "objects.inv", "_downloads/a.csv",
        "_static/early.js", "_static/style.css", "_static/script.js", "_static/register.js",
        "_static/data.js", "_static/dot.png", "_static/favicon.svg",
    }  # fmt: skip
    assert not (plain / "_static/locales").exists()


def test_the_stock_search_is_loaded_by_the_page_that_shows_its_results(plain):
    page = plain / "evidence.html"
    page.write_text(page.read_text().replace("<body>", '<body><div id="search-results"></div>'))
    slim(plain)
    texts = {
        page: "".join((plain / file).read_text() for file in loaded(plain, page))
        for page in ("index.html", "evidence.html")
    }
    assert "search()" in texts["evidence.html"] and "search()" not in texts["index.html"]


def test_words_keep_their_spaces_and_code_its_lines(plain):
    slim(plain)
    text = (plain / "index.html").read_text()
    assert "One <em>two</em> three" in text and "<pre>  kept\n    as it is</pre>" in text
    assert text.count("viewport") == 1 and "a note" not in text


def test_the_name_of_a_file_tells_its_content_and_the_same_site_gives_the_same_bytes(plain, tmp_path):
    twin = shutil.copytree(plain, tmp_path / "twin")
    slim(plain)
    slim(twin)
    assert contents(plain) == contents(twin)
    for name, data in contents(plain).items():
        if match := re.search(r"\.([0-9a-f]{12})\.", name):
            assert hashlib.sha256(data).hexdigest().startswith(match[1])


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("_downloads/a.csv", "_downloads/gone.csv", "index.html refers to _downloads/gone.csv"),
        ("_static/late.js", "_static/gone.js", "index.html refers to _static/gone.js"),
        ("_static/report.css", "_static/gone.css", "index.html refers to _static/gone.css"),
    ],
)
def test_a_page_that_refers_to_a_missing_file_is_told(plain, old, new, told):
    page = plain / "index.html"
    page.write_text(page.read_text().replace(old, new))
    with pytest.raises(SlimFailure, match=re.escape(told)):
        slim(plain)


def test_a_missing_script_is_told_only_to_a_page_that_needs_it(plain):
    (plain / "searchindex.js").unlink()  # it is not made at all; the theme names it on every page
    page = plain / "index.html"
    page.write_text(page.read_text().replace("</head>", '<script src="searchindex.js"></script></head>'))
    slim(plain)
    assert "searchindex" not in page.read_text()
    page.write_text(
        f'<div id="search-results"></div><script src="searchindex.js"></script>{page.read_text()}'
    )
    with pytest.raises(SlimFailure, match=r"index\.html refers to searchindex\.js"):
        slim(plain)


def test_a_stylesheet_that_shows_a_missing_file_is_told(plain):
    (plain / "_static/dot.png").unlink()
    with pytest.raises(SlimFailure, match=r"_static/dot\.png"):
        slim(plain)


def test_a_folder_without_pages_is_told(tmp_path):
    with pytest.raises(SlimFailure, match="no pages"):
        slim(tmp_path)


@pytest.mark.parametrize(
    "lists, groups",
    [
        ([["a", "b"], ["a", "b"]], [["a", "b"]]),
        ([["a", "x", "b"], ["a", "b"]], [["a", "b"], ["x"]]),
        ([["a", "x", "y"], ["a"], ["a", "y", "x"]], [["a"], ["x", "y"]]),
        ([["x"], ["y"]], [["x"], ["y"]]),
    ],
)
def test_what_the_same_pages_load_goes_together(lists, groups):
    assert bundles(lists) == groups


def test_a_font_is_cut_to_the_letters_in_use():
    from fontTools.ttLib import TTFont

    source = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
    data = cut_font(source, {0x41, 0x42})
    assert len(data) < 3_000 and data == cut_font(source, {0x42, 0x41})
    head, _, content = data.partition(",")
    font = TTFont(io.BytesIO(base64.b64decode(content)))
    assert head == "data:font/woff2;base64" and set(font.getBestCmap()) == {0x41, 0x42}
