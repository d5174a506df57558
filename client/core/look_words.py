"""Words for a look at a patient's record: which part, and how it was opened."""

from client.core.i18n import tr
from shared.models.charts import ChartPart, OpenedBy


def part_word(part: ChartPart) -> str:
    return {
        ChartPart.TIMELINE: tr("Timeline"),
        ChartPart.VISITS: tr("Visits"),
        ChartPart.TESTS: tr("Tests"),
        ChartPart.PRESCRIPTIONS: tr("Prescriptions"),
        ChartPart.BILLS: tr("Bills"),
        ChartPart.DOCUMENTS: tr("Documents"),
        ChartPart.CARD: tr("Own data"),
    }[part]


def opened_word(opened_by: OpenedBy) -> str:
    return {
        OpenedBy.CHOICE: tr("chosen in a list"),
        OpenedBy.VISIT: tr("came with a visit"),
        OpenedBy.CARD: tr("card scanned"),
        OpenedBy.AGAIN: tr("was open"),
        OpenedBy.GLASS: tr("opened though confidential"),
    }[opened_by]
