"""Files of a case: checked by content, pictures drawn anew, kept under random names out of reach of the web, shown as pictures."""

from .checking import MAX_BYTES, Checked, check
from .shelf import path_of
from .storing import Attachment, attach, may_change, sweep, wait

__all__ = [
    "MAX_BYTES",
    "Attachment",
    "Checked",
    "attach",
    "check",
    "may_change",
    "path_of",
    "sweep",
    "wait",
]
