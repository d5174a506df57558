"""The settings of a house as people read them."""

from datetime import date

from client.core.i18n import date_text, tr
from shared.models.house import HouseChange, HouseChangeKind
from shared.rules.number_formats import DigitGroups
from shared.rules.queue_order import ReturnPlace


def setting_word(field: str) -> str:
    """The field's own name for one of another version."""
    return _settings().get(field, field)


def subject_text(change: HouseChange) -> str:
    match change.kind:
        case HouseChangeKind.SETTING:
            return setting_word(change.subject)
        case HouseChangeKind.LOGO:
            return tr("Logo")
        case HouseChangeKind.DEPARTMENT:
            return tr("Department {name}", name=change.subject)
        case HouseChangeKind.ROOM:
            return tr("Room {name}", name=change.subject)
        case HouseChangeKind.CLOSING_DAY:
            return tr("Closing day {name}", name=change.subject)


def before_text(change: HouseChange) -> str:
    return _value(change, change.before)


def after_text(change: HouseChange) -> str:
    return _value(change, change.after)


def _value(change: HouseChange, text: str) -> str:
    if not text:
        return "–"
    if change.kind is HouseChangeKind.SETTING:
        return _choices().get(change.subject, {}).get(text, text)
    if change.kind is HouseChangeKind.CLOSING_DAY:
        return date_text(date.fromisoformat(text))
    return tr("A picture") if change.kind is HouseChangeKind.LOGO else text


def group_word(groups: DigitGroups) -> str:
    return {
        DigitGroups.THOUSANDS: tr("Thousands: 1,234,567.50"),
        DigitGroups.LAKHS: tr("Lakhs and crores: 12,34,567.50"),
    }[groups]


def place_word(place: ReturnPlace) -> str:
    return {
        ReturnPlace.SAME: tr("Their old place"),
        ReturnPlace.AFTER_K: tr("After some of those who wait"),
        ReturnPlace.END: tr("The end"),
    }[place]


def _choices() -> dict[str, dict[str, str]]:
    """The words of settings that are chosen, by field and value."""
    return {
        "digit_groups": {one.value: group_word(one) for one in DigitGroups},
        "return_place": {one.value: place_word(one) for one in ReturnPlace},
        "tax_inclusive": {"yes": tr("Yes"), "no": tr("No")},
    }


def _settings() -> dict[str, str]:
    return {
        "name": tr("Name"),
        "name_local": tr("Name in the local script"),
        "address": tr("Address"),
        "phone": tr("Telephone"),
        "print_head": tr("One more line at the head of papers"),
        "timezone": tr("Time zone"),
        "day_starts": tr("Hour the business day begins at"),
        "idle_lock_minutes": tr("Minutes until a screen locks itself"),
        "currency": tr("Currency"),
        "cash_step": tr("What cash is rounded to"),
        "discount_limit": tr("Discount one person may give, per cent"),
        "followup_free_days": tr("Days of free follow-up"),
        "followup_free_visits": tr("Free follow-ups"),
        "no_show_after_calls": tr("Calls until somebody is absent"),
        "return_place": tr("Place after coming back from hold"),
        "return_after": tr("How many go before who comes back"),
        "minutes_a_patient": tr("Minutes a patient takes"),
        "prescription_days": tr("Days a prescription is handed out"),
        "languages": tr("Languages of patients"),
        "phone_url": tr("Address of the page for phones"),
        "digit_groups": tr("Groups of digits"),
        "tax_default": tr("Tax of a first price"),
        "tax_inclusive": tr("A new tax lies within the prices"),
    }
