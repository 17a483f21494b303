"""scripts/lean_markup.py: what cells and entries repeat stands once, and nothing that is seen goes."""

from __future__ import annotations

import pytest

from scripts.lean_markup import GIVE_ROLES_BACK, fetch_labels, lean_code, lean_markup, uncoloured


def table(*rows: str) -> str:
    """Return a table as the book writes it."""
    head = '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Claim</th></tr></thead>'
    return f'<div class="report-table"><table role="table">{head}<tbody role="rowgroup">\n{"".join(rows)}\n</tbody></table></div>'


def row(*cells: str) -> str:
    return f'<tr role="row" id="a"><th role="rowheader" scope="row">one</th>{"".join(cells)}</tr>'


def cell(label: str, text: str = "x", more: str = "") -> str:
    return f'<td role="cell"{more} data-label="{label}">{text}</td>'


def test_the_labels_of_a_table_stand_once_in_its_style():
    html = lean_markup(
        table(
            row(cell("Grade"), cell("What &quot;it&quot; is")),
            row(cell("Grade"), cell("What &quot;it&quot; is")),
        )
    )
    assert (
        '<table style="--label-2:&quot;Grade&quot;;--label-3:&quot;What \\&quot;it\\&quot; is&quot;">' in html
    )
    assert "data-label" not in html and html.count("<td>x</td>") == 4


def test_classes_and_ids_of_cells_and_rows_stay():
    html = lean_markup(table(row(cell("Year", "2023", ' class="number"'))))
    assert '<td class="number">2023</td>' in html and '<tr id="a"><th scope="row">one</th>' in html


@pytest.mark.parametrize(
    "rows",
    [
        [row(cell("Grade")), row(cell("Other"))],
        [row(cell("Grade")), row("<td>x</td>")],
        [row(cell("Grade", more=' colspan="2"'))],
    ],
    ids=["two labels in a column", "a cell without", "a cell over two columns"],
)
def test_labels_stay_where_a_column_has_no_single_one(rows):
    html = lean_markup(table(*rows))
    assert 'data-label="Grade"' in html and "--label" not in html


def test_a_region_keeps_its_role_and_other_tables_are_left_alone():
    html = '<div role="region"><table class="docutils"><tr role="row"><td data-label="x">1</td></tr></table></div>'
    assert lean_markup(html) == html
    assert 'role="region"' in lean_markup(f'<div role="region">{table(row(cell("A")))}</div>')


def test_links_lose_a_class_that_only_the_build_reads():
    link = '<a class="reference-link" href="references.html#cite-a">A</a>'
    assert '<a href="references.html#cite-a">A</a>' in lean_markup(table(row(cell("Pages", link))))
    entry = '<a class="reference external" href="https://example.org">x</a>'
    html = f'<p>{entry}</p><div role="list" class="citation-list"><p>{entry}</p></div></section>'
    assert lean_markup(html).count("reference external") == 1


def test_a_stylesheet_finds_the_labels_in_both_places():
    css = fetch_labels("td[data-label]::before{content:attr(data-label) ': '}")
    assert css.startswith(
        ":is(td[data-label], [style^=\"--label\"] td)::before{content:var(--label, attr(data-label)) ': '}"
    )
    assert '[style^="--label"] td:nth-child(2) { --label: var(--label-2) }' in css
    assert fetch_labels("p{color:red}") == "p{color:red}"


@pytest.mark.browser
def test_a_reader_sees_the_label_of_a_cell_and_a_screen_reader_hears_of_a_table(browser):
    css = fetch_labels("td[data-label]::before{content:attr(data-label) ': '} td{display:block}")
    tab = browser.new_page()
    tab.set_content(
        f"<style>{css}</style>{lean_markup(table(row(cell('Grade &amp; more', 'B1')), row(cell('Grade &amp; more', 'C2'))))}"
    )
    tab.add_script_tag(content=GIVE_ROLES_BACK)
    content = tab.evaluate("getComputedStyle(document.querySelector('td'), '::before').content")
    roles = tab.evaluate(
        "[...document.querySelectorAll('table, table *')].map((one) => one.getAttribute('role'))"
    )
    tab.close()
    assert content == '"Grade & more: "'
    assert roles == [
        "table",
        "rowgroup",
        "row",
        "columnheader",
        "rowgroup",
        *["row", "rowheader", "cell"] * 2,
    ]


PYGMENTS = """
html[data-theme="light"] .highlight { background: #fefefe; color: #080808 }
html[data-theme="light"] .highlight .n { color: #080808 } /* Name */
html[data-theme="light"] .highlight .p { color: #080808 } /* Punctuation */
html[data-theme="light"] .highlight .w { color: #080808; font-weight: bold } /* Whitespace */
html[data-theme="light"] .highlight .k { color: #6730C5 } /* Keyword */
html[data-theme="dark"] .highlight { background: #2b2b2b; color: #F8F8F2 }
html[data-theme="dark"] .highlight .n { color: #f8f8f2 } /* Name */
html[data-theme="dark"] .highlight .p { color: #ABE338 } /* Punctuation */
html[data-theme="dark"] .highlight .w { color: #F8F8F2 } /* Whitespace */
"""


def test_only_marks_that_look_like_the_code_around_them_in_every_scheme_go():
    assert uncoloured(PYGMENTS) == {"n"}
    assert uncoloured("") == set()


def test_code_keeps_its_words_when_marks_go():
    block = '<div class="highlight"><pre><span></span><span class="k">for</span> <span class="n">a</span></pre></div>'
    lean = '<div class="highlight"><pre><span></span><span class="k">for</span> a</pre></div>'
    assert lean_code(block, {"n"}) == lean
    assert lean_code(block, set()) == block


def test_what_is_no_code_keeps_its_marks():
    assert lean_code('<p><span class="n">a</span></p>', {"n"}) == '<p><span class="n">a</span></p>'
