"""make serve: the draft in a browser, only for this machine, reloaded on every save."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from scripts import draft, serve


@pytest.fixture
def project(tmp_path):
    """Return a project with a draft of one page, and a whole site that has a PDF beside it."""
    for name, content in {
        f"{draft.SITE}/index.html": "<html><head><title>A</title></head><body>Draft</body></html>",
        "_build/html/index.html": "the whole site",
        "_build/html/pdf/a.pdf": "%PDF",
        "secret.txt": "not for reading",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def in_a_thread(run):
    """Run a coroutine where no event loop runs: other tests leave that of a browser in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


def ask(project, *requests, problem=""):
    """Return the answers to requests, each a path and its headers."""

    async def run():
        shown = serve.Draft(project)
        shown.problem = problem
        socket, port = bind_unused_port(address=serve.ADDRESS)
        server = HTTPServer(serve.application(shown))
        server.add_socket(socket)
        client = AsyncHTTPClient()
        try:
            return [
                await client.fetch(f"http://{serve.ADDRESS}:{port}{path}", headers=headers, raise_error=False)
                for path, headers in requests
            ]
        finally:
            server.stop()

    return in_a_thread(run)


def test_a_page_of_the_draft_comes_with_the_script_that_reloads_it(project):
    page, script = ask(project, ("/", {}), (serve.SCRIPT, {}))
    assert b"Draft" in page.body and b'<script defer src="/-/reload.js"></script></head>' in page.body
    assert script.headers["Content-Type"].startswith("text/javascript") and b"EventSource" in script.body
    assert page.headers["Cache-Control"] == "no-store"


def test_what_a_draft_does_not_have_comes_from_the_last_whole_site(project):
    (answer,) = ask(project, ("/pdf/a.pdf", {}))
    assert (answer.body, answer.headers["Content-Type"]) == (b"%PDF", "application/pdf")


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/no-such-page.html", {}, 404),
        ("/../../secret.txt", {}, 404),
        ("/%2e%2e/%2e%2e/%2e%2e/secret.txt", {}, 404),
        ("/index.html", {"Host": "example.org"}, 403),
        ("/index.html", {"Host": "localhost"}, 200),
    ],
)
def test_nothing_else_is_given_and_to_nobody_else(project, path, headers, code):
    (answer,) = ask(project, (path, headers))
    assert answer.code == code and b"not for reading" not in answer.body


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_a_wrong_port_is_told(port, capsys):
    assert serve.main([port]) == 1
    assert "is no port; write PORT=8000" in capsys.readouterr().err


def test_a_port_in_use_is_told_with_another(capsys, monkeypatch):
    socket, port = bind_unused_port(address=serve.ADDRESS)
    with socket, ThreadPoolExecutor(1) as pool:
        assert pool.submit(serve.main, [str(port)]).result() == 1
    assert f"take another with PORT={port + 1}" in capsys.readouterr().err


def test_files_of_editors_do_not_make_a_draft():
    names = ["divisions.md", ".divisions.md.swp", "divisions.md~", "__pycache__", "draft.ipynb"]
    assert [name for name in names if serve.is_input(None, f"/book/{name}")] == ["divisions.md"]


def test_a_problem_is_told_to_pages_that_open_later(project):
    """The stream of events never ends by itself, so its first lines are read from the socket."""

    async def run():
        shown = serve.Draft(project)
        shown.problem = "book/a.md: it is <wrong>"
        socket, port = bind_unused_port(address=serve.ADDRESS)
        server = HTTPServer(serve.application(shown))
        server.add_socket(socket)
        reader, writer = await asyncio.open_connection(serve.ADDRESS, port)
        writer.write(f"GET {serve.EVENTS} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        found = await asyncio.wait_for(reader.readuntil(b"\n\n"), 10)
        shown.tell("made", "")
        found += await asyncio.wait_for(reader.readuntil(b"made"), 10)
        writer.close()
        server.stop()
        return found.decode()

    told = in_a_thread(run)
    assert "event: problem" in told and f"data: {json.dumps('book/a.md: it is <wrong>')}" in told
