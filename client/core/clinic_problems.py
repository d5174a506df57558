"""What the doctor's room and the nurse's station refuse, said to people: what happened, and what to do."""

from collections.abc import Callable
from typing import Any, Final

from client.core.i18n import number_text, tr
from shared.contracts import certificates, consultations, vitals
from shared.rules.sick_leave import LONGEST_DAYS, MOST_AHEAD, MOST_BACK, SickLeaveFault
from shared.rules.vitals import Sign


def _too_much(error: vitals.TooMuchForAge) -> tuple[str, str]:
    most = number_text(error.most)
    title = tr("Too tall for this age") if error.sign is Sign.HEIGHT else tr("Too heavy for this age")
    limit = tr("At most {n} cm.", n=most) if error.sign is Sign.HEIGHT else tr("At most {n} kg.", n=most)
    return title, tr("{limit} Is a decimal point missing, or is this another patient? Nothing was saved.", limit=limit)


def sick_leave_text(fault: SickLeaveFault) -> str:
    return {
        SickLeaveFault.ENDS_BEFORE_IT_BEGINS: tr("The last day lies before the first."),
        SickLeaveFault.TOO_LONG: tr("At most {n} days at once: then the patient is seen again.", n=LONGEST_DAYS),
        SickLeaveFault.TOO_FAR_BACK: tr("It begins more than {n} days ago.", n=MOST_BACK.days),
        SickLeaveFault.TOO_FAR_AHEAD: tr("It begins more than {n} days from now.", n=MOST_AHEAD.days),
        SickLeaveFault.BACKDATED: tr("It begins before today: say why."),
    }[fault]


CLINIC: Final[dict[type, Callable[[Any], tuple[str, str]]]] = {
    consultations.ConsultationNotFound: lambda _: (
        tr("The consultation has not begun"),
        tr("Let the patient enter first. Nothing was saved."),
    ),
    consultations.UnknownDiagnosis: lambda e: (
        tr("{code} is no diagnosis", code=e.diagnosis),
        tr("Choose one from the ICD-10 list. Nothing was saved."),
    ),
    consultations.NotSigned: lambda _: (
        tr("This note is still being written"),
        tr("Write in the note itself. It is added to only after the consultation is completed."),
    ),
    consultations.ProblemListed: lambda e: (
        tr("{code} is on the problem list already", code=e.diagnosis),
        tr("Nothing was changed."),
    ),
    consultations.ProblemNotFound: lambda _: (
        tr("This problem is not on the list any more"),
        tr("Nothing was changed. Somebody else resolved it."),
    ),
    certificates.SickLeaveNotPlausible: lambda e: (
        tr("No certificate for these days"),
        tr("{why} Nothing was issued.", why=sick_leave_text(e.fault)),
    ),
    certificates.CertificateCancelled: lambda _: (
        tr("This certificate was cancelled already"),
        tr("Nothing was changed. The first reason stands."),
    ),
    certificates.CertificateNotFound: lambda _: (
        tr("This certificate does not exist"),
        tr("Nothing was changed. Search again: the list may be out of date."),
    ),
    vitals.TooMuchForAge: _too_much,
    vitals.VitalsNotFound: lambda _: (
        tr("These vital signs do not exist"),
        tr("Nothing was changed. Search again: the list may be out of date."),
    ),
    vitals.VitalsWithdrawn: lambda _: (
        tr("Already marked as an error"),
        tr("Nothing was changed. The first reason stands."),
    ),
}
