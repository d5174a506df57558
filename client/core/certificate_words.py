"""What a sick-leave certificate says, in a language of the hospital, with the digits of the slip."""

from datetime import date

from client.core.tongue import Tongue
from shared.models.certificates import Certificate, Fitness

_NOT_FIT = {
    Fitness.NO_WORK: "The patient named above was examined on {examined} and is not fit for work.",
    Fitness.NO_SCHOOL: "The patient named above was examined on {examined} and cannot go to school or college.",
    Fitness.LIGHT_WORK: "The patient named above was examined on {examined} and is fit for light work only.",
}
_FROM_TO = "From {first} to {last}, both days included: {days} days."
_ONE_DAY = "On {first}: 1 day."
SENTENCES = frozenset({*_NOT_FIT.values(), _FROM_TO, _ONE_DAY})
"""All that can be printed: each is translated into every language of the house."""


def certificate_sentences(certificate: Certificate, tongue: Tongue) -> tuple[str, ...]:
    examined = tongue.tr(_NOT_FIT[certificate.fitness], examined=_day(certificate.examined_on))
    first, last = _day(certificate.from_day), _day(certificate.to_day)
    if certificate.days == 1:
        return examined, tongue.tr(_ONE_DAY, first=first)
    return examined, tongue.tr(_FROM_TO, first=first, last=last, days=certificate.days)


def _day(day: date) -> str:
    """In figures: a month's name would be read in one language only."""
    return f"{day:%d/%m/%Y}"
