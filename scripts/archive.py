"""The whole site as one file, to be handed on and opened without a network.

The same site gives the same bytes: names are sorted, and times and rights are fixed.
"""

from __future__ import annotations

import os
import re
import time
import zipfile
from pathlib import Path

EARLIEST = 315532800  # 1980-01-01, before which a zip knows no time


VERSIONED = re.compile(r"-20\d\d\.\d+\.\d+(?:-[0-9a-f]+)?\.zip$")


def archive_name(root: Path) -> str:
    """Return the name of the archive, without suffix: that of the edition, which says if it was published."""
    from analysis import load, load_edition

    return load_edition(load(root / "seeds").references, root).slug


def write_archive(site: Path, target: Path) -> None:
    """Write all files of a folder into a zip, below one folder that is named like the zip."""
    moment = max(EARLIEST, int(os.environ.get("SOURCE_DATE_EPOCH", EARLIEST)))
    date_time = time.gmtime(moment)[:6]
    aside, folder = target.with_name(f"{target.name}.part"), target.name.removesuffix(".zip")
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path in sorted(path for path in site.rglob("*") if path.is_file()):
                entry = zipfile.ZipInfo(f"{folder}/{path.relative_to(site).as_posix()}", date_time)
                entry.create_system = 3  # the rights below are those of Unix, on any system
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o100644 << 16
                archive.writestr(entry, path.read_bytes())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def publish(root: Path, name: str) -> Path:
    """Write the archive of the site in _build/html/ beside it, under a name; those of other versions go."""
    target = root / "_build" / f"{name}.zip"
    write_archive(root / "_build/html", target)
    for other in set(target.parent.glob("*.zip")) - {target}:
        if VERSIONED.search(other.name):
            other.unlink()
    return target
