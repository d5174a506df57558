"""Words of referral letters and sick-leave certificates."""

from client.core.i18n import tr
from shared.models.appointments import Priority
from shared.models.certificates import Fitness


def urgency_of_letter(priority: Priority) -> str:
    """As a stranger reads it on paper."""
    return {
        Priority.EMERGENCY: tr("EMERGENCY: please see at once"),
        Priority.PRIORITY: tr("Urgent: please see as soon as possible"),
        Priority.NORMAL: tr("Routine"),
    }[priority]


def fitness_word(fitness: Fitness) -> str:
    """After "not fit for"."""
    return {
        Fitness.NO_WORK: tr("Work"),
        Fitness.NO_SCHOOL: tr("School or college"),
        Fitness.LIGHT_WORK: tr("Heavy work"),
    }[fitness]
