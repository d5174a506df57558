from typing import Any
from uuid import UUID

import pytest

from client.core.aio import Promise
from client.printing.papers import DocumentKind, Paper
from client.printing.printers import FolderTarget
from client.printing.service import NoPrinterChosen, PrintService, Route
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contracts import consultations, documents, lab, lab_refusals, staff
from shared.errors import Forbidden
from shared.models.billing import PaymentMode
from shared.models.documents import PaperKind, PrintCopy, RecordPrint
from shared.permissions import Permission
from tests.client.cashier import bills
from tests.client.cashier.conftest import HOSPITAL
from tests.client.consulting.letters_out import CERTIFICATE, LETTER
from tests.client.fakes import FakeCalls
from tests.client.lab import work
from tests.client.printing.test_papers import NoonClock, consultation, item
from tests.client.reception import people

RECEIPTS = (DocumentKind.RECEIPT, DocumentKind.RECEIPT_SHEET)


class Spooler:
    """Takes the papers as the print service does, and keeps what it was given."""

    def __init__(self, kinds=tuple(DocumentKind)):
        self.kinds = kinds
        self.taken: list[tuple[Any, DocumentKind, str, bool]] = []
        self.fault: BaseException | None = None

    def print(self, document, kind, *, title, open_drawer=False):
        promise: Promise[None] = Promise()
        if kind not in self.kinds:
            promise.reject(NoPrinterChosen(kind))
        elif self.fault is not None:
            promise.reject(self.fault)
        else:
            self.taken.append((document, kind, title, open_drawer))
            promise.resolve(None)
        return promise


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(staff.hospital, HOSPITAL)
    calls.answers(documents.record_print, PrintCopy(copy_number=0))
    return calls


@pytest.fixture
def spooler():
    return Spooler()


@pytest.fixture
def desk(qapp, calls, spooler):
    desk = PrintDesk(calls, spooler, NoonClock(), "Counter 2")
    desk.signed_in("Salma Khatun")
    return desk


@pytest.fixture
def told(desk):
    """What became of each paper, in order."""
    outcomes: list[object] = []
    desk.printed.connect(outcomes.append)
    desk.refused.connect(outcomes.append)
    return outcomes


@pytest.fixture
def outcome(calls, told, qtbot):
    """Let the calls be answered until the paper is printed or refused."""

    def wait():
        before = len(told)

        def look():
            calls.deliver()
            return len(told) > before

        qtbot.waitUntil(look)
        return told[-1]

    return wait


def test_a_paper_is_numbered_by_the_server_before_it_is_printed(desk, calls, spooler, outcome):
    details = people.details()

    desk.token(details)

    assert outcome() == f"Token {details.token}"
    assert calls.requests(documents.record_print) == [RecordPrint(kind=PaperKind.TOKEN, subject_id=details.id)]
    assert [(kind, title) for _, kind, title, _ in spooler.taken] == [
        (DocumentKind.TOKEN_SLIP, f"Token {details.token}")
    ]


def test_every_paper_is_counted_by_its_own_subject(desk, calls, outcome):
    visit, paid = consultation(item()), bills.taken("400")

    for print_it in (
        lambda: desk.prescription(visit),
        lambda: desk.bill(paid.bill),
        lambda: desk.receipt(paid),
        lambda: desk.referral_letter(LETTER, visit.patient),
        lambda: desk.certificate(CERTIFICATE, visit.patient),
    ):
        print_it()
        outcome()

    assert [(ask.kind, ask.subject_id) for ask in calls.requests(documents.record_print)] == [
        (PaperKind.PRESCRIPTION, visit.prescription.id),
        (PaperKind.BILL, paid.bill.id),
        (PaperKind.RECEIPT, paid.payments[0].id),
        (PaperKind.REFERRAL, LETTER.id),
        (PaperKind.CERTIFICATE, CERTIFICATE.id),
    ]


def test_a_prescription_of_a_visit_that_is_not_on_the_screen_is_read_first(desk, calls, spooler, outcome):
    visit = consultation(item())
    calls.answers(consultations.get, visit)

    desk.prescription_of(visit.appointment_id)

    assert outcome() == "Prescription RX-2026-000412"
    assert [document.number for document, *_ in spooler.taken] == ["RX-2026-000412"]


def test_one_that_cannot_be_read_is_not_printed(desk, calls, spooler, outcome):
    calls.answers(consultations.get, Forbidden(Permission.CONSULTATIONS_VIEW))

    desk.prescription_of(consultation(item()).appointment_id)

    assert isinstance(outcome(), Forbidden)
    assert spooler.taken == []


@pytest.mark.parametrize(("prints", "copy"), [(1, 0), (3, 2)])
def test_a_tubes_label_is_counted_by_the_tube_itself(desk, calls, spooler, outcome, prints, copy):
    calls.answers(lab.label_printed, work.sample(version=6, label_prints=prints))

    desk.specimen_label(work.sample())

    assert outcome() == f"Label {work.ACCESSION}"
    (label, kind, *_) = spooler.taken[0]
    assert kind is DocumentKind.SPECIMEN_LABEL
    assert (label.accession, label.copy, label.urgency) == (work.ACCESSION, copy, "At once")
    assert label.tests == "Electrolytes, Liver function"
    assert [ask.version for ask in calls.requests(lab.label_printed)] == [5]


def test_a_label_that_cannot_be_counted_is_not_printed(desk, calls, spooler, outcome):
    calls.answers(lab.label_printed, lab_refusals.SampleNotFound(work.SAMPLE))

    desk.specimen_label(work.sample())

    assert isinstance(outcome(), lab_refusals.SampleNotFound)
    assert spooler.taken == []


@pytest.mark.parametrize("number", [0, 1, 4])
def test_the_paper_bears_the_servers_copy_number(desk, calls, spooler, outcome, number):
    calls.answers(documents.record_print, PrintCopy(copy_number=number))

    desk.bill(bills.bill())
    outcome()

    assert [document.copy for document, *_ in spooler.taken] == [number]


def test_no_title_of_a_paper_names_a_patient(desk, spooler, outcome):
    for print_it in (lambda: desk.token(people.details()), lambda: desk.receipt(bills.taken("400"))):
        print_it()
        outcome()

    assert not any("Rahima" in title for _, _, title, _ in spooler.taken)


def test_a_paper_that_cannot_be_numbered_is_not_printed(desk, calls, spooler, outcome):
    calls.answers(documents.record_print, Forbidden(Permission.DOCUMENTS_PRINT))

    desk.token(people.details())

    assert isinstance(outcome(), Forbidden)
    assert spooler.taken == []


def test_an_original_cash_receipt_opens_the_drawer_once_though_it_prints_on_two_papers(desk, spooler, outcome):
    desk.receipt(bills.taken("400", "500"))
    outcome()

    assert [(kind, opens) for _, kind, _, opens in spooler.taken] == [(RECEIPTS[0], True), (RECEIPTS[1], False)]


@pytest.mark.parametrize(
    ("mode", "copy"), [(PaymentMode.CASH, 1), (PaymentMode.CARD, 0), (PaymentMode.MOBILE, 0), (PaymentMode.BANK, 0)]
)
def test_a_duplicate_and_a_payment_without_cash_leave_the_drawer_closed(desk, calls, spooler, outcome, mode, copy):
    calls.answers(documents.record_print, PrintCopy(copy_number=copy))

    desk.receipt(bills.taken("400", mode=mode))
    outcome()

    assert not any(opens for *_, opens in spooler.taken)


def test_no_other_paper_opens_the_drawer(desk, spooler, outcome):
    desk.bill(bills.bill())
    outcome()

    assert not any(opens for *_, opens in spooler.taken)


def test_without_a_printer_for_it_the_refusal_is_told(desk, spooler, outcome):
    spooler.kinds = ()

    desk.token(people.details())

    assert isinstance(outcome(), NoPrinterChosen)


def test_a_cashier_without_a_printer_for_sheets_still_gets_the_roll(desk, spooler, outcome):
    spooler.kinds = (DocumentKind.RECEIPT,)

    desk.receipt(bills.taken("400"))

    assert outcome() == "Receipt R-CASH1-2026-000001"
    assert [kind for _, kind, *_ in spooler.taken] == [DocumentKind.RECEIPT]


def test_a_full_disk_is_told(desk, spooler, outcome):
    spooler.fault = OSError("no space left")

    desk.token(people.details())

    assert isinstance(outcome(), OSError)


def test_a_visit_without_a_prescription_prints_nothing(desk, calls, spooler):
    desk.prescription(consultation(prescription=None))

    assert calls.sent == []
    assert spooler.taken == []


def test_the_papers_carry_the_name_of_who_is_signed_in_now(desk, calls, spooler, outcome):
    desk.bill(bills.bill())
    outcome()
    desk.signed_in("Rafiq Ahmed")

    desk.bill(bills.bill())
    outcome()

    assert [document.footer.by for document, *_ in spooler.taken] == ["Salma Khatun", "Rafiq Ahmed"]
    assert len(calls.requests(staff.hospital)) == 2


def test_the_house_is_asked_once_while_one_person_prints(desk, calls, outcome):
    for _ in range(3):
        desk.bill(bills.bill())
        outcome()

    assert len(calls.requests(staff.hospital)) == 1


def test_the_real_service_makes_the_real_paper(qapp, calls, tmp_path, qtbot, pages_of):
    route = Route(FolderTarget(path=tmp_path / "prints"), Paper.ROLL)
    service = PrintService(tmp_path / "spool", {DocumentKind.RECEIPT: route})
    calls.answers(documents.record_print, PrintCopy(copy_number=2))
    desk = PrintDesk(calls, service, NoonClock(), "Counter 2")

    desk.receipt(bills.taken("400", "500"))

    def printed():
        calls.deliver()
        return list((tmp_path / "prints").glob("*.pdf"))

    qtbot.waitUntil(lambda: bool(printed()))
    text = pages_of(printed()[0].read_bytes())[0]
    assert "R-CASH1-2026-000001" in text
    assert "DUPLICATE" in text.upper()
    service.close()


def test_who_may_not_print_is_told_so_without_asking_the_server(desk, calls, spooler, outcome):
    desk.signed_in("Salma Khatun", may_print=False)

    desk.token(people.details())

    assert isinstance(outcome(), Forbidden)
    assert calls.requests(documents.record_print) == []
    assert spooler.taken == []


def test_a_paper_of_nobody_is_refused(desk, calls, outcome):
    calls.answers(documents.record_print, documents.NothingToPrint())

    desk.receipt(bills.taken("400").model_copy())

    assert isinstance(outcome(), documents.NothingToPrint)
    assert calls.requests(documents.record_print)[0].subject_id == UUID(int=101)
