"""Quick construction of plain YAML: mappings, lists and text, which is nearly all that the evidence holds.

libyaml reads a file quickly; most of the time goes into what PyYAML does in Python with each node
afterwards. For nodes that are plain this does the same in fewer steps. Everything else, numbers
included, is left to PyYAML's own construction, so that a file means the same and fails the same.
"""

from __future__ import annotations

from typing import Any

import yaml

__all__ = ["PlainConstruction"]

MAPPING, SEQUENCE, TEXT = (f"tag:yaml.org,2002:{kind}" for kind in ("map", "seq", "str"))


class _NotPlain(Exception):
    """The document holds something that PyYAML's own construction has to judge."""


class PlainConstruction:
    """Mixin for a loader of PyYAML, to stand before it; give it no path resolvers.

    Examples
    --------
    >>> class Loader(PlainConstruction, yaml.CSafeLoader):
    ...     pass
    >>> yaml.load("claims: [{id: elpais-07, paragraph: 2}]", Loader=Loader)
    {'claims': [{'id': 'elpais-07', 'paragraph': 2}]}
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]]

    def descend_resolver(self, parent: Any, index: Any) -> None:
        """Do nothing: places in the document resolve no tags here."""

    def ascend_resolver(self) -> None:
        """Do nothing, as :meth:`descend_resolver`."""

    def resolve(self, kind: type, value: str, implicit: tuple[bool, bool]) -> str:
        """Return the tag of a node that names none, as PyYAML does.

        Parameters
        ----------
        kind : type
            Of the node.
        value : str
            Of a scalar: its text.
        implicit : tuple of bool
            Whether the scalar is plain, and whether it is quoted without a tag.

        Returns
        -------
        str
            The tag.

        Examples
        --------
        >>> class Loader(PlainConstruction, yaml.CSafeLoader):
        ...     pass
        >>> Loader("").resolve(yaml.ScalarNode, "12", (True, False))
        'tag:yaml.org,2002:int'
        """
        if kind is yaml.MappingNode:
            return MAPPING
        if kind is yaml.SequenceNode:
            return SEQUENCE
        if implicit[0]:
            for tag, form in self.yaml_implicit_resolvers.get(value[:1], ()):
                if form.match(value):
                    return tag
        return TEXT

    def get_single_data(self) -> Any:
        """Return the one document of the stream as plain data.

        Returns
        -------
        object
            What PyYAML would return.

        Raises
        ------
        yaml.YAMLError
            Where PyYAML would raise it.

        Examples
        --------
        >>> class Loader(PlainConstruction, yaml.CSafeLoader):
        ...     pass
        >>> Loader("[a, 'b']").get_single_data()
        ['a', 'b']
        """
        node = self.get_single_node()  # type: ignore[attr-defined]
        if node is None:
            return None
        try:
            return self._build(node, set())
        except _NotPlain:
            return self.construct_document(node)  # type: ignore[attr-defined]

    def _build(self, node: Any, seen: set[int]) -> Any:
        if type(node) is yaml.ScalarNode:
            if node.tag == TEXT:
                return node.value
            return self.construct_object(node, deep=True)  # type: ignore[attr-defined]
        if id(node) in seen:  # an alias; expanded again and again, it fills a machine
            raise _NotPlain
        seen.add(id(node))
        if type(node) is yaml.SequenceNode:
            if node.tag != SEQUENCE:
                raise _NotPlain
            return [self._build(child, seen) for child in node.value]
        if node.tag != MAPPING:
            raise _NotPlain
        mapping = {}
        for key, child in node.value:
            if key.tag != TEXT or type(key) is not yaml.ScalarNode:
                raise _NotPlain
            is_text = child.tag == TEXT and type(child) is yaml.ScalarNode  # here to save a call for most
            mapping[key.value] = child.value if is_text else self._build(child, seen)
        if len(mapping) != len(node.value):  # a key stands twice
            raise _NotPlain
        return mapping
