"""scripts/compare_trees.py: two folders are the same to the byte, or the first difference has a name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from scripts.compare_trees import NothingToCompare, compare, difference, main

ONE = {"index.html": "<p>a</p>\n<p>b</p>\n", "figures/rain.svg": "<svg/>", "empty/": ""}


def plant(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write a small tree; a name that ends in a slash is an empty folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir()
        else:
            path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


@pytest.fixture
def told(tmp_path, capsys):
    """Return a function that compares two small trees: exit code, and what was said."""

    def run(first: dict[str, str | bytes], second: dict[str, str | bytes]) -> tuple[int, str]:
        folders = [plant(tmp_path / "one", first), plant(tmp_path / "other", second)]
        code = main([str(folder) for folder in folders])
        return code, capsys.readouterr().out

    return run


def packed(members: dict[str, bytes], moment=(1980, 1, 1, 0, 0, 0), level=9) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in members.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text, compresslevel=level)
    return target.getvalue()


def test_the_same_trees_are_identical(told):
    assert told(ONE, ONE) == (0, "Identical: 3 files, byte for byte\n")


def test_the_first_difference_has_file_line_and_column(told):
    code, said = told(ONE, {**ONE, "index.html": "<p>a</p>\n<p>c</p>\n", "figures/rain.svg": "<svg/> "})
    assert code == 1
    assert said == (
        "The first difference:\n"
        "  figures/rain.svg, line 1, column 7:\n    '<svg/>'\n    '<svg/> '\n"
        "Files that differ as well:\n"
        "  index.html\n"
        "1 files are the same, 2 differ, 0 are only in the first folder, 0 only in the second\n"
    )


def test_what_is_in_one_tree_only_is_named(told):
    code, said = told({**ONE, "a.txt": "a"}, {**ONE, "b/c.txt": "c"})
    assert code == 1
    assert "one:\n  a.txt\n" in said and "other:\n  b/c.txt\n" in said
    assert "3 files are the same, 0 differ, 1 are only in the first folder, 1 only in the second" in said


def test_an_empty_folder_counts(told):
    code, said = told(ONE, {"index.html": ONE["index.html"], "figures/rain.svg": "<svg/>"})
    assert code == 1 and "one:\n  empty/\n" in said


def test_a_link_is_compared_by_where_it_leads(tmp_path):
    for name, target in (("one", "a"), ("other", "b")):
        plant(tmp_path / name, {"a": "same", "b": "same"})
        (tmp_path / name / "link").symlink_to(target)
    assert compare(tmp_path / "one", tmp_path / "other").different == ["link"]


def test_a_long_list_is_cut(told):
    many = {f"{number:02}.txt": "a" for number in range(30)}
    code, said = told({**ONE, **many}, ONE)
    assert code == 1 and "  19.txt\n  and 10 more\n" in said


@pytest.mark.parametrize(
    "first, second, where",
    [
        (b"a\nb\nc", b"a\nb\nd", "line 3, column 1:\n    'c'\n    'd'"),
        (b"a\nb", b"a\nb\n", "line 3: one of the texts has ended (2 and 3 lines)"),
        (b"a\r\nb", b"a\nb", "line 1, column 2:\n    'a\\r'\n    'a'"),
        ("a\u2028b".encode(), b"ab", "line 1, column 2:\n    'a\\u2028b'\n    'ab'"),
        (b"x" * 500 + b"1", b"x" * 500 + b"2", f"line 1, column 501:\n    '{'x' * 40}1'\n    '{'x' * 40}2'"),
        (b"\x89PNG\xff1", b"\x89PNG\xff2", "byte 5 (6 and 6 bytes)"),
        (b"ab\xff", b"ab\xffc", "byte 3 (3 and 4 bytes)"),
        (b"%PDF-1.7\n7 0 obj\n<</A 1>>", b"%PDF-1.7\n7 0 obj\n<</A 2>>", "byte 22 (25 and 25 bytes), in object 7 of the PDF"),
        (b"%PDF-1.6", b"%PDF-1.7", "byte 7 (8 and 8 bytes), in the head of the PDF"),
        (packed({"a": b"1"}), packed({"a": b"2"}), "member a, line 1, column 1:\n    '1'\n    '2'"),
        (packed({"a": b"1", "b": b"2"}), packed({"a": b"1"}), "member b is in the first archive only"),
        (packed({"a": b"1", "b": b"2"}), packed({"b": b"2", "a": b"1"}), "member 1 is a in one archive, and b in the other"),
        (packed({"a": b"1"}), packed({"a": b"1"}, (2026, 1, 2, 3, 4, 6)), "member a, its time: (1980, 1, 1, 0, 0, 0) and (2026, 1, 2, 3, 4, 6)"),
        (packed({"a.docx": packed({"w.xml": b"1"})}), packed({"a.docx": packed({"w.xml": b"2"})}), "member a.docx, member w.xml, line 1, column 1:\n    '1'\n    '2'"),
    ],
    ids=["text", "end", "line ends", "other ends of lines", "long line", "image", "longer", "pdf", "pdf head", "zip", "member", "order", "time", "nested"],
)  # fmt: skip
def test_a_difference_is_told_as_exactly_as_its_kind_allows(first, second, where):
    assert difference(first, second) == where


def test_the_same_members_packed_otherwise_are_a_difference():
    members = {"a": bytes(range(256)) * 40}
    assert difference(packed(members, level=9), packed(members, level=0)).startswith(
        "the packing of the same members, byte "
    )


@pytest.mark.parametrize(
    "spoil, words",
    [
        (lambda folder: None, "no such folder"),
        (lambda folder: folder.mkdir(), "an empty folder"),
        (lambda folder: folder.write_text("a"), "a file; name the folder around it"),
    ],
    ids=["missing", "empty", "file"],
)
def test_what_is_no_pair_of_trees_is_refused_in_words(tmp_path, capsys, spoil, words):
    """Two folders that are missing would else be identical."""
    plant(tmp_path / "one", ONE)
    spoil(tmp_path / "other")
    assert main([str(tmp_path / "one"), str(tmp_path / "other")]) == 2
    assert words in capsys.readouterr().err
    with pytest.raises(NothingToCompare):
        compare(tmp_path / "other", tmp_path / "other")
