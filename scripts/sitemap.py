"""The map of the site for search engines. It needs public addresses, so a report without one has no map."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from analysis.edition import Edition

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
FILE = "sitemap.xml"


def write_sitemap(site: Path, edition: Edition, pages: Iterable[str]) -> Path | None:
    """Write the map of the pages into the folder of the site; return it, or None without an address."""
    if not edition.identity.address:
        return None
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(f"{{{NAMESPACE}}}urlset")
    for page in pages:
        entry = ElementTree.SubElement(root, f"{{{NAMESPACE}}}url")
        ElementTree.SubElement(entry, f"{{{NAMESPACE}}}loc").text = edition.address(f"{page}.html")
        ElementTree.SubElement(entry, f"{{{NAMESPACE}}}lastmod").text = edition.date
    ElementTree.indent(root)
    target = site / FILE
    ElementTree.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)
    return target
