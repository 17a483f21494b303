"""The whole site as one file, to be handed on and opened without a network.

The same site gives the same bytes: names are sorted, and times and rights are fixed.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import zipfile
from pathlib import Path

OFFERED = "downloads"  # folder of the site in which its archive lies
EARLIEST = 315532800  # 1980-01-01, before which a zip knows no time


VERSIONED = re.compile(r"-20\d\d\.\d+\.\d+(?:-[0-9a-f]+)?\.zip$")


def write_archive(
    site: Path, target: Path, folder: str | None = None, seconds: int | None = None
) -> None:
    """Write all files of a folder into a zip, below one folder: named like the zip, or as given, or none.

    All are of one moment: that of `seconds`, else of SOURCE_DATE_EPOCH, which the build sets.
    """
    if seconds is None:
        seconds = int(os.environ.get("SOURCE_DATE_EPOCH", EARLIEST))
    date_time = time.gmtime(max(EARLIEST, seconds))[:6]
    aside = target.with_name(f"{target.name}.part")
    above = f"{target.name.removesuffix('.zip') if folder is None else folder}/".removeprefix("/")
    try:
        with zipfile.ZipFile(aside, "w") as archive:
            for path in sorted(path for path in site.rglob("*") if path.is_file()):
                entry = zipfile.ZipInfo(f"{above}{path.relative_to(site).as_posix()}", date_time)
                entry.create_system = 3  # the rights below are those of Unix, on any system
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o100644 << 16
                archive.writestr(entry, path.read_bytes(), compresslevel=9)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def archive_site(site: Path, target: Path) -> None:
    """Put the archive of a site at a place: a copy of the one that the site offers, where it does."""
    offered = site / OFFERED / target.name
    if offered.is_file():
        aside = target.with_name(f"{target.name}.part")
        shutil.copyfile(offered, aside)
        aside.replace(target)
    else:
        write_archive(site, target)


def forget_others(archive: Path) -> None:
    """Delete the archives of other versions that lie beside one."""
    for other in set(archive.parent.glob("*.zip")) - {archive}:
        if VERSIONED.search(other.name):
            other.unlink()
