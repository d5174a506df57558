"""Warnings in sentences: what is wrong with which medicine, and who says so."""

from collections.abc import Callable
from typing import Final

from client.core.i18n import tr
from client.widgets.tokens import Tone
from shared.models.prescriptions import SafetyWarning, WarningKind, WarningLevel

TONES: dict[WarningLevel, Tone] = {
    WarningLevel.STOP: "bad",
    WarningLevel.CAUTION: "warn",
    WarningLevel.UNCHECKED: "info",
}
ICONS = {
    WarningLevel.STOP: "ban",
    WarningLevel.CAUTION: "triangle-alert",
    WarningLevel.UNCHECKED: "circle-alert",
}
"""A sign each: colour alone says nothing to many."""


def level_word(level: WarningLevel) -> str:
    return {
        WarningLevel.STOP: tr("STOP"),
        WarningLevel.CAUTION: tr("Caution"),
        WarningLevel.UNCHECKED: tr("Not checked"),
    }[level]


def warning_text(warning: SafetyWarning) -> str:
    return _SENTENCES[warning.kind](warning)


def source_text(warning: SafetyWarning) -> str:
    return tr("{rule} · {source}", rule=warning.rule, source=warning.source)


def _allergy(warning: SafetyWarning) -> str:
    return tr(
        "{medicine} {reason}. Allergic to: {allergy}",
        medicine=warning.medicine,
        reason=warning.reason,
        allergy=warning.found,
    )


def _interaction(warning: SafetyWarning) -> str:
    if not warning.found:
        return _plain(warning)
    return tr(
        "{medicine} with {other}: {reason}", medicine=warning.medicine, other=warning.found, reason=warning.reason
    )


def _duplicate(warning: SafetyWarning) -> str:
    if not warning.found:
        return _plain(warning)
    return tr(
        "{medicine}: still takes {other}, {reason}",
        medicine=warning.medicine,
        other=warning.found,
        reason=warning.reason,
    )


def _plain(warning: SafetyWarning) -> str:
    return tr("{medicine}: {reason}", medicine=warning.medicine, reason=warning.reason)


def _dose(warning: SafetyWarning) -> str:
    return tr("{medicine}: {dose}, {limit}", medicine=warning.medicine, dose=warning.found, limit=warning.reason)


_SENTENCES: Final[dict[WarningKind, Callable[[SafetyWarning], str]]] = {
    WarningKind.ALLERGY: _allergy,
    WarningKind.INTERACTION: _interaction,
    WarningKind.DUPLICATE: _duplicate,
    WarningKind.AGE: _plain,
    WarningKind.PREGNANCY: lambda w: tr("{medicine} in pregnancy: {reason}", medicine=w.medicine, reason=w.reason),
    WarningKind.DOSE: _dose,
    WarningKind.FREQUENCY: _plain,
    WarningKind.UNKNOWN_INGREDIENT: lambda w: tr(
        "{medicine}: what is in it is not known. Check it by hand.", medicine=w.medicine
    ),
    WarningKind.UNKNOWN_ALLERGY: lambda w: tr(
        "Allergy “{allergy}” is not known here. Check it by hand.", allergy=w.found
    ),
    WarningKind.UNKNOWN_AGE: lambda w: tr(
        "{medicine}: the age is not known, so its limits are not checked.", medicine=w.medicine
    ),
    WarningKind.UNKNOWN_WEIGHT: lambda w: tr(
        "{medicine}: no weight, so the child's dose is not checked.", medicine=w.medicine
    ),
    WarningKind.UNKNOWN_PREGNANCY: lambda w: tr(
        "{medicine}: if she is pregnant: {reason}", medicine=w.medicine, reason=w.reason
    ),
    WarningKind.UNKNOWN_LIMIT: lambda w: tr(
        "{medicine}: no highest dose is known for this age. Check it by hand.", medicine=w.medicine
    ),
}
