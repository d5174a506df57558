"""Messages as people read of them."""

from client.core.i18n import datetime_text, tr
from client.widgets.tokens import Tone
from shared.models.reminders import (
    Channel,
    MessageAttempt,
    MessageItem,
    MessageKind,
    MessageState,
    Outcome,
    SkipReason,
)


def kind_word(kind: MessageKind) -> str:
    return {
        MessageKind.APPOINTMENT: tr("Reminder of an appointment"),
        MessageKind.FOLLOW_UP: tr("Reminder of a follow-up"),
        MessageKind.REPORT_READY: tr("Report is ready"),
        MessageKind.SESSION_CANCELLED: tr("Appointment cancelled by us"),
        MessageKind.SESSION_MOVED: tr("Appointment moved by us"),
    }[kind]


def channel_word(channel: Channel) -> str:
    return {Channel.SMS: tr("SMS"), Channel.EMAIL: tr("E-mail")}[channel]


def state_word(state: MessageState) -> str:
    return {
        MessageState.PLANNED: tr("Planned"),
        MessageState.SENDING: tr("Being sent"),
        MessageState.ACCEPTED: tr("Sent"),
        MessageState.FAILED: tr("Failed"),
        MessageState.PERHAPS: tr("Perhaps sent"),
        MessageState.SKIPPED: tr("Not sent"),
    }[state]


def state_tone(state: MessageState) -> Tone:
    tones: dict[MessageState, Tone] = {
        MessageState.PLANNED: "info",
        MessageState.SENDING: "info",
        MessageState.ACCEPTED: "ok",
        MessageState.FAILED: "bad",
        MessageState.PERHAPS: "warn",
        MessageState.SKIPPED: "grey",
    }
    return tones[state]


def stands_word(message: MessageItem) -> str:
    """Where it stands; of one that is planned, whether it waits for its server."""
    return tr("Waiting") if message.is_held_up else state_word(message.state)


def stands_tone(message: MessageItem) -> Tone:
    return "warn" if message.is_held_up else state_tone(message.state)


def why_text(reason: SkipReason) -> str:
    return {
        SkipReason.NO_ADDRESS: tr("The patient has no phone and no e-mail address for it."),
        SkipReason.OPTED_OUT: tr("The patient does not want it."),
        SkipReason.DROPPED: tr("What it says is not so any more."),
        SkipReason.TOO_LATE: tr("It would have come too late."),
        SkipReason.SWITCHED_OFF: tr("It is switched off, or the way of sending is."),
        SkipReason.RECORD_AWAY: tr("The patient's record was put away."),
        SkipReason.GIVEN_UP: tr("Somebody gave it up."),
    }[reason]


def what_now_text(message: MessageItem) -> str:
    """What is to be done about it, if anything."""
    if message.reason is not None:
        return why_text(message.reason)
    if message.waits_since is not None and message.state in (MessageState.PLANNED, MessageState.FAILED):
        return _waits_text(message, datetime_text(message.waits_since))
    return {
        MessageState.PLANNED: tr("Goes out by itself on {when}.", when=datetime_text(message.due_at)),
        MessageState.SENDING: tr("It is being handed over."),
        MessageState.ACCEPTED: tr("The other side has taken it."),
        MessageState.FAILED: tr("It did not go out. Call the patient, or mend the address and send it again."),
        MessageState.PERHAPS: tr("The answer was lost: it may have gone out. Sent again, it may come twice."),
        MessageState.SKIPPED: "",
    }[message.state]


def _waits_text(message: MessageItem, since: str) -> str:
    if message.is_held_up:
        return tr(
            "Since {since} the server cannot be reached, or takes nothing from the hospital. Tried again by itself "
            "on {when}.",
            since=since,
            when=datetime_text(message.due_at),
        )
    return tr(
        "Since {since} the server could not be reached, or took nothing from the hospital, and it was given up. "
        "Send it again once the server takes messages.",
        since=since,
    )


def attempt_text(attempt: MessageAttempt) -> str:
    what = outcome_text(attempt.outcome)
    at = datetime_text(attempt.at)
    if attempt.code:
        return tr("{at} · {what} ({code})", at=at, what=what, code=attempt.code)
    return tr("{at} · {what}", at=at, what=what)


def outcome_text(outcome: Outcome) -> str:
    return {
        Outcome.BEGUN: tr("Handed over"),
        Outcome.ACCEPTED: tr("Taken by the other side"),
        Outcome.REFUSED: tr("Refused for good"),
        Outcome.PUT_OFF: tr("Not taken now"),
        Outcome.TURNED_AWAY: tr("The hospital itself was turned away"),
        Outcome.UNREACHABLE: tr("Nobody could be reached"),
        Outcome.UNKNOWN: tr("The answer was lost"),
    }[outcome]
