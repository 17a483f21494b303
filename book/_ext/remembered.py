"""What one build leaves for the next beside the doctrees: what took long and depends on its key alone.

A build from nothing finds nothing here. A draft finds what the draft before it made; it starts from nothing
itself where anything but the pages was changed (scripts/draft.py), so that no key must hold the code.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx


class Remembered:
    """A table on the disk, from a hash of what something is made from to it; forgets what was not used."""

    def __init__(self, app: Sphinx, name: str) -> None:
        self.file = Path(app.doctreedir) / f"{name}.json"
        try:
            self.old: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.old = {}
        self.used: dict[str, Any] = {}

    @staticmethod
    def key(*parts: Any) -> str:
        """Return the hash of what something is made from."""
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def get(self, key: str) -> Any:
        """Return what was made for a key, or None."""
        found = self.used.get(key, self.old.get(key))
        if found is not None:
            self.used[key] = found
        return found

    def put(self, key: str, value: Any) -> None:
        """Remember what was made."""
        self.used[key] = value

    def save(self) -> None:
        """Write what this build used."""
        self.file.write_text(json.dumps(self.used), encoding="utf-8")
