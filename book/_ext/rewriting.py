"""Which pages are written anew where only some were read: also those that show something of the pages read.

Sphinx writes the pages it has read. Other pages show their titles (every sidebar), their places (register and
references), their figures and tables (links, citations). A build from nothing writes all pages anyway; a
draft (scripts/draft.py) must be the same as one from nothing, which its tests hold it to.
"""

from __future__ import annotations

from typing import Any

from remembered import Remembered
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

ON_EVERY_PAGE = "every page"
#: What pages tell of others, by the pages on which it shows.
SHARED = {
    "claim_uses": "evidence",
    "reference_uses": "references",
    "shown_anchors": ON_EVERY_PAGE,
    "shown_titles": ON_EVERY_PAGE,
    "toctree_includes": ON_EVERY_PAGE,
}


def shared_state(env: BuildEnvironment) -> dict[str, str]:
    """Return a hash of what the pages read so far tell of each other, by kind."""
    told: dict[str, Any] = {name: getattr(env, name, {}) for name in SHARED}
    told["titles"] = {page: title.astext() for page, title in env.titles.items()}
    # The labels of a heading are its page's own matter, unless another page leads there.
    told["labels"] = {**env.domaindata["std"]["labels"], **env.domaindata["std"]["anonlabels"]}
    return {name: Remembered.key(repr(_sorted(value))) for name, value in told.items()}


def _sorted(value: Any) -> Any:
    return sorted(value.items()) if isinstance(value, dict) else value


def pages_to_read(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Note the state before any page is read; have those read whose cells were run again."""
    app.state_before = shared_state(env) if env.all_docs else None
    run_anew = app.config.pages_run_anew
    return run_anew() if callable(run_anew) else run_anew or []


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that show what has changed."""
    before, after = app.state_before, shared_state(env)
    if before is None:
        return []
    changed = {SHARED.get(name, ON_EVERY_PAGE) for name in after if after[name] != before[name]}
    return sorted(env.found_docs if ON_EVERY_PAGE in changed else changed & env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register both."""
    app.setup_extension("evidence_marks")
    # A list of pages, or a function that returns it: a draft's chapters may still run until it is asked.
    app.add_config_value("pages_run_anew", None, "")
    app.connect("env-get-outdated", pages_to_read)
    app.connect("env-updated", pages_to_write, priority=900)  # after all that collects
    return {"parallel_read_safe": True, "parallel_write_safe": True}
