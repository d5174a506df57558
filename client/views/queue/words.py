"""Sentences about queues: what can be done, why not, how long, and what a doctor's door says."""

from datetime import date, datetime
from typing import Final

from client.core.i18n import number_text, time_text, tr, trn
from client.core.problem import Tone as ProblemTone
from client.core.problem_text import problem_text
from client.core.words import age_text, priority_word, sex_letter, status_word
from client.viewmodels.queue.acts import Act, Why
from client.viewmodels.queue.moves import Refused
from client.viewmodels.queue.waits import Wait, minutes_between, wait_of
from client.widgets.pills import Note
from client.widgets.tokens import Tone
from shared.contracts.appointments import AppointmentStateConflict
from shared.errors import ApiError, Forbidden
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentStatus, HoldReason, Priority
from shared.models.queue import QueueEntry, SessionNotice, SessionPause

WAIT_TONES: Final[dict[Wait, Tone]] = {Wait.USUAL: "grey", Wait.LONG: "warn", Wait.TOO_LONG: "bad"}
WAIT_ICONS: Final[dict[Wait, str]] = {Wait.USUAL: "", Wait.LONG: "clock", Wait.TOO_LONG: "triangle-alert"}
PRIORITY_TONES: Final[dict[Priority, Tone]] = {Priority.EMERGENCY: "bad", Priority.PRIORITY: "warn"}
ACT_ICONS: Final[dict[Act, str]] = {
    Act.CALL_NEXT: "megaphone",
    Act.CALL: "megaphone",
    Act.RECALL: "volume-2",
    Act.UNDO_CALL: "undo-2",
    Act.ENTER: "door-open",
    Act.HOLD: "pause",
    Act.SEND_FOR_TESTS: "flask-conical",
    Act.RETURN: "log-in",
    Act.NO_SHOW: "calendar-x",
    Act.TRANSFER: "arrow-right",
    Act.PRIORITY: "chevron-up",
    Act.REORDER: "list-ordered",
    Act.PAUSE: "circle-pause",
    Act.RESUME: "check",
    Act.END_DAY: "moon",
}


def act_text(act: Act) -> str:
    return {
        Act.CALL_NEXT: tr("Call next"),
        Act.CALL: tr("Call"),
        Act.RECALL: tr("Recall"),
        Act.UNDO_CALL: tr("Undo call"),
        Act.ENTER: tr("Patient is here"),
        Act.HOLD: tr("Skip, back later"),
        Act.SEND_FOR_TESTS: tr("Send for tests"),
        Act.RETURN: tr("Back to the queue"),
        Act.NO_SHOW: tr("Absent"),
        Act.TRANSFER: tr("Transfer…"),
        Act.PRIORITY: tr("Priority…"),
        Act.REORDER: tr("Move in the queue"),
        Act.PAUSE: tr("Pause…"),
        Act.RESUME: tr("Resume"),
        Act.END_DAY: tr("End day…"),
    }[act]


def why_text(act: Act, why: Why, found: AppointmentStatus | None = None) -> str:
    """Why this is not possible now, in few words."""
    if why is Why.OTHER_STATE and found is not None:
        return _state_text(act, found)
    return {
        Why.NOT_ALLOWED: tr("Your role may not do this"),
        Why.NO_DOCTOR: tr("Choose a doctor's queue first"),
        Why.NOBODY: tr("Mark a patient in the list first"),
        Why.OTHER_STATE: tr("Not possible now"),
        Why.NOBODY_WAITS: tr("Nobody is waiting"),
        Why.DOCTOR_BUSY: tr("Somebody is called or in the room"),
        Why.PAUSED: tr("The doctor is away: resume first"),
        Why.NOT_PAUSED: tr("The doctor is not away"),
        Why.ENDED: tr("The doctor's day has ended"),
        Why.FIRST: tr("First of the class already"),
        Why.LAST: tr("Last of the class already"),
        Why.SAME_PLACE: tr("Stands there already"),
        Why.OTHER_CLASS: tr("Only within the same priority: change the priority instead"),
    }[why]


def refusal_text(refused: Refused, known: AppointmentId | None = None) -> str:
    """Who it was about, if that is not plain from where it stands, and why it was not done."""
    if refused.error is None:
        text = why_text(refused.act, refused.why or Why.OTHER_STATE, refused.turn.status if refused.turn else None)
    elif refused.act is Act.NO_SHOW and _called_too_seldom(refused.error):
        text = tr("Recall first: absent counts after several calls.")
    elif isinstance(refused.error, Forbidden) and refused.turn is not None:
        # the right was looked at before: it does not reach the doctor whose patient this is by now
        text = tr("This patient is not in a queue that is yours to move, or not any more. Nothing was changed.")
    else:
        text = problem_text(refused.error).sentence
    turn = refused.turn
    if turn is None or turn.appointment_id == known or refused.why in {Why.NOT_ALLOWED, Why.NO_DOCTOR}:
        return text
    return tr("{token} {name}: {why}", token=turn.token, name=turn.name, why=text)


def show_refusal(note: Note, refused: Refused | None, known: AppointmentId | None = None) -> None:
    note.setVisible(refused is not None)
    if refused is not None:
        grave = refused.error is not None and problem_text(refused.error).tone is not ProblemTone.INFO
        note.set_state(refusal_text(refused, known), "warn" if grave else "info")


def hold_word(reason: HoldReason | None) -> str:
    return {HoldReason.SKIPPED: tr("Skipped"), HoldReason.TESTS: tr("At tests"), None: tr("On hold")}[reason]


def hold_icon(reason: HoldReason | None) -> str:
    return "flask-conical" if reason is HoldReason.TESTS else "pause"


def notice_word(notice: SessionNotice) -> str:
    """What a door, a screen and the wall say while nobody is called."""
    return {
        SessionNotice.BREAK: tr("Short break"),
        SessionNotice.EMERGENCY: tr("Emergency"),
        SessionNotice.LATE: tr("Starts later"),
        SessionNotice.PRAYER: tr("Prayer"),
        SessionNotice.PROCEDURE: tr("Procedure"),
        SessionNotice.ROUND: tr("Ward round"),
        SessionNotice.ENDED: tr("Day ended"),
    }[notice]


def pause_text(pause: SessionPause) -> str:
    if pause.back_at is not None:
        return tr("{notice} · back {time}", notice=notice_word(pause.notice), time=time_text(pause.back_at))
    return tr("{notice} · since {time}", notice=notice_word(pause.notice), time=time_text(pause.since))


def minutes_text(minutes: int | None) -> str:
    return "–" if minutes is None else tr("{minutes} min", minutes=number_text(minutes))


def wait_tone(minutes: int | None) -> Tone | None:
    wait = wait_of(minutes)
    return None if wait is Wait.USUAL else WAIT_TONES[wait]


def wait_icon(minutes: int | None) -> str:
    return WAIT_ICONS[wait_of(minutes)]


def wait_word(minutes: int | None) -> str:
    """For who hears the list: the ear has neither colour nor symbol."""
    return {Wait.USUAL: "", Wait.LONG: tr("long wait"), Wait.TOO_LONG: tr("very long wait")}[wait_of(minutes)]


def expected_text(at: datetime | None, now: datetime) -> str:
    """When somebody's turn is likely to come; a time that has passed is "soon"."""
    if at is None:
        return ""
    return tr("soon") if at <= now else tr("≈ {time}", time=time_text(at))


def expected_in_text(at: datetime | None, now: datetime) -> str:
    if at is None or at <= now:
        return ""
    return tr("in {minutes} min", minutes=number_text(max(1, minutes_between(now, at))))


def people_wait(count: int) -> str:
    return trn("{n} waits", "{n} wait", count) if count else tr("Nobody waits")


def who(entry: QueueEntry, today: date) -> str:
    return tr("{sex} · {age}", sex=sex_letter(entry.sex), age=age_text(entry.birth, today))


def entry_word(entry: QueueEntry) -> str:
    """The state in a word: why on hold, and who goes first."""
    if entry.status is AppointmentStatus.ON_HOLD:
        return hold_word(entry.hold_reason)
    if entry.status is AppointmentStatus.WAITING and entry.priority is not Priority.NORMAL:
        return priority_word(entry.priority)
    return status_word(entry.status)


def _state_text(act: Act, found: AppointmentStatus) -> str:
    match act:
        case Act.CALL | Act.PRIORITY | Act.REORDER:
            return tr("Only who is waiting")
        case Act.RECALL | Act.UNDO_CALL | Act.ENTER | Act.NO_SHOW:
            return tr("Only who is called")
        case Act.HOLD:
            return tr("Only who is called or in the room")
        case Act.SEND_FOR_TESTS:
            return tr("Only who is in the room")
        case Act.RETURN:
            return tr("Only who is on hold or was absent")
        case Act.TRANSFER:
            return tr("Only who waits, is called or on hold")
        case _:
            return status_word(found)


def _called_too_seldom(error: ApiError) -> bool:
    return isinstance(error, AppointmentStateConflict) and error.status_found is AppointmentStatus.CALLED
