"""What is refused of messages to patients."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import tr
from client.core.problem import Problem, info, warn
from shared.contracts import reminders
from shared.models.reminders import MessageState


def _message_moved(error: reminders.MessageStateConflict) -> Problem:
    found = {
        MessageState.PLANNED: tr("The message is planned and goes out by itself."),
        MessageState.SENDING: tr("The message is being handed over just now."),
        MessageState.ACCEPTED: tr("The message went out."),
        MessageState.FAILED: tr("The message failed."),
        MessageState.PERHAPS: tr("The message went out, perhaps."),
        MessageState.SKIPPED: tr("The message is not sent."),
    }
    return warn(tr("Not possible any more, nothing was changed"), found[error.status_found])


def _unknown_fields(error: reminders.UnknownFields) -> Problem:
    if not error.names:
        return warn(tr("A brace has no other"), tr("Nothing was saved. Write a field as {field}.", field="{name}"))
    return warn(tr("Unknown field: {names}", names=", ".join(error.names)), tr("Nothing was saved."))


MESSAGE_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    reminders.MessageNotFound: lambda _: warn(
        tr("This message does not exist any more"), tr("Nothing was changed. The list may be out of date.")
    ),
    reminders.MessageStateConflict: _message_moved,
    reminders.UnknownFields: _unknown_fields,
    reminders.BadPattern: lambda _: warn(
        tr("The gateway's success cannot be told like that"),
        tr("Nothing was saved. Codes are written like 200-299, and the answer's pattern is a regular expression."),
    ),
    reminders.BadSender: lambda _: warn(
        tr("No letter can come from this sender's address"),
        tr("Nothing was saved. Write the address alone, like {address}.", address="desk@hospital.example"),
    ),
    reminders.ChannelNotSet: lambda _: info(
        tr("A way of sending needs its server"), tr("Fill in server and sender, or the gateway's URL, and save them.")
    ),
}
