"""The commands of ``python -m analysis``, one in each module.

A module has ``HELP``, one line of what the command does; ``add_arguments``, where it takes any; and ``run``.
"""

from . import add, brief, check, count, edition, export, marks, verify

__all__ = ["COMMANDS"]

#: Name of a command to its module, in the order of the help.
COMMANDS = {
    "add": add,
    "check": check,
    "marks": marks,
    "edition": edition,
    "export": export,
    "verify": verify,
    "count": count,
    "brief": brief,
}
