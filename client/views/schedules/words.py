"""Doctors' hours as people read them."""

from datetime import time

from client.core.i18n import date_text, datetime_text, short_date_text, tr
from client.views.calendar.words import weekday_text
from shared.models.rosters import ImportedSession, RosterChange, RosterEntry, RosterFacts, RosterProblem
from shared.models.schedules import DatedSession, LeaveDetails
from shared.models.spreadsheets import Verdict


def doctor_text(entry: RosterEntry) -> str:
    return entry.doctor


def room_text(facts: RosterFacts) -> str:
    return facts.room or "–"


def times_text(facts: RosterFacts | DatedSession) -> str:
    return _times(facts.starts, facts.ends)


def _times(starts: time, ends: time) -> str:
    return tr("{first}–{last}", first=f"{starts:%H:%M}", last=f"{ends:%H:%M}")


def valid_text(facts: RosterFacts) -> str:
    first = short_date_text(facts.valid_from)
    if facts.valid_until is None:
        return tr("from {day}", day=first)
    return tr("{first} – {last}", first=first, last=short_date_text(facts.valid_until))


def facts_text(facts: RosterFacts) -> str:
    """All but the day, which stands before it."""
    return " · ".join((times_text(facts), *filter(None, _others(facts)), valid_text(facts)))


def _others(facts: RosterFacts) -> tuple[str, ...]:
    """Each in its place; empty where there is nothing to say."""
    return (
        tr("room {room}", room=facts.room) if facts.room else "",
        tr("{n} min", n=facts.slot_minutes),
        tr("{n} a slot", n=facts.capacity) if facts.capacity > 1 else "",
        tr("{n} % walk in", n=facts.walk_in_share) if facts.walk_in_share else "",
    )


def _what_differs(before: RosterFacts, after: RosterFacts) -> str:
    pairs = zip(_others(before), _others(after), strict=True)
    parts = [now or tr("no longer {what}", what=was) for was, now in pairs if was != now]
    if before.ends != after.ends:
        parts.insert(0, times_text(after))
    if (before.valid_from, before.valid_until) != (after.valid_from, after.valid_until):
        parts.append(valid_text(after))
    return " · ".join(parts)


def change_text(change: RosterChange) -> str:
    """Whose, and which hours."""
    match change.after or change.before:
        case RosterFacts() as facts:
            when = tr("{day} {times}", day=weekday_text(facts.weekday), times=times_text(facts))
        case DatedSession() as session:
            when = tr("{day} {times}", day=date_text(session.date), times=times_text(session))
        case LeaveDetails() as leave:
            when = tr("away {when}", when=leave_text(leave))
        case None:
            return change.doctor
    return tr("{doctor}: {what}", doctor=change.doctor, what=when)


def change_detail(change: RosterChange) -> str:
    what = {"change": _what(change), "who": change.who, "when": datetime_text(change.at)}
    return tr("{change} · {who}, {when}", **what)


def leave_text(leave: LeaveDetails) -> str:
    """Its days, and its hours where it is not whole days."""
    first, last = short_date_text(leave.first_day), short_date_text(leave.last_day)
    days = first if first == last else tr("{first} – {last}", first=first, last=last)
    if leave.starts is None or leave.ends is None:
        return days
    return tr("{day} {times}", day=days, times=_times(leave.starts, leave.ends))


def _what(change: RosterChange) -> str:
    match change.after:
        case None:
            return tr("withdrawn")
        case RosterFacts() as facts:
            return _of_week(facts, is_new=change.before is None)
        case DatedSession() as session:
            kind = tr("instead of the weekly hours") if session.replaces else tr("an extra session")
            return " · ".join(filter(None, (kind, session.reason)))
        case LeaveDetails() as leave:
            return leave.reason


def _of_week(facts: RosterFacts, *, is_new: bool) -> str:
    if is_new:
        return tr("new, {valid}", valid=valid_text(facts))
    if facts.valid_until is None:
        return tr("until further notice")
    return tr("ends {day}", day=short_date_text(facts.valid_until))


def import_text(row: ImportedSession) -> str:
    if row.problem is not None:
        return {
            RosterProblem.NO_DOCTOR: tr("No doctor of this name sits here."),
            RosterProblem.SEVERAL_DOCTORS: tr("Several doctors have this name: enter the hours with Ctrl+N."),
            RosterProblem.NO_WEEKDAY: tr("Write the day as Monday to Sunday."),
            RosterProblem.NO_TIME: tr("Write times like 09:00."),
            RosterProblem.NO_ROOM: tr("There is no such room."),
            RosterProblem.NO_NUMBER: tr("Slots are 3 to 240 minutes, 1 to 100 patients each, a share 0 to 100."),
            RosterProblem.NO_DAY: tr("Write days like 2026-11-22."),
            RosterProblem.IMPOSSIBLE: tr("The end lies not after the start, or less than a slot after it."),
            RosterProblem.PAST: tr("It would end before today: what has been stays as it was."),
            RosterProblem.SITS_ALREADY: tr("The doctor sits elsewhere at that time."),
            RosterProblem.ROOM_TAKEN: tr("Somebody else sits in the room at that time."),
            RosterProblem.TWICE: tr("It stands in the file twice."),
        }[row.problem]
    if row.after is None:
        return ""
    if row.verdict is Verdict.CHANGED and row.before is not None:
        return _what_differs(row.before, row.after)
    return facts_text(row.after)
