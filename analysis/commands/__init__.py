"""The commands of ``python -m analysis``, one in each module.

A module has ``HELP``, one line of what the command does; ``add_arguments``, where it takes any; and ``run``.
"""

from . import add, anchor, brief, check, count, edition, enter, export, marks, remove, supersede, verify

__all__ = ["COMMANDS"]

#: Name of a command to its module, in the order of the help.
COMMANDS = {
    "add": add,
    "anchor": anchor,
    "check": check,
    "enter": enter,
    "supersede": supersede,
    "remove": remove,
    "marks": marks,
    "edition": edition,
    "export": export,
    "verify": verify,
    "count": count,
    "brief": brief,
}
