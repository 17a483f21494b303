"""Files that stand beside the extensions: what single pages load, and templates that go before the theme's.

The templates give the sidebar a landmark, so that whoever moves by landmarks meets it, and hide drawings
and key hints of the scheme switch and the search button, which contradicted the buttons' names.

They are offered at run time, for Jupyter Book loads all that lies in the folders of its configuration on
every page. It lists those in the order of the disk, which is another on each machine: they are sorted here.
Several extensions need this one; each may ask, and the first that asks is enough.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

FOLDER = Path(__file__).parent


def offer_static(app: Sphinx) -> None:
    """Let single pages load what stands in ``static``."""
    app.config.html_static_path.append(str(FOLDER / "static"))


def order_files(app: Sphinx, config: Config) -> None:
    """Sort the files that Jupyter Book found in ``_static``: it lists them as the disk of a machine does.

    What a configuration names beyond them keeps its place.
    """
    folder = app.srcdir / "_static"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    for listed in (config.html_css_files, config.html_js_files):
        places = [place for place, name in enumerate(listed) if isinstance(name, str) and name in found]
        for place, name in zip(places, sorted(listed[place] for place in places), strict=True):
            listed[place] = name


def offer_templates(app: Sphinx, config: Config) -> None:
    """Put the templates of this folder before the theme's."""
    config.templates_path.insert(0, str(FOLDER / "templates"))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register all three."""
    app.connect("config-inited", offer_templates)
    app.connect("config-inited", order_files)
    app.connect("builder-inited", offer_static)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
