from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from shared.contracts import billing, cash, documents, prescriptions
from shared.contracts.documents import NothingToPrint
from shared.errors import Forbidden
from shared.ids import new_id
from shared.models.billing import PaymentMode
from shared.models.cash_payments import PaymentPart
from shared.models.documents import PaperKind
from shared.models.prescriptions import NewPrescriptionItem
from shared.permissions import Role
from shared.rules.dosing import Frequency
from tests.server.features.consultations.visits import checked_in, completed, in_room

CASHIER = Role.CASHIER
# May see every kind of paper.
PRINTER = Role.PHARMACIST


def token(api, house):
    return checked_in(api, house).id


def prescription(api, house):
    item = NewPrescriptionItem(
        medicine_id=house.medicines["Paracetamol 500 mg"], dose=Decimal(1), frequency=Frequency.OD, days=1
    )
    return api("doctor").send(prescriptions.prescribe(appointment_id=in_room(api, house), items=[item])).id


def draft(api, house):
    return api(CASHIER).send(billing.of_appointment(appointment_id=completed(api, house)))


def bill(api, house):
    waiting = draft(api, house)
    return api(CASHIER).send(billing.issue(bill_id=waiting.id, version=waiting.version)).id


def receipt(api, house):
    api(CASHIER).send(cash.open_session(opening_float=Decimal(0)))
    owed = api(CASHIER).send(billing.get(bill_id=bill(api, house)))
    paying = cash.pay(
        bill_id=owed.id, version=owed.version, parts=[PaymentPart(mode=PaymentMode.CASH, amount=owed.due)]
    )
    return api(CASHIER).send(paying).payments[0].id


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (PaperKind.TOKEN, token),
        (PaperKind.PRESCRIPTION, prescription),
        (PaperKind.BILL, bill),
        (PaperKind.RECEIPT, receipt),
    ],
)
def test_the_first_is_the_original_and_every_later_one_a_duplicate(api, house, kind, subject):
    subject_id = subject(api, house)

    copies = [api(PRINTER).send(documents.record_print(kind=kind, subject_id=subject_id)).copy_number for _ in range(3)]

    assert copies == [0, 1, 2]


@pytest.mark.parametrize(
    ("who", "kind", "subject"),
    [(Role.RECEPTIONIST, PaperKind.PRESCRIPTION, prescription), (Role.DOCTOR, PaperKind.RECEIPT, receipt)],
)
def test_whoever_may_not_see_a_paper_can_not_use_up_its_original(api, house, who, kind, subject):
    subject_id = subject(api, house)

    with pytest.raises(Forbidden):
        api(who).send(documents.record_print(kind=kind, subject_id=subject_id))

    assert api(PRINTER).send(documents.record_print(kind=kind, subject_id=subject_id)).copy_number == 0


def test_copies_printed_at_once_have_numbers_of_their_own(api, house):
    subject_id, client = token(api, house), api(CASHIER)

    with ThreadPoolExecutor(8) as pool:
        printed = [
            pool.submit(client.send, documents.record_print(kind=PaperKind.TOKEN, subject_id=subject_id))
            for _ in range(16)
        ]

    assert sorted(copy.result().copy_number for copy in printed) == list(range(16))


@pytest.mark.parametrize("kind", PaperKind)
def test_what_does_not_exist_has_no_paper(api, house, kind):
    by_kind = {
        PaperKind.REFERRAL: Role.DOCTOR,
        PaperKind.CERTIFICATE: Role.DOCTOR,
        PaperKind.TEST_REPORT: Role.RECEPTIONIST,
        PaperKind.CLAIM: CASHIER,
        PaperKind.PURCHASE_ORDER: Role.PHARMACIST,
        PaperKind.DEBIT_NOTE: Role.PHARMACIST,
    }
    who = by_kind.get(kind, PRINTER)

    with pytest.raises(NothingToPrint):
        api(who).send(documents.record_print(kind=kind, subject_id=new_id()))


def test_a_draft_is_no_bill_yet(api, house):
    with pytest.raises(NothingToPrint):
        api(CASHIER).send(documents.record_print(kind=PaperKind.BILL, subject_id=draft(api, house).id))
