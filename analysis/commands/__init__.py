"""The commands of ``python -m analysis``, one in each module.

A module has ``HELP``, one line of what the command does. Where the command takes arguments, ``add_arguments``
adds them to its parser. ``run`` takes what was parsed, with ``seeds``, the folder of the evidence; it prints
what the function ``report_…`` of the module returns, and gives the exit status, 0, or lets the EvidenceError
through that names everything that is wrong.
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
