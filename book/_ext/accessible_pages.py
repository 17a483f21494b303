"""What theme, docutils and MyST-NB write so that screen readers get it wrong, written right.

=======================  =================================================================================
part of a page           what is mended
=======================  =================================================================================
sidebar                  lies in a landmark, so that whoever moves by landmarks meets it (a template)
switch, search button    a name that is what the button shows; titles of drawings contradicted it (templates)
=======================  =================================================================================

``scripts/site_checks.py`` finds what is wrong; styles are ``accessible.css`` and ``print.css``. Folded
code is named in :mod:`code_cells`, the list of references in :mod:`reference_uses`.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

TEMPLATES = Path(__file__).parent / "templates"


def add_templates(app: Sphinx, config: Config) -> None:
    """Put our templates before the theme's."""
    config.templates_path.insert(0, str(TEMPLATES))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register what is mended."""
    app.connect("config-inited", add_templates)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
