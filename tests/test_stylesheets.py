"""scripts/stylesheets.py: a rule stays if it could match; what nothing asks for goes."""

from __future__ import annotations

import pytest

from scripts.stylesheets import Names, icons, inline_imports, purge

PAGE = '<html data-theme="light"><body><div id="top" class="card wide"><p>One</p><table><tr><td>1</td></tr></table></div></body></html>'
SCRIPT = (
    'element.className = "popup"; document.querySelector(".only-looked-for"); list.dataset.rowKind = "x";'
)
NAMES = Names.of([PAGE], [SCRIPT])


def kept(css: str) -> str:
    return purge(css, NAMES).strip()


@pytest.mark.parametrize(
    "selector",
    [
        "p", ".card", "#top", "div.card.wide > p", "*", ":root", "a:not(.gone), p", "p:not(.gone)", ".card:hover::before",
        "html[data-theme=dark] .card", "p:is(.gone, :first-child)", "div:has(.gone, table)", "[data-row-kind]",
        "tr:nth-child(2n + 1 of .gone)", ".popup", "details[open] .card, .card", "P", "input[type=x], td",
    ],
)  # fmt: skip
def test_a_rule_that_could_match_stays(selector):
    assert "color" in kept(f"{selector}{{color:red}}")


@pytest.mark.parametrize(
    "selector",
    [
        ".gone", "#gone", "ul", "div.card.gone", ".card > .gone", "p:is(.gone, #gone)", ":where(.gone) p", "div:has(.gone)",
        "[data-gone] p", ".only-looked-for", "p.gone:hover",
    ],
)  # fmt: skip
def test_a_rule_that_cannot_match_goes(selector):
    assert kept(f"{selector}{{color:red}}") == ""


def test_of_a_list_of_selectors_only_those_stay_that_could_match():
    assert kept(".gone, .card, ul li { color: red }") == ".card{color:red}"


def test_a_list_with_a_selector_that_only_some_browsers_know_stays_whole():
    """A browser drops such a rule whole; without the strange selector it would come alive."""
    assert "::-moz-gone" in kept(".gone::-moz-gone, .card { color: red }")


def test_rules_stay_inside_their_conditions_and_in_their_order():
    css = "@media print { .gone{a:b} .card{color:red} } @supports (display:grid){@media (min-width:1px){p{top:0}}} @media screen{.gone{a:b}}"
    assert (
        kept(css)
        == "@media print{.card{color:red}}\n@supports (display:grid){@media (min-width:1px){p{top:0}}}"
    )


def test_what_is_written_twice_as_a_fallback_stays_twice():
    assert kept('p::before{content:"a";content:"a" / "";color:red!important}') == (
        'p::before{content:"a";content:"a" / "";color:red!important}'
    )


def test_custom_properties_stay_if_something_asks_for_them_even_through_others():
    css = ":root{--used:var(--through);--through:red;--unused:var(--other);--other:blue} p{color:var(--used,green)}"
    assert kept(css) == ":root{--used:var(--through);--through:red}\np{color:var(--used,green)}"


def test_custom_properties_that_a_page_or_a_script_asks_for_stay():
    names = Names.of(['<p style="color:var(--page)">'], ['style.getPropertyValue("--script")'])
    assert (
        purge(":root{--page:red;--script:blue;--none:0}", names).strip() == ":root{--page:red;--script:blue}"
    )


def test_key_frames_stay_if_an_animation_is_called_like_them():
    css = "@keyframes turn{from{top:0}to{top:1px}} @keyframes unused{to{top:0}} p{animation:turn 1s}"
    assert kept(css) == "@keyframes turn{from{top:0}to{top:1px}}\np{animation:turn 1s}"


def test_a_font_stays_if_its_family_is_named_however_it_is_written():
    face = "@font-face{font-family:Font Awesome\\ 6 Free;src:url(a.woff)}"
    assert "@font-face" in kept(face + 'p{font-family:"Font Awesome 6 Free"}')
    assert "@font-face" not in kept(face + ".gone{font-family:Font Awesome\\ 6 Free} p{font-family:serif}")


def test_licences_stay_once_and_other_comments_go():
    assert (
        kept("/*! Licence */ /* note */ p{/* note */color:red} /*! Licence */")
        == "/*! Licence */\np{color:red}"
    )


def test_imports_stand_in_their_places_and_addresses_lead_from_the_top_of_the_site():
    files = {
        "_static/styles/theme.css": '@charset "utf-8";@import "../basic.css";p{background:url("../a.png")}',
        "_static/basic.css": "li{background:url(file.png)} a{background:url('data:image/svg+xml,%3Csvg fill=\"none\"/%3E')}",
    }
    assert inline_imports("_static/styles/theme.css", files.__getitem__) == (
        "li{background:url(_static/file.png)} a{background:url('data:image/svg+xml,%3Csvg fill=\"none\"/%3E')}"
        'p{background:url("_static/a.png")}'
    )


def test_icons_are_the_letters_of_the_private_use_area():
    assert icons('a:before{content:"\\f062"} b:before{content:"\\201c x"} c{content:"\uf0c9"}') == {
        0xF062,
        0xF0C9,
    }
