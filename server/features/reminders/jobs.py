"""The queue of jobs: which message is to be looked at, and from when on. What is to be done of it, its row says."""

import logging
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from procrastinate import App, JobContext, RetryStrategy, SyncPsycopgConnector
from sqlalchemy.orm import Session

from shared.ids import MessageId

QUEUE: Final = "messages"
SENDER: Final = "sender"
# A database that is away, or an error of ours: the message waits, and is counted as overdue.
RETRY: Final = RetryStrategy(wait=30)
_log = logging.getLogger("hms.reminders")

# Never opened: a job is deferred on the connection of the transaction that causes it, or not at all.
jobs: Final = App(connector=SyncPsycopgConnector())


class Sends(Protocol):
    def send(self, key: Any) -> None: ...


class NotSent(Exception):
    """Without what it was: an error's text may name a patient, and the library logs it."""


@jobs.task(name="send_message", queue=QUEUE, retry=RETRY, pass_context=True)
def send_message(context: JobContext, message_id: str) -> None:
    looked_at(context, SENDER, message_id)


def looked_at(context: JobContext, by: str, key: str) -> None:
    """By whoever sends letters of that kind. Raises NotSent."""
    sender: Sends = context.additional_context[by]
    try:
        sender.send(UUID(key))
    except Exception as error:  # noqa: BLE001 its text may name a patient; the job is tried again
        _log.error("%s of the %s could not be looked at: %s", key, by, type(error).__name__)
        raise NotSent from None


def look_at(session: Session, message_id: MessageId, due_at: datetime) -> None:
    """Somebody looks at the message from then on, if this transaction is committed."""
    connection = session.connection().connection.driver_connection
    send_message.configure(schedule_at=due_at, connection=connection).defer(message_id=str(message_id))
