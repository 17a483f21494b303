"""Files of the theme and of ours: their order on a page is not the disk's."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from conftest import ROOT


@pytest.fixture
def order_files(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    import page_files

    return page_files.order_files


def test_files_of_the_book_are_sorted_and_all_others_keep_their_place(order_files, tmp_path):
    (tmp_path / "_static" / "fonts").mkdir(parents=True)
    for name in ("b.css", "a.css", "fonts/c.css", "b.js", "a.js"):
        (tmp_path / "_static" / name).touch()
    of_the_configuration = ("z.css", {"media": "print"})
    config = SimpleNamespace(
        html_css_files=["theme.css", "fonts/c.css", "b.css", of_the_configuration, "a.css"],
        html_js_files=["b.js", "a.js"],
    )
    order_files(SimpleNamespace(srcdir=tmp_path), config)
    assert config.html_css_files == ["theme.css", "a.css", "b.css", of_the_configuration, "fonts/c.css"]
    assert config.html_js_files == ["a.js", "b.js"]


def test_a_book_without_files_of_its_own_is_left_alone(order_files, tmp_path):
    config = SimpleNamespace(html_css_files=["b.css", "a.css"], html_js_files=[])
    order_files(SimpleNamespace(srcdir=tmp_path), config)
    assert config.html_css_files == ["b.css", "a.css"] and config.html_js_files == []
