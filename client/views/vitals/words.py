"""Vital signs as people read them: names, units, flags."""

from decimal import Decimal

from client.core.i18n import number_text, tr
from client.viewmodels.vitals.entry import BLOOD_PRESSURE
from client.widgets.tokens import Tone
from shared.models.vitals import Vitals
from shared.rules.vitals import PLACES, Flag, Sign


def sign_name(name: str) -> str:
    """With its unit, as it stands over a field or a figure."""
    return {
        BLOOD_PRESSURE: tr("BP mmHg"),
        Sign.SYSTOLIC: tr("BP mmHg"),
        Sign.DIASTOLIC: tr("BP mmHg"),
        Sign.PULSE: tr("Pulse /min"),
        Sign.TEMPERATURE: tr("Temp °C"),
        Sign.RESPIRATION: tr("Breaths /min"),
        Sign.SPO2: tr("SpO₂ %"),
        Sign.WEIGHT: tr("Weight kg"),
        Sign.HEIGHT: tr("Height cm"),
        Sign.HEAD: tr("Head cm"),
        Sign.PAIN: tr("Pain 0–10"),
        Sign.GLUCOSE: tr("Glucose mg/dL"),
        Sign.BMI: tr("BMI kg/m²"),
    }[name]


def sign_text(sign: Sign, value: Decimal | int) -> str:
    """No digit after the point that was not measured."""
    exact = round(Decimal(value), PLACES.get(sign, 0)).normalize()
    return number_text(Decimal(f"{exact:f}"))


def flag_word(sign: Sign, flag: Flag) -> str:
    if flag.is_critical:
        return tr("Very low") if flag.is_low else tr("Very high")
    if sign is Sign.TEMPERATURE:
        return tr("Cold") if flag.is_low else tr("Fever")
    if sign is Sign.BMI:
        return tr("Under") if flag.is_low else tr("Over")
    if sign is Sign.PAIN:
        return tr("Pain")
    return tr("Low") if flag.is_low else tr("High")


def flag_tone(flag: Flag) -> Tone:
    return "bad" if flag.is_critical else "warn"


def flag_arrow(flag: Flag) -> str:
    return "▼" if flag.is_low else "▲"


def flag_text(sign: Sign, flag: Flag) -> str:
    return tr("{arrow} {word}", arrow=flag_arrow(flag), word=flag_word(sign, flag))


def pressure_text(measured: Vitals) -> str:
    return f"{measured.systolic}/{measured.diastolic}" if measured.systolic is not None else ""


def worst(measured: Vitals, *signs: Sign) -> tuple[Sign, Flag] | None:
    """The flag that says most of these."""
    flagged = [(sign, measured.flags[sign]) for sign in signs if sign in measured.flags]
    return max(flagged, key=lambda each: each[1].is_critical, default=None)


def set_text(measured: Vitals) -> str:
    """All of a set in one line."""
    parts = [tr("BP {value}", value=pressure_text(measured))] if measured.systolic is not None else []
    words = {
        Sign.PULSE: lambda v: tr("pulse {value}", value=v),
        Sign.TEMPERATURE: lambda v: tr("{value} °C", value=v),
        Sign.RESPIRATION: lambda v: tr("{value} breaths", value=v),
        Sign.SPO2: lambda v: tr("SpO₂ {value} %", value=v),
        Sign.WEIGHT: lambda v: tr("{value} kg", value=v),
        Sign.HEIGHT: lambda v: tr("{value} cm", value=v),
        Sign.HEAD: lambda v: tr("head {value} cm", value=v),
        Sign.PAIN: lambda v: tr("pain {value}", value=v),
        Sign.GLUCOSE: lambda v: tr("glucose {value} mg/dL", value=v),
    }
    parts += [words[sign](sign_text(sign, value)) for sign, value in measured.values() if sign in words]
    return " · ".join(parts)
