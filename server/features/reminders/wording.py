"""From what is known of a visit to the words a patient reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from server.core.house import House
from server.features.reminders.tables import MessageTemplateRow
from server.features.reminders.texts import ALL_DAY, TEXTS, TITLES
from shared.languages import Language
from shared.models.reminders import Channel, MessageKind, Template
from shared.rules.messages import filled


@dataclass(frozen=True)
class Facts:
    """Where and when; empty where it would say why somebody comes."""

    doctor: str = ""
    place: str = ""
    day: date | None = None
    slot_at: datetime | None = None


@dataclass(frozen=True)
class Words:
    title: str
    text: str


def words_of(kind: MessageKind, channel: Channel, language: Language, own: MessageTemplateRow | None) -> Template:
    """The house's own where it wrote some."""
    return Template(
        kind=kind,
        channel=channel,
        language=language,
        subject=own.title if own else TITLES[kind][language] if channel is Channel.EMAIL else "",
        text=own.text if own else TEXTS[kind][language],
        own=own is not None,
    )


def written(template: Template, facts: Facts, patient: str, house: House) -> Words:
    values = _values(facts, patient, house, template.language)
    return Words(filled(template.subject, values), filled(template.text, values))


def _values(facts: Facts, patient: str, house: House, language: Language) -> Mapping[str, str]:
    hospital = (house.name_local if language is not Language.ENGLISH else "") or house.name
    begins = facts.slot_at.astimezone(ZoneInfo(house.timezone)) if facts.slot_at else None
    day = begins.date() if begins else facts.day
    return {
        "name": patient,
        "doctor": facts.doctor or hospital,
        "place": facts.place or hospital,
        "date": day.strftime("%d/%m/%Y") if day else "",
        "time": begins.strftime("%H:%M") if begins else ALL_DAY[language],
        "hospital": hospital,
    }
