"""Which modules of the project a piece of code can import, found by reading it, inside functions too.

Python runs the `__init__` of every package on the way to a module, so these belong to it.
"""

import ast
from functools import cache
from pathlib import Path

BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")  # of a statement: where others stand in it


def statements(tree):
    """Yield every statement of some code, those inside of others too; no import stands anywhere else."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for block in BLOCKS:
            waiting += getattr(node, block, ())


def named_modules(tree, package=""):
    """Return the dotted names that code may import; of `from a import b` also `a.b`, perhaps a module."""
    found = set()
    for node in statements(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return found


def files_of(root, name):
    """Return the files that the import of a dotted name runs, as far as they are the project's own."""
    found, folder = [], root
    for part in name.split("."):
        package, module = folder / part / "__init__.py", folder / f"{part}.py"
        if package.is_file():
            found.append(package)
        elif module.is_file():
            return [*found, module]
        elif not (folder / part).is_dir():
            return found
        folder = folder / part
    return found


@cache
def imports_of(root, path, content):
    """Return the project's files that a module imports directly; `content` is its text."""
    try:
        names = named_modules(ast.parse(content), ".".join(path.parent.relative_to(root).parts))
    except SyntaxError:
        return frozenset()  # the cell that imports it says so
    return frozenset(file for name in names for file in files_of(root, name))


def closure(root, sources):
    """Return every file of the project that the given pieces of code can import, directly or through others.

    A cell may hold what is no Python, such as a magic; it is left out, and the record of reads stands in.
    """
    found, waiting = set(), set()
    for source in sources:
        try:
            names = named_modules(ast.parse(source))
        except SyntaxError:
            continue
        waiting |= {file for name in names for file in files_of(root, name)}
    while waiting:
        path = waiting.pop()
        found.add(path)
        waiting |= imports_of(root, path, Path(path).read_bytes()) - found
    return found
