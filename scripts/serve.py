"""Show the draft in a browser, make it anew on every save, and have the browser reload.

    make serve            at http://127.0.0.1:8000/
    make serve PORT=8001

Only this machine can reach it. What a draft does not have (PDFs, brief, data package) comes from the last
whole site in _build/html/, if there is one. What is wrong with an edit shows here and at the page's foot.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import mimetypes
import socket
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.web import Application, HTTPError, RequestHandler
from watchfiles import Change, awatch

from scripts import build, draft

ADDRESS = "127.0.0.1"
PORT = 8000
HOSTS = ("127.0.0.1", "localhost")  # in a request; another name that leads here is somebody else's page
SCRIPT = "/-/reload.js"
EVENTS = "/-/events"
# Its own file, not in the page: the policy of the pages forbids scripts in them.
RELOAD = """"use strict";
const events = new EventSource("/-/events");
events.addEventListener("made", () => location.reload());
events.addEventListener("problem", (event) => {
  let box = document.getElementById("draft-problem");
  if (!box) {
    box = document.createElement("pre");
    box.id = "draft-problem";
    box.setAttribute("role", "status");
    box.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:40vh;overflow:auto;margin:0;" +
      "padding:1em;background:#fff;color:#8b0000;border-top:4px solid #8b0000;white-space:pre-wrap;" +
      "z-index:9999";
    document.body.append(box);
  }
  box.textContent = JSON.parse(event.data);
});
"""


class Draft:
    """The draft and those who look at it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.listeners: set[asyncio.Queue[tuple[str, str]]] = set()
        self.problem = ""

    async def make(self, why: str = "") -> bool:
        """Make the draft; tell all who look at it that it is made, or what is wrong."""
        started = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(self.root / "scripts/draft.py"), cwd=self.root,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            _, told = await process.communicate()
        except asyncio.CancelledError:
            process.terminate()
            raise
        if process.returncode == 0:
            self.problem = ""
            self.tell("made", "")
            print(f"{why}made in {time.monotonic() - started:.1f} s", flush=True)
        else:
            self.problem = told.decode(errors="replace").strip()
            self.tell("problem", self.problem)
            print(f"{why}\n{self.problem}\n", file=sys.stderr, flush=True)
        return process.returncode == 0

    def tell(self, event: str, text: str) -> None:
        """Tell every page that is open."""
        for listener in self.listeners:
            listener.put_nowait((event, text))

    async def watch(self) -> None:
        """Make the draft anew whenever something it is made from was saved."""
        tops = [self.root / name for name in build.INPUTS if (self.root / name).exists()]
        async for changes in awatch(*tops, watch_filter=is_input, debounce=100, step=20):
            names = sorted({Path(path).name for _, path in changes})
            if not draft.is_up_to_date(self.root):
                await self.make(f"{', '.join(names[:3])}{' and others' if len(names) > 3 else ''}: ")


def is_input(change: Change, path: str) -> bool:
    """Tell whether a saved file is one that the book is made from, not an editor's own."""
    return not any(build.LITTER.search(part) for part in Path(path).parts[-3:])


def find(folders: Iterable[Path], name: str) -> Path | None:
    """Return a file of the first folder that has it, never one outside; of a folder its index.html."""
    for folder in folders:
        path = (folder / name.lstrip("/")).resolve()
        path = path / "index.html" if path.is_dir() else path
        if path.is_file() and path.is_relative_to(folder.resolve()):
            return path
    return None


class Page(RequestHandler):
    """A file of the draft, or else of the last whole site; pages get the script that reloads them."""

    def initialize(self, draft: Draft) -> None:
        """Take the draft."""
        self.draft = draft
        self.news: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    def prepare(self) -> None:
        """Refuse requests under a name that is not this machine's."""
        if self.request.host_name not in HOSTS:
            raise HTTPError(403, reason="ask for it as http://127.0.0.1")

    async def get(self, name: str) -> None:
        """Answer."""
        self.set_header("Cache-Control", "no-store")
        if f"/{name}" == SCRIPT:
            self.set_header("Content-Type", "text/javascript")
            self.write(RELOAD)
            return
        if f"/{name}" == EVENTS:
            await self.stream()
            return
        path = find([self.draft.root / draft.SITE, self.draft.root / "_build/html"], name)
        if path is None:
            raise HTTPError(404, reason="no such file in the draft or in the last whole site")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        text = kind.startswith("text/") or kind.endswith(("javascript", "json"))
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        content = path.read_bytes()
        if path.suffix == ".html":
            script = f'<script defer src="{SCRIPT}"></script></head>'.encode()
            content = content.replace(b"</head>", script, 1)
        self.write(content)

    async def stream(self) -> None:
        """Send what happens to the draft, as server-sent events, until the page is closed."""
        self.set_header("Content-Type", "text/event-stream")
        self.draft.listeners.add(self.news)
        if self.draft.problem:
            self.news.put_nowait(("problem", self.draft.problem))
        with contextlib.suppress(StreamClosedError):
            await self.flush()
            while True:
                event, text = await self.news.get()
                self.write(f"event: {event}\ndata: {json.dumps(text)}\n\n")
                await self.flush()

    def on_connection_close(self) -> None:
        """Forget a page that was closed; at the next news its stream ends."""
        self.draft.listeners.discard(self.news)
        self.news.put_nowait(("closed", ""))


def application(draft: Draft) -> Application:
    """Return what answers requests."""
    return Application([(r"/(.*)", Page, {"draft": draft})], log_function=lambda _: None)


def listen(port: int) -> socket.socket:
    """Return a socket that listens on this machine alone; tornado's own way leaves it open where it fails."""
    listening = socket.create_server((ADDRESS, port))
    listening.setblocking(False)
    return listening


async def serve(root: Path, port: int) -> None:
    """Serve until interrupted."""
    shown = Draft(root)
    server = HTTPServer(application(shown))
    server.add_socket(listen(port))
    print("Making the draft", flush=True)
    await shown.make()
    print(f"The draft is at http://{ADDRESS}:{port}/ (Ctrl-C ends)", flush=True)
    await shown.watch()


def main(arguments: list[str]) -> int:
    """Run from the command line; return the exit code."""
    asked = arguments[0] if arguments else str(PORT)
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        print(f"Error: '{asked}' is no port; write PORT=8000 or another number up to 65535", file=sys.stderr)
        return 1
    try:
        asyncio.run(serve(build.ROOT, int(asked)))
    except OSError as error:
        remedy = f"; take another with PORT={int(asked) + 1}" if "in use" in str(error) else ""
        print(f"Error: port {asked}: {error.strerror or error}{remedy}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("\nEnded", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
