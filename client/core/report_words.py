"""The reports in words: what each is called, what its rows and columns are, and how its figures are meant."""

from datetime import date
from decimal import Decimal

from client.core.i18n import number_text, short_date_text, tr
from client.core.numbers import plain
from client.core.words import item_kind_word, mode_word
from shared.models.billing import ItemKind, PaymentMode
from shared.models.reports import (
    Cell,
    CellKind,
    Figure,
    Grouping,
    Meaning,
    ReportDocumentKind,
    ReportKind,
    ReportRow,
)
from shared.money import Currency


def report_word(kind: ReportKind) -> str:
    return {
        ReportKind.REGISTER: tr("Daily register"),
        ReportKind.DOCTORS: tr("Doctors at work"),
        ReportKind.DEPARTMENTS: tr("Departments at work"),
        ReportKind.DIAGNOSES: tr("Diagnoses"),
        ReportKind.TESTS: tr("Tests and abnormal results"),
        ReportKind.INCOME: tr("Income"),
        ReportKind.DISCOUNTS: tr("Discounts"),
        ReportKind.REFUNDS: tr("Refunds"),
        ReportKind.DUES: tr("Dues by age"),
        ReportKind.CONSUMPTION: tr("Medicines used"),
        ReportKind.EXPIRY: tr("Expiry"),
        ReportKind.NO_SHOWS: tr("No-shows"),
        ReportKind.WAITING: tr("Waiting times"),
        ReportKind.USER_ACTIVITY: tr("Activity of users"),
    }[kind]


def grouping_word(by: Grouping) -> str:
    return {
        Grouping.AGE: tr("Age"),
        Grouping.APPROVER: tr("Approved by"),
        Grouping.CHAPTER: tr("Chapter"),
        Grouping.CODE: tr("Code"),
        Grouping.DAY: tr("Day"),
        Grouping.DEBTOR: tr("Who owes"),
        Grouping.DEPARTMENT: tr("Department"),
        Grouping.DOCTOR: tr("Doctor"),
        Grouping.EMPLOYEE: tr("Person"),
        Grouping.HOUR: tr("Hour"),
        Grouping.ITEM_KIND: tr("Kind"),
        Grouping.MEDICINE: tr("Medicine"),
        Grouping.MODE: tr("Way of paying"),
        Grouping.MONTH: tr("Month"),
        Grouping.REASON: tr("Reason"),
        Grouping.STORE: tr("Store"),
        Grouping.TEST: tr("Test"),
    }[by]


def figure_word(figure: Figure) -> str:
    return {
        Figure.ATTENDED: tr("Attended"),
        Figure.NEW: tr("New"),
        Figure.REPEAT: tr("Repeat"),
        Figure.NEW_FEMALE: tr("New, female"),
        Figure.NEW_MALE: tr("New, male"),
        Figure.NEW_OTHER: tr("New, other"),
        Figure.REPEAT_FEMALE: tr("Repeat, female"),
        Figure.REPEAT_MALE: tr("Repeat, male"),
        Figure.REPEAT_OTHER: tr("Repeat, other"),
        Figure.FEMALE: tr("Female"),
        Figure.MALE: tr("Male"),
        Figure.BOOKED: tr("Booked"),
        Figure.COMPLETED: tr("Done"),
        Figure.CANCELLED: tr("Cancelled"),
        Figure.NEVER_CAME: tr("Never came"),
        Figure.LEFT_UNSEEN: tr("Left unseen"),
        Figure.MISSED: tr("Missed"),
        Figure.MISSED_SHARE: tr("Missed, %"),
        Figure.PRESCRIPTIONS: tr("Prescriptions"),
        Figure.TESTS: tr("Tests"),
        Figure.VISITS: tr("Visits"),
        Figure.WAITING_MEDIAN: tr("Waited, half"),
        Figure.WAITING_P90: tr("Waited, 9 of 10"),
        Figure.ROOM_MEDIAN: tr("In room, half"),
        Figure.ROOM_P90: tr("In room, 9 of 10"),
        Figure.DIAGNOSES: tr("Diagnoses"),
        Figure.PRIMARY: tr("Primary"),
        Figure.ORDERED: tr("Ordered"),
        Figure.RELEASED: tr("Released"),
        Figure.ABNORMAL: tr("Abnormal"),
        Figure.ABNORMAL_SHARE: tr("Abnormal, %"),
        Figure.CRITICAL: tr("Critical"),
        Figure.TURNAROUND_MEDIAN: tr("Took, half"),
        Figure.TURNAROUND_P90: tr("Took, 9 of 10"),
        Figure.TAKEN: tr("Taken"),
        Figure.GIVEN_BACK: tr("Given back"),
        Figure.NET: tr("Net"),
        Figure.BILLED: tr("Billed"),
        Figure.DISCOUNT: tr("Discount"),
        Figure.TAX: tr("Tax"),
        Figure.BILLS: tr("Bills"),
        Figure.REFUNDS: tr("Refunds"),
        Figure.APPROVED: tr("Approved"),
        Figure.PAID_OUT: tr("Paid out"),
        Figure.UP_TO_30: tr("Up to 30 days"),
        Figure.UP_TO_60: tr("31 to 60"),
        Figure.UP_TO_90: tr("61 to 90"),
        Figure.OLDER: tr("Older"),
        Figure.OWED: tr("Owed"),
        Figure.IN_CREDIT: tr("To give back"),
        Figure.CONSUMED: tr("Used"),
        Figure.WASTED: tr("Wasted"),
        Figure.VALUE: tr("Value"),
        Figure.ON_HAND: tr("On hand"),
        Figure.DAYS_OF_STOCK: tr("Lasts, days"),
        Figure.BATCHES: tr("Batches"),
        Figure.FIRST_EXPIRY: tr("First expiry"),
        Figure.SIGN_INS: tr("Sign-ins"),
        Figure.ACTIONS: tr("Acts at visits"),
        Figure.LOOKS: tr("Records opened"),
    }[figure]


def meaning_text(meaning: Meaning) -> str:
    """How the figures are meant, in one sentence that stands under them."""
    return {
        Meaning.ATTENDED: tr(
            "Who checked in and did not leave unseen. New and repeat go by the problem, not by the person."
        ),
        Meaning.BY_DAY_OF_VISIT: tr("Visits, prescriptions and tests count on the day of the visit, for its doctor."),
        Meaning.STANDING_DIAGNOSES: tr("Diagnoses recorded in these days and not taken back."),
        Meaning.BY_DAY_OF_ORDER: tr(
            "Tests ordered in these days and not cancelled. Abnormal goes by the newest released result."
        ),
        Meaning.MONEY_TAKEN: tr(
            "What came in and went out at the counters and from payers, without floats and petty cash."
        ),
        Meaning.BILLED: tr("What was billed in these days, less discounts and credit notes. Tax is on top of it."),
        Meaning.DISCOUNTS_BILLED: tr(
            "Discounts on bills issued in these days, less what cancellations and credit notes took back."
        ),
        Meaning.REFUNDS_APPROVED: tr("Refunds approved in these days, and what of them has been paid out by now."),
        Meaning.OWED_AT_THE_END: tr("What is owed at the end of the last day, by how long ago the bill was issued."),
        Meaning.CONSUMED: tr(
            "Given out less what was brought back. On hand is now; it lasts at the pace of these days. "
            "Quantities stand for one medicine only."
        ),
        Meaning.EXPIRES: tr("What lies in the stores now and may last be used in these days."),
        Meaning.MISSED: tr(
            "Who never came, who left unseen, what was cancelled. Booked and Missed, % leave out who came unbooked."
        ),
        Meaning.WAITING_ENDS_IN_THE_ROOM: tr(
            "Waiting is from the check-in until the patient first enters the room, not until the call. In minutes. "
            "Who was passed on counts with the last doctor."
        ),
        Meaning.DONE_BY: tr(
            "What each person did at visits, whose records they opened, how often they signed in. "
            "What was entered at stores, in catalogues and settings stands in the audit."
        ),
    }[meaning]


def row_text(by: Grouping, key: str, label: str) -> str:
    """What a row is of; where it has no name of its own, its key is said in words."""
    if label:
        return label
    match by:
        case Grouping.DAY:
            return short_date_text(date.fromisoformat(key))
        case Grouping.HOUR:
            return tr("{hour}:00", hour=key)
        case Grouping.MODE:
            return mode_word(PaymentMode(key))
        case Grouping.ITEM_KIND if key:
            return item_kind_word(ItemKind(key))
        case Grouping.DEBTOR if key == "patients":
            return tr("Patients")
        case Grouping.AGE if key == "unknown":
            return tr("Age not known")
        case Grouping.DEPARTMENT:
            return tr("No department")
        case Grouping.APPROVER:
            return tr("Nobody had to")
        case _:
            return key or tr("Not said")


def row_name(by: Grouping, row: ReportRow) -> str:
    return row_text(by, row.key, row.label)


def cell_text(cell: Cell, kind: CellKind, currency: Currency) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, date):
        return short_date_text(cell)
    match kind:
        case CellKind.MONEY:
            return plain(cell, currency)
        case CellKind.COUNT | CellKind.DAYS:
            return number_text(cell, 0)
        case CellKind.PER_CENT:
            return tr("{number} %", number=number_text(_short(cell)))
        case CellKind.MINUTES:
            return tr("{minutes} min", minutes=number_text(cell, 0))
        case CellKind.QUANTITY | CellKind.DATE:
            return number_text(_short(cell))


def change_text(now: Cell, before: Cell) -> str:
    """By how much in a hundred it is more or less than before; empty where there is nothing to compare with."""
    if not isinstance(now, Decimal) or not isinstance(before, Decimal) or before <= 0:
        return ""
    change = round(100 * (now - before) / before)
    percent = number_text(change)
    return tr("+{percent}\u00a0%", percent=percent) if change > 0 else tr("{percent}\u00a0%", percent=percent)


def document_word(kind: ReportDocumentKind) -> str:
    return {
        ReportDocumentKind.APPOINTMENT: tr("Visit"),
        ReportDocumentKind.PRESCRIPTION: tr("Prescription"),
        ReportDocumentKind.TEST_ORDER: tr("Test"),
        ReportDocumentKind.DIAGNOSIS: tr("Diagnosis"),
        ReportDocumentKind.BILL: tr("Bill"),
        ReportDocumentKind.BILL_ISSUED: tr("Bill"),
        ReportDocumentKind.BILL_CANCELLED: tr("Bill cancelled"),
        ReportDocumentKind.CREDIT_NOTE: tr("Credit note"),
        ReportDocumentKind.PAYMENT: tr("Payment"),
        ReportDocumentKind.DEPOSIT: tr("Deposit"),
        ReportDocumentKind.REFUND: tr("Refund"),
        ReportDocumentKind.REFUND_PAID: tr("Refund paid out"),
        ReportDocumentKind.CLAIM_PAID: tr("Claim paid"),
        ReportDocumentKind.STOCK_MOVE: tr("Stock move"),
        ReportDocumentKind.BATCH: tr("Batch"),
        ReportDocumentKind.EVENT: tr("Act at a visit"),
        ReportDocumentKind.LOOK: tr("Record opened"),
        ReportDocumentKind.SIGN_IN: tr("Sign-in"),
    }[kind]


def _short(number: Decimal) -> Decimal:
    """Without the nothing at its end."""
    return Decimal(f"{number.normalize():f}")
