"""The data package as one file of the site."""

from __future__ import annotations

from pathlib import Path

from scripts.archive import write_archive

NAME = "nato-asia-pacific-four-data.zip"


def offer_data(root: Path, work: Path, html: Path) -> Path:
    """Write the data package of the project into data/ of the site; `work` holds it while it is made."""
    from analysis.commands.export import report_export

    report_export(root / "seeds", work / "data")
    (html / "data").mkdir(exist_ok=True)
    # A reader of the standard looks for datapackage.json at the top of the zip.
    write_archive(work / "data", html / "data" / NAME, folder="")
    return html / "data" / NAME
