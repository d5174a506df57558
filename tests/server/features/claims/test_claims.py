"""What payers owe is gathered, asked for under a number, and known by its age."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from shared.contracts import billing, claims, documents, ledger
from shared.contracts.claims import ClaimNotFound, ClaimStateConflict, NothingToClaim, NotOnClaim
from shared.contracts.documents import NothingToPrint
from shared.contracts.payers import PayerNotFound
from shared.errors import Forbidden, StaleVersion
from shared.ids import BillId, ClaimId, PayerId, new_id
from shared.models.claims import ClaimStatus
from shared.models.documents import PaperKind
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Role
from tests.server.features.cash.counter import together
from tests.server.features.claims.conftest import MANAGER, TODAY, item_of

DAY = timedelta(days=1)


def test_every_open_share_of_the_period_is_gathered_onto_one_draft_without_a_number(office):
    first = office.billed(1000)
    office.later(1)
    second = office.billed(500, "Rahima Khatun", "G-18")

    draft = office.gathered(TODAY, TODAY)
    whole = office.gathered(TODAY + DAY, TODAY + DAY)

    assert [item.bill_no for item in draft.items] == [first.bill_no]
    assert (whole.id, whole.claim_no, whole.status) == (draft.id, None, ClaimStatus.DRAFT)
    assert [(item.bill_no, str(item.amount), item.policy_no) for item in whole.items] == [
        (first.bill_no, "800.00", "G-17"),
        (second.bill_no, "400.00", "G-18"),
    ]
    assert (whole.period_from, whole.period_to, str(whole.amount)) == (TODAY, TODAY + DAY, "1200.00")
    with pytest.raises(NothingToClaim):
        office.gathered(TODAY, TODAY + DAY)


def test_what_is_left_out_or_discarded_stays_open(office):
    bill, other = office.billed(1000), office.billed(500)
    draft = office.gathered()

    less = office.send(claims.leave_out(claim_id=draft.id, version=draft.version, bill_id=bill.id))
    with pytest.raises(NotOnClaim):
        office.send(claims.leave_out(claim_id=draft.id, version=less.version, bill_id=bill.id))
    with pytest.raises(StaleVersion):
        office.send(claims.discard(claim_id=draft.id, version=draft.version))
    office.send(claims.discard(claim_id=draft.id, version=less.version))

    assert [item.bill_id for item in less.items] == [other.id]
    with pytest.raises(ClaimNotFound):
        office.get(draft)
    assert {item.bill_id for item in office.gathered().items} == {bill.id, other.id}


def test_a_submitted_claim_has_the_next_number_and_is_changed_no_more(office):
    office.billed(1000)
    first = office.submitted()
    office.billed(500)
    second = office.submitted()

    assert [claim.claim_no for claim in (first, second)] == ["CL-2026-00001", "CL-2026-00002"]
    assert (first.status, first.submitted_by) == (ClaimStatus.SUBMITTED, "Cashier")
    for change in (claims.submit, claims.discard):
        with pytest.raises(ClaimStateConflict) as refused:
            office.send(change(claim_id=first.id, version=first.version))
        assert refused.value.status_found is ClaimStatus.SUBMITTED


def test_what_was_credited_or_cancelled_meanwhile_is_not_asked_for(office, api):
    credited = office.billed(700)
    draft = office.gathered()
    office.credited(credited)
    with pytest.raises(NothingToClaim):
        office.send(claims.submit(claim_id=draft.id, version=draft.version))
    cancelled, bill = office.billed(1000), office.billed(500)
    draft = office.gathered()
    api(MANAGER).send(billing.cancel(bill_id=cancelled.id, version=cancelled.version, reason="Wrong patient"))

    claim = office.send(claims.submit(claim_id=draft.id, version=draft.version))

    assert [(item.bill_id, item.amount) for item in claim.items] == [(bill.id, 400)]


def test_a_credit_note_after_it_was_submitted_takes_from_what_is_open(office):
    bill, other = office.billed(1000), office.billed(500)
    claim = office.submitted()
    office.credited(bill)

    stands = office.get(claim)

    assert (item_of(stands, bill).credited, item_of(stands, bill).open) == (800, 0)
    assert (stands.amount, stands.open, item_of(stands, other).open) == (1200, 400, 400)


def test_two_who_gather_at_once_ask_for_each_bill_once(office, owner):
    for amount in (1000, 500, 300):
        office.billed(amount)

    outcomes = together(*[office.gathered] * 4)

    assert sum(isinstance(outcome, NothingToClaim) for outcome in outcomes) == 3
    assert owner.execute("SELECT count(DISTINCT claim_id), count(*) FROM claim_items").fetchone() == (1, 3)


def test_what_a_payer_owes_is_known_by_age_and_the_ledger_says_the_same(office):
    for amount in (1000, 500, 300):
        office.billed(amount)
        office.later(30)
    office.later(1)
    office.billed(200)

    standings = office.send(claims.standings())
    report = office.api(MANAGER).send(ledger.payers())
    dues = office.api(MANAGER).send(ledger.dues())

    (green,) = standings.payers
    assert green.payer_id == office.green.id
    ages = (green.ageing.up_to_30, green.ageing.up_to_60, green.ageing.up_to_90, green.ageing.older)
    assert ages == (160, 240, 400, 800)  # issued today, and 31, 61 and 91 days ago
    assert (green.unclaimed, green.unclaimed_bills, green.unclaimed_since) == (1600, 4, TODAY)
    assert [row.ageing for row in report.rows] == [green.ageing]
    assert str(report.total) == str(dues.payers) == "1600.00"


def test_drafts_stand_first_and_what_is_paid_is_found_among_the_ended(office):
    bill = office.billed(1000)
    paid = office.answered(office.submitted(), (bill, 800, 0))
    office.billed(300)
    open_claim = office.submitted()
    office.billed(200)
    draft = office.gathered()

    going_on = office.send(claims.claims(payer_id=office.green.id)).items
    ended = office.send(claims.claims(ended=True)).items

    assert [claim.id for claim in going_on] == [draft.id, open_claim.id]
    assert [(claim.id, claim.status) for claim in ended] == [(paid.id, ClaimStatus.SETTLED)]


def test_a_claim_is_a_file_for_the_payers_programs(office):
    bill = office.billed(1000, "=Amina Begum")
    claim = office.submitted()

    book, text = (office.send(claims.export(claim_id=claim.id, form=form)) for form in SpreadsheetForm)

    head, row = load_workbook(io.BytesIO(book.data))["Claim"].iter_rows(values_only=True)
    said = {str(name): str(value) for name, value in zip(head, row, strict=True)}
    in_csv = dict(zip(*(line.split(",") for line in text.data.decode("utf-8-sig").splitlines()), strict=True))
    assert (book.name, text.name) == ("CL-2026-00001.xlsx", "CL-2026-00001.csv")
    assert (said["patient"], in_csv["patient"]) == ("=Amina Begum", "'=Amina Begum")
    for told in (said, in_csv):
        assert (told["bill_no"], told["policy_no"]) == (bill.bill_no, "G-17")
        assert Decimal(told["amount"]) == 800


def test_that_a_claim_left_as_a_file_is_kept_with_who_took_it_and_how_many_rows(office, house, owner):
    office.billed(1000)
    office.billed(2000, "Rahim Uddin")
    claim = office.submitted()

    office.send(claims.export(claim_id=claim.id, form=SpreadsheetForm.CSV))

    kept = owner.execute("SELECT part, form, rows, asked, exported_by, workstation_id FROM audit_exports").fetchall()
    ((part, form, rows, asked, who, where),) = kept
    assert (part, form, rows, asked) == ("claim", "csv", 2, {"claim_id": str(claim.id)})
    assert (who, where) == owner.execute(
        "SELECT employee_id, a.workstation_id FROM audit_log a JOIN users u ON u.id = a.user_id "
        "WHERE table_name = 'audit_exports' AND call = 'POST /claims/{claim_id}/file'"
    ).fetchone()


def test_only_a_submitted_claim_is_a_paper_and_its_copies_are_counted(office):
    office.billed(1000)
    draft = office.gathered()
    paper = documents.record_print(kind=PaperKind.CLAIM, subject_id=draft.id)
    with pytest.raises(NothingToPrint):
        office.send(paper)

    office.send(claims.submit(claim_id=draft.id, version=draft.version))

    assert [office.send(paper).copy_number for _ in range(2)] == [0, 1]


def test_nobody_else_sees_claims_and_what_does_not_exist_is_said(office, api):
    with pytest.raises(Forbidden):
        api(Role.RECEPTIONIST).send(claims.standings())
    with pytest.raises(PayerNotFound):
        office.send(claims.gather(payer_id=PayerId(new_id()), period_from=TODAY, period_to=TODAY))
    with pytest.raises(ClaimNotFound):
        office.send(claims.get(claim_id=ClaimId(new_id())))
    bill = office.billed(1000)
    draft = office.gathered()
    with pytest.raises(NotOnClaim):
        office.send(claims.leave_out(claim_id=draft.id, version=draft.version, bill_id=BillId(new_id())))
    with pytest.raises(ClaimStateConflict):
        office.answered(draft, (bill, 1, 0))
