"""Marks in downloaded notebooks: plain Jupyter can show all that is left of them."""

from __future__ import annotations

import copy
import importlib.util
import json

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.myst_role import myst_role_plugin

SPEC = importlib.util.spec_from_file_location("notebook_marks", ROOT / "book/_ext/notebook_marks.py")
notebook_marks = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(notebook_marks)

JUPYTER = MarkdownIt("js-default", {"html": True, "linkify": False})  # raw HTML is live, as in Jupyter
CHIP = '[El País 07 (¶3) B2](evidence.html#elpais-07 "elpais-07: It is so.")'
OTHER = CHIP.replace("07", "08")
ERROR = "[✗ " + CHIP[1:]


class Report:
    """A renderer whose every word stands here; label and title of a chip can be chosen."""

    def __init__(self, label: str = "El País {} (¶3) B2", title: str = "{}: It is so."):
        self.label, self.title = label, title

    def chips(self, role, text):
        return [
            (self.label.replace("{}", name[-2:]), f"evidence.html#{name}", self.title.replace("{}", name))
            for name in text.replace(" ", "").split(",")
        ]

    def citations(self, text):
        return [(f"NATO {key}", f"references.html#cite-{key}") for key in text.split(",")]

    def judgement(self, name):
        return f"**It holds** ({name}).\n\nEvidence for: none."

    def judgements(self, options):
        return f"- one of {json.dumps(options)}"


def notebook(*sources, outputs=()):
    """Return a notebook with one code cell and a Markdown cell for each source."""
    code = {"cell_type": "code", "source": "'{claim}`elpais-07`'", "outputs": list(outputs), "metadata": {}}
    return {
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [code, *({"cell_type": "markdown", "source": source, "metadata": {}} for source in sources)],
    }  # fmt: skip


def glue(name, text, prefix="application/papermill.record/"):
    """Return the output that myst_nb.glue makes."""
    metadata = {"scrapbook": {"name": name, "mime_prefix": prefix}}
    return {"output_type": "display_data", "metadata": metadata, "data": {f"{prefix}text/plain": text}}


def render(source, report=None, outputs=(), glued=None):
    """Return what becomes of one Markdown cell."""
    return notebook_marks.render_notebook(notebook(source, outputs=outputs), report or Report(), glued)[
        "cells"
    ][1]["source"]


def html(markdown):
    return BeautifulSoup(JUPYTER.render(markdown), "html.parser")


@pytest.mark.parametrize(
    ("mark", "markdown"),
    [
        ("{claim}`elpais-07`", CHIP),
        ("{claim}`elpais-07, elpais-08`", f"{CHIP} {OTHER}"),
        ("{reported-error}`elpais-07`", ERROR),
        ("{cite}`a`", "([NATO a](references.html#cite-a))"),
        ("{cite}`a,b`", "([NATO a](references.html#cite-a); [NATO b](references.html#cite-b))"),
        ("{nb-download}`methods.ipynb`", "`methods.ipynb`"),
        ("{claim}``elpais-07``", CHIP),
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "So it is {}, they say.", "# On {}", "- one\n- two {}", "> {}", "| a |\n|---|\n| {} |"]
)
def test_a_role_becomes_links_wherever_it_stands(mark, markdown, around):
    assert render(around.replace("{}", mark)) == around.replace("{}", markdown)


def test_a_mark_may_go_on_in_the_next_line():
    assert render("{claim}`elpais-07,\nelpais-08`") == f"{CHIP} {OTHER}"


@pytest.mark.parametrize(
    "text",
    [
        "`{claim}` is a role",
        "write `` {claim}`elpais-07` `` so",
        "write ``` {cite}`a` and ``x`` ``` so",
        "```python\n{claim}`elpais-07`\n```",
        "````md\n```{judgement} judgement-1\n```\n````",
        "````md\n:::{assessment}\n{claim}`elpais-07`\n:::\n````",
        "text\n\n    {claim}`elpais-07`",
        "% {claim}`elpais-07`",
        "\\{claim}`elpais-07`",
        "{ref}`there` and ```{note}\nthis\n```",
        "---\n",
        "",
    ],
)
def test_what_only_shows_a_mark_stays(text):
    assert render(text) == text


def test_a_mark_after_a_code_span_or_a_lone_backtick_is_a_mark():
    assert render("`x` {claim}`elpais-07`") == f"`x` {CHIP}"
    assert render("```` {claim}`elpais-07`") == f"```` {CHIP}"
    assert render("\\` {claim}`elpais-07`") == f"\\` {CHIP}"
    assert render("- a ` b\n- {claim}`elpais-07`") == f"- a ` b\n- {CHIP}"


def test_text_between_rules_is_no_front_matter():
    assert render("---\n\n{claim}`elpais-07`\n\n---\n") == f"---\n\n{CHIP}\n\n---\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("'three'", "three"), ("0.81", "0.81"), ('"it\'s"', "it's"), ("<b>", "&#60;b&#62;"), (["'thr", "ee'"], "three"), ("'a_b*'", "a&#95;b&#42;")],
)  # fmt: skip
def test_a_glued_value_is_read_from_the_outputs(text, shown):
    for prefix in ("", "application/papermill.record/"):
        assert render("All {glue:text}`n`.", outputs=[glue("n", text, prefix)]) == f"All {shown}."
        named = [glue(f"{prefix}n", text, prefix)]
        assert render("All {glue:text}`n`.", outputs=named) == f"All {shown}."


def test_a_glued_value_is_read_from_what_myst_nb_wrote_beside_the_notebook():
    assert render("All {glue:text}`n`.", glued={"n": glue("n", "'three'", prefix="")}) == "All three."


def test_the_notebook_s_own_output_goes_first_and_the_last_of_a_name_counts():
    outputs = [glue("n", "2"), glue("n", "3")]
    assert render("{glue:text}`n`", outputs=outputs, glued={"n": glue("n", "1")}) == "3"


def test_a_name_that_nothing_glues_is_named():
    with pytest.raises(KeyError, match="no cell glues a value named 'lost'"):
        render("All {glue:text}`lost`.", outputs=[glue("n", "1"), {"output_type": "stream", "text": "x"}])


def test_an_assessment_becomes_a_quotation_with_its_marks_rendered():
    source = ":::{assessment}\nSo {claim}`elpais-07`.\n\n- `{cite}` {cite}`a`\n:::"
    assert render(source) == (
        f"> **Assessment.**\n>\n> So {CHIP}.\n>\n> - `{{cite}}` ([NATO a](references.html#cite-a))"
    )


def test_a_list_in_an_assessment_stays_a_list():
    page = html(render(":::{assessment}\n- one {claim}`elpais-07`\n- two\n:::"))
    assert [item.text for item in page.blockquote.find_all("li")] == ["one El País 07 (¶3) B2", "two"]


def test_a_judgement_becomes_a_quotation():
    assert (
        render("```{judgement} judgement-4\n```") == "> **It holds** (judgement-4).\n>\n> Evidence for: none."
    )
    assert (
        render(":::{judgement} judgement-4\n:::") == "> **It holds** (judgement-4).\n>\n> Evidence for: none."
    )


def test_judgements_get_the_options_of_their_directive():
    assert render("```{judgements}\n```") == "> - one of {}"
    assert (
        render("```{judgements}\n:chapter: outlook\n:short:\n```")
        == '> - one of {"chapter": "outlook", "short": ""}'
    )


@pytest.mark.parametrize(
    ("mark", "words"),
    [("```{rerun}\n```", "at the end of its page"), ("```{register} elpais\n```", "evidence.html"), ("```{bibliography}\n:all:\n```", "references.html")],
)  # fmt: skip
def test_a_part_that_only_the_book_has_is_named(mark, words):
    text = render(mark)
    assert words in text and "built book" in text
    assert html(text).p.em.text == text.strip("*")


def test_a_quotation_keeps_apart_from_its_neighbours():
    page = html(
        render("Before.\n:::{assessment}\nInside.\n:::\nAfter.\n```{judgement} j\n```\n```{judgement} k\n```")
    )
    assert [item.name for item in page.find_all(recursive=False)] == [
        "p",
        "blockquote",
        "p",
        "blockquote",
        "blockquote",
    ]
    assert [item.text for item in page.find_all("p", recursive=False)] == ["Before.", "After."]


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("- ```{judgement} j\n  ```\n- two", "ul > li > blockquote"),
        ("- one\n  ```{judgement} j\n  ```\n  more", "ul > li > blockquote"),
        ("1. one\n\n   :::{assessment}\n   {claim}`elpais-07`\n   :::", "ol > li > blockquote a"),
        ("> said\n> ```{judgement} j\n> ```\n> more", "blockquote > blockquote"),
        (":::::{assessment}\nSo.\n\n```{judgement} j\n```\n:::::", "blockquote > blockquote"),
    ],
)
def test_a_directive_in_a_list_or_quotation_stays_there(source, path):
    page = html(render(source))
    assert page.select_one(path) and "```" not in page.text and "more" not in page.select_one(path).text
    assert len(page.find_all(recursive=False)) == 1


def test_lines_or_text_a_source_keeps_its_form():
    assert render(["So\n", "{claim}`elpais-07`\n", "it is"]) == ["So\n", f"{CHIP}\n", "it is"]
    assert render(["So\n", "it is"]) == ["So\n", "it is"]


def test_nothing_but_markdown_cells_changes_and_the_argument_never():
    given_one = notebook(
        "{claim}`elpais-07`", ":::{assessment}\nx\n:::", outputs=[glue("n", "{claim}`elpais-07`")]
    )
    given_one["cells"].append({"cell_type": "raw", "source": "{claim}`elpais-07`", "metadata": {}})
    before = copy.deepcopy(given_one)
    result = notebook_marks.render_notebook(given_one, Report())
    assert given_one == before
    assert json.dumps(result["cells"][0]) == json.dumps(before["cells"][0])
    assert result["cells"][3] == before["cells"][3]
    assert {**result, "cells": []} == {**before, "cells": []}
    result["cells"][0]["outputs"].clear()
    assert given_one == before


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "](x)", "[a](b)", '" onclick="x', "\\", "a\\", "'\"", "*b* _i_ `c` ~~d~~", "&lt;", "$x$", "a | b", "![i](j)", "{claim}`elpais-07`", "a\n\n# b"],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "| a |\n|---|\n| {} |", ":::{assessment}\n{}\n:::"])
def test_what_a_statement_says_is_text(text, around):
    check_one_link(render(around.replace("{}", "{claim}`x`"), Report(text, text)), text)


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_label_and_title_make_one_link_and_no_live_mark_up(text):
    check_one_link(render("So {claim}`x`.", Report(text, text)), text)


def check_one_link(markdown: str, text: str) -> None:
    """Assert that the Markdown shows one link with just this text and title, and nothing else that is live."""
    links, depth, shown, title = 0, 0, "", ""
    tokens = [token for block in JUPYTER.parse(markdown) for token in [block, *(block.children or [])]]
    for token in tokens:
        assert token.type not in (
            "html_inline",
            "html_block",
            "image",
            "code_inline",
            "em_open",
            "s_open",
            "heading_open",
        )
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "link_open":
            links, title = links + 1, token.attrs.get("title", "")
            assert token.attrs["href"] == "evidence.html#x"
        elif depth and token.type == "text":
            shown += token.content
    assert (links, depth) == (1, 0)
    flat = " ".join(text.replace("{}", "x").split())
    assert (shown, title) == (flat, flat)


@given(st.text("{}`\\: claimte\n", max_size=40))
def test_roles_are_found_where_myst_finds_them(text):
    parser = MarkdownIt("zero").enable(["backticks", "escape"]).use(myst_role_plugin)
    tokens = [token for token in parser.parseInline(text)[0].children if token.type == "myst_role"]
    found = [item for item in notebook_marks.INLINE.finditer(text) if item["role"]]
    assert [(item["role"], item["text"].replace("\n", " ")) for item in found] == [
        (token.meta["name"], token.content) for token in tokens
    ]


# A fence has its line for itself: a role that shares it with backticks is no longer what it was, once replaced.
PIECES = ["{claim}`elpais-07`", "{cite}`a`", " ` ", " `` ", "\n", "\n\n", "- ", "  ", "> ", "text", "\\", "\n```python\n", "\n```\n",
          "\n:::{assessment}\n", "\n::::{assessment}\n", "\n:::\n", "\n::::\n", "> :::{assessment}\n", "\n```{judgement} j\n",
          "- ```{judgement} j\n", "{glue:text}`n`"]  # fmt: skip


@example("> :::{assessment}\n> ", "")  # on which colon_fence fails if no line end follows
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), st.text())
def test_no_mark_is_left_and_code_cells_never_change(source, code):
    page = notebook(source, outputs=[glue("n", "1")])
    page["cells"][0]["source"] = code
    result = notebook_marks.render_notebook(page, Report())
    assert result["cells"][0] == page["cells"][0]
    left = notebook_marks.PARSER.parse(result["cells"][1]["source"] + "\n")
    fences = [token.info for token in left if token.type.endswith("fence")]
    assert not [info for info in fences if info.startswith(("{assessment}", "{judgement}"))]
    paragraphs = [token.content for token in left if token.type == "inline"]
    assert not [
        text for text in paragraphs if any(item["role"] for item in notebook_marks.INLINE.finditer(text))
    ]
