"""What a person is told about a print job."""

from typing import assert_never

from client.core.i18n import tr
from client.printing.printers import EscPosTarget, FailureReason, FolderTarget, Target


def target_text(target: Target) -> str:
    if isinstance(target, FolderTarget):
        return tr("the folder {path}", path=target.path)
    if isinstance(target, EscPosTarget):
        return tr("the receipt printer at {host}", host=target.host)
    return tr("the printer {name}", name=target.printer)


def failure_text(reason: FailureReason) -> str:  # one sentence a reason
    """Why, and what to do about it."""
    match reason:
        case FailureReason.UNREACHABLE:
            return tr("The printer can't be reached. Switch it on, or connect it: it will then print by itself.")
        case FailureReason.STOPPED_ANSWERING:
            return tr("The printer stopped in the middle. Look at its paper and cover; it will be tried again.")
        case FailureReason.NO_SUCH_PRINTER:
            return tr("This computer has no printer of that name any more. Choose another one.")
        case FailureReason.QUEUE_REFUSED:
            return tr("The print queue refused the document. Look at the printer's settings.")
        case FailureReason.FOLDER_UNWRITABLE:
            return tr("The folder can't be written to. Is the disk full, or the share away?")
        case FailureReason.INTERRUPTED:
            return tr("The program ended while this was printing. If no paper came out, print it again.")
        case FailureReason.DOCUMENT_LOST:
            return tr("The saved document can't be read any more. Print it again from its own screen.")
        case FailureReason.SPOOL_UNWRITABLE:
            return tr("This computer's disk can't be written to. See whether the paper came out.")
        case _:
            assert_never(reason)
