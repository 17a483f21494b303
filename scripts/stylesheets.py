"""Stylesheets cut down to the rules that a set of pages can use. Text in, text out; no file is touched.

A rule stays if one of its selectors could match: every class, id, tag and ``data-`` attribute that
the selector asks for occurs in a page, or as a word in a script that could add it. What stands in
``:not()``, states such as ``:hover``, and all other attributes ask for nothing: too much is kept
rather than too little. Purging by a tool of the Node world was left: it would be a second package
manager for one step of the build.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import tinycss2

WORD = re.compile(r"[A-Za-z_][\w-]*")
MADE = re.compile(r"(?<![\w.#-])[A-Za-z_][\w-]*")  # not ".name" and "#name": only looked for
ADDRESS = re.compile(r"""url\(\s*(?:(?P<quote>["'])(?P<quoted>.*?)(?P=quote)|(?P<bare>[^"')\s]*))\s*\)""")
IMPORT = re.compile(
    r"""@import\s+(?:url\()?\s*["']?(?P<address>[^"')\s;]+)["']?\s*\)?\s*(?P<condition>[^;]*);"""
)
CHARSET = re.compile(r"""@charset\s+["'][^"']*["']\s*;""")
PROPERTY = re.compile(r"--[\w-]+")
NESTING = {"media", "supports", "layer", "container", "scope", "starting-style"}
ALTERNATIVES = {"is", "where", "has", "matches", "-webkit-any", "-moz-any"}
VENDOR = re.compile(r":-(webkit|moz|ms|o)-")
PRIVATE_USE = range(0xE000, 0xF900)  # where icon fonts keep their icons


@dataclass(frozen=True)
class Names:
    """All that a selector could match: taken from pages as they are, and from scripts word by word."""

    tags: frozenset[str]
    classes: frozenset[str]
    ids: frozenset[str]
    attributes: frozenset[str]
    text: str  # pages and scripts themselves, for custom properties

    @classmethod
    def of(cls, pages: Iterable[str], scripts: Iterable[str] = ()) -> Names:
        """Read the names out of pages and scripts."""
        pages, scripts = "\n".join(pages), "\n".join(scripts)
        words, made = set(WORD.findall(scripts)), set(MADE.findall(scripts))
        camel = {f"data-{re.sub(r'(?=[A-Z])', '-', word).lower()}" for word in words}  # dataset.fooBar
        values = {
            name: {part for match in re.findall(rf"""\b{name}\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", pages)
                   for part in match.strip("\"'").split()}
            for name in ("class", "id")
        }  # fmt: skip
        return cls(
            tags=frozenset({tag.lower() for tag in re.findall(r"<([A-Za-z][\w-]*)", pages)} | words),
            classes=frozenset(values["class"] | made),
            ids=frozenset(values["id"] | made),
            attributes=frozenset(set(re.findall(r"[\s\"'](data-[\w-]+)", pages)) | words | camel),
            text=pages + scripts,
        )


def inline_imports(path: str, read: Callable[[str], str]) -> str:
    """Return a stylesheet with its imports in their places and all addresses relative to the site."""
    folder = posixpath.dirname(path)

    def absolute(address: str) -> str:
        outside = re.match(r"[a-z][\w+.-]*:|//|/|#", address)
        return address if outside else posixpath.normpath(posixpath.join(folder, address))

    def imported(match: re.Match[str]) -> str:
        text = inline_imports(absolute(match["address"]), read)
        return f"@media {match['condition']}{{{text}}}" if match["condition"] else text

    def moved(match: re.Match[str]) -> str:
        quote = match["quote"] or ""
        return f"url({quote}{absolute(match['quoted'] or match['bare'] or '')}{quote})"

    text = CHARSET.sub("", read(path))
    imports = "".join(imported(match) for match in IMPORT.finditer(text))
    return imports + ADDRESS.sub(moved, IMPORT.sub("", text))


def compact(tokens: Iterable[tinycss2.ast.Node]) -> str:
    """Write tokens without comments and with single spaces."""

    def tidy(nodes: Iterable[tinycss2.ast.Node]) -> list[tinycss2.ast.Node]:
        kept = [node for node in nodes if node.type != "comment"]
        for node in kept:
            if node.type == "whitespace":
                node.value = " "
            for inner in ("content", "arguments"):
                if getattr(node, inner, None):
                    setattr(node, inner, tidy(getattr(node, inner)))
        return kept

    return tinycss2.serialize(tidy(tokens)).strip()


def split(tokens: Iterable[tinycss2.ast.Node]) -> list[list[tinycss2.ast.Node]]:
    """Cut tokens at their commas."""
    parts: list[list[tinycss2.ast.Node]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def can_match(selector: Iterable[tinycss2.ast.Node], names: Names) -> bool:
    """Tell whether all that a selector asks for occurs."""
    before = ""
    for token in selector:
        if token.type == "ident" and before == ".":
            possible = token.value in names.classes
        elif token.type == "ident" and before != ":":
            possible = token.lower_value in names.tags
        elif token.type == "hash":
            possible = token.value in names.ids
        elif token.type == "[] block":
            name = next((part.lower_value for part in token.content if part.type == "ident"), "")
            possible = not name.startswith("data-") or name in names.attributes
        elif token.type == "function" and token.lower_name in ALTERNATIVES:
            possible = any(can_match(part, names) for part in split(token.arguments))
        else:
            possible = True
        if not possible:
            return False
        before = token.value if token.type == "literal" else ""
    return True


@dataclass
class Rule:
    """A rule that stays: its ``head``, and either ``body`` declarations or ``inner`` rules."""

    head: str
    body: list[tuple[str, str, list[tinycss2.ast.Node]]]  # name, text, tokens
    inner: list[Rule]

    def declarations(self) -> Iterable[tuple[str, str, list[tinycss2.ast.Node]]]:
        """Return the declarations of this rule and of those inside it."""
        yield from self.body
        for rule in self.inner:
            yield from rule.declarations()

    def write(self) -> str:
        """Return the rule as text; nothing if it says nothing."""
        if self.head.startswith(("/*", "@layer")) and not self.body and not self.inner:
            return self.head if self.head.startswith("/*") else f"{self.head};"
        inside = ";".join(text for _, text, _ in self.body) + "".join(rule.write() for rule in self.inner)
        return f"{self.head}{{{inside}}}" if inside else ""


def read_body(content: list[tinycss2.ast.Node]) -> list[tuple[str, str, list[tinycss2.ast.Node]]]:
    """Return what stands between the braces of a style rule; rules nested in it are kept whole."""
    body = []
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type == "declaration":
            important = "!important" if item.important else ""
            body.append((item.name, f"{item.name}:{compact(item.value) or ' '}{important}", item.value))
        elif item.type != "error":
            body.append(("", compact([item]), [*item.prelude, *(item.content or [])]))
    return body


def usable(rules: Iterable[tinycss2.ast.Node], names: Names) -> list[Rule]:
    """Return the rules that could match, in their order."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = split(rule.prelude)
            # A browser that does not know one selector drops the whole rule; the rest must not come alive.
            if not VENDOR.search(tinycss2.serialize(rule.prelude)):
                selectors = [part for part in selectors if can_match(part, names)]
            if any(can_match(part, names) for part in selectors):
                head = ",".join(compact(part) for part in selectors)
                kept.append(Rule(head, read_body(rule.content), []))
        elif rule.type == "comment" and rule.value.startswith("!"):
            kept.append(Rule(f"/*{rule.value}*/", [], []))
        elif rule.type == "at-rule":
            head = f"@{rule.at_keyword} {compact(rule.prelude)}".strip()
            if rule.lower_at_keyword in NESTING and rule.content is not None:
                inner = usable(tinycss2.parse_rule_list(rule.content, skip_whitespace=True), names)
                kept += [Rule(head, [], inner)] if inner else []
            elif rule.lower_at_keyword.endswith("keyframes"):
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                frames = [Rule(compact(frame.prelude), read_body(frame.content), []) for frame in inner]
                kept.append(Rule(head, [], frames))
            else:
                kept.append(Rule(head, read_body(rule.content or []), []))
    return kept


def words_of(tokens: Iterable[tinycss2.ast.Node]) -> str:
    """Return the names and strings among tokens, unescaped."""
    text = ""
    for token in tokens:
        if token.type == "function":
            text += words_of(token.arguments)
        else:
            text += token.value if token.type in ("ident", "string") else " "
    return " ".join(text.split())


def without_unused(rules: list[Rule], text: str) -> list[Rule]:
    """Drop custom properties, key frames and font faces that nothing asks for any more."""
    plain = [rule for rule in rules if not re.match(r"@(-\w+-)?keyframes|@font-face", rule.head)]
    declared = [item for rule in rules for item in rule.declarations()]
    needed = set(PROPERTY.findall(text)) | {
        name for key, value, _ in declared if not key.startswith("--") for name in PROPERTY.findall(value)
    }
    values: dict[str, set[str]] = {}
    for key, value, _ in declared:
        if key.startswith("--"):
            values.setdefault(key, set()).update(PROPERTY.findall(value.partition(":")[2]))
    waiting = list(needed)
    while waiting:
        more = values.get(waiting.pop(), set()) - needed
        needed |= more
        waiting += more

    def trim(rule: Rule) -> Rule:
        body = [item for item in rule.body if not item[0].startswith("--") or item[0] in needed]
        return Rule(rule.head, body, [trim(inner) for inner in rule.inner])

    said = {"animation": "", "font": ""}
    for rule in map(trim, plain):
        for key, _, tokens in rule.declarations():
            for part in said:
                if part in key or key.startswith("--"):
                    said[part] += f" {words_of(tokens)} ".lower()

    def stays(rule: Rule) -> bool:
        if re.match(r"@(-\w+-)?keyframes ", rule.head):
            return rule.head.partition(" ")[2].lower() in said["animation"].split()
        if rule.head == "@font-face":
            family = next(words_of(tokens) for key, _, tokens in rule.body if key == "font-family")
            return family.lower() in said["font"]
        return True

    return [trim(rule) for rule in rules if stays(rule)]


def purge(css: str, names: Names) -> str:
    """Return a stylesheet with only the rules, properties, fonts and key frames that can be used."""
    rules = usable(tinycss2.parse_stylesheet(css, skip_whitespace=True), names)
    written = [rule.write() for rule in without_unused(rules, names.text)]
    return "\n".join(dict.fromkeys(text for text in written if text.startswith("/*!"))) + "".join(
        f"\n{text}" for text in written if text and not text.startswith("/*")
    )


def icons(css: str) -> set[int]:
    """Return the code points of the icons that a stylesheet names."""
    found = re.findall(r"\\([0-9a-fA-F]{4,6})", css)
    return {int(code, 16) for code in found if int(code, 16) in PRIVATE_USE} | {
        ord(letter) for letter in css if ord(letter) in PRIVATE_USE
    }
