"""How the calendar says things."""

from datetime import date

from PySide6.QtCore import QDate, QLocale

from client.core.i18n import time_text, tr, trn
from client.core.words import STATUS_TONES, shown_name, status_word, type_word
from client.viewmodels.calendar.planner import Place, standing
from client.widgets.tokens import Tone
from shared.models.calendar import CalendarDay, CalendarSlot, Opening


def weekday_text(weekday: int) -> str:
    """Of the business day; Monday is 0."""
    return QLocale().standaloneDayName(weekday + 1, QLocale.FormatType.LongFormat)


def short_day_text(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), "ddd d MMM")


def slot_text(slot: CalendarSlot) -> str:
    """What stands where nobody is."""
    if slot.free:
        return tr("Free") if slot.free == 1 else trn("{n} place free", "{n} places free", slot.free)
    return tr("Kept for walk-ins") if slot.bookable < slot.capacity else tr("Full")


def place_text(place: Place) -> str:
    if place.appointment is not None:
        return shown_name(place.appointment.patient.name)
    return slot_text(place.slot) if place.slot else ""


def place_time(place: Place) -> str:
    return "–" if place.at is None else time_text(place.at)


def place_tone(place: Place) -> Tone:
    if place.appointment is not None:
        return STATUS_TONES[place.appointment.status]
    return "ok" if place.slot is not None and place.slot.free else "grey"


def place_status(place: Place) -> str:
    return "" if place.appointment is None else status_word(place.appointment.status)


def place_kind(place: Place) -> str:
    return "" if place.appointment is None else type_word(place.appointment.type)


def closed_text(name: str) -> str:
    return tr("Closed: {name}", name=name)


def day_text(day: CalendarDay) -> str:
    """Under a day's name."""
    if day.closed is not None and not day.slots:
        return closed_text(day.closed)
    if day.leave is not None and not day.slots:
        return tr("On leave")
    if not day.slots:
        booked = len(standing(day))
        return trn("{n} booked", "{n} booked", booked) if booked or not day.has_hours else tr("Does not sit")
    free = sum(slot.free for slot in day.slots)
    return trn("{n} free", "{n} free", free) if free else tr("Full")


def opening_text(opening: Opening) -> str:
    return tr("{day}, {time}", day=short_day_text(opening.date), time=time_text(opening.starts))


def where_text(opening: Opening) -> str:
    if not opening.room:
        return opening.department
    return tr("{department} · Room {room}", department=opening.department, room=opening.room)
