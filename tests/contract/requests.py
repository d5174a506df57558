"""A request of every kind: made from its model, with the few fields that have patterns filled by hand."""

from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from polyfactory.factories.pydantic_factory import ModelFactory
from pydantic import BaseModel

from shared.contract import Endpoint
from shared.ids import BillId, MedicineId
from shared.models.access import Approve, ChangePassword, Refresh, SetUp, SignIn, Unlock
from shared.models.audit import ExportChanges, ExportLooks, SearchChanges, SearchLooks
from shared.models.bill_changes import GiveDiscount
from shared.models.billing import PaymentMode
from shared.models.boards import NewNotice, NoticeKind, PostNotices
from shared.models.calendar import FindLeaveTarget, ListHits, ListOutside, TakeLeave
from shared.models.cash_payments import PaymentPart
from shared.models.claims import AnswerClaim, AnsweredItem, ClaimMode, ClaimMoney, GatherClaim
from shared.models.consultations import DiagnosisKind, NewDiagnosis, RecordDiagnoses
from shared.models.documents import AddPiece, BeginDocument, DocumentKind, PaperKind, ReadPiece, RecordPrint
from shared.models.formulary import ImportMedicines
from shared.models.house import CloseDays, FindBooked, HouseFacts
from shared.models.patients import FindByNumber, NextOfKin, RegisterPatient, SetPhoto, Sex, TypedAge, UpdatePatient
from shared.models.people import AddPerson, ChangePerson
from shared.models.pharmacy import Dispense, LineDone, Outcome
from shared.models.pharmacy_sales import SellMedicines, SoldLine
from shared.models.prescriptions import NewPrescriptionItem
from shared.models.prices import ImportPrices
from shared.models.purchases import GoodsLine, OrderedLine
from shared.models.reports import Figure, ListDocuments, ReportChoice, ReportKind, StartReport
from shared.models.schedules import AddDatedSession, AddWeeklySession, ChangeWeeklySession
from shared.models.sign_in import BeginLink, BeginOpenId, Challenge, FinishOpenId, ProveSecond, SaveSignInRules
from shared.models.stock import AdjustStock
from shared.models.vitals import RecordVitals
from shared.models.workstations import Pair, WorkstationKind
from shared.rules.dosing import Frequency

_LINE = NewPrescriptionItem(medicine_id=MedicineId(UUID(int=1)), dose=Decimal(1), frequency=Frequency.TDS, days=5)
# Only what is taken when needed has a need.
ModelFactory.add_provider(NewPrescriptionItem, lambda: _LINE)
# What is given says how much, and of which batches or by their order.
_DONE = LineDone(line=1, outcome=Outcome.GIVEN, quantity=Decimal(1))
ModelFactory.add_provider(LineDone, lambda: _DONE)
_SOLD = SoldLine(medicine_id=MedicineId(UUID(int=1)), quantity=Decimal(1))
ModelFactory.add_provider(SoldLine, lambda: _SOLD)
# What is made at random of packs and prices comes to more than is ever bought.
_ORDERED = OrderedLine(
    medicine_id=MedicineId(UUID(int=1)), pack="Box", pack_size=Decimal(100), packs=2, pack_price=Decimal(85)
)
ModelFactory.add_provider(OrderedLine, lambda: _ORDERED)
_GOODS = GoodsLine(
    line=1, batch_no="B1", expires_on=date(2028, 3, 31), packs=2, pack_price=Decimal(85), price=Decimal("1.2")
)
ModelFactory.add_provider(GoodsLine, lambda: _GOODS)
# A time zone is one that there is.
_HOUSE = HouseFacts(name="Test Hospital", timezone="Asia/Dhaka")
ModelFactory.add_provider(HouseFacts, lambda: _HOUSE)
_KIN = NextOfKin(name="Aliou Diallo", phone="01711-402318")
# What is made at random of a phone's pattern is not always one.
ModelFactory.add_provider(NextOfKin, lambda: _KIN)

# A kind that knows what it is of.
_CHOICE = ReportChoice(kind=ReportKind.REGISTER)
ModelFactory.add_provider(ReportChoice, lambda: _CHOICE)
_PART = PaymentPart(mode=PaymentMode.CARD, amount=Decimal("12.50"))
# Cash is one part of a payment, not each of them.
ModelFactory.add_provider(PaymentPart, lambda: _PART)

# Money comes with what is paid, and nothing else does.
_ANSWERED = AnsweredItem(bill_id=BillId(UUID(int=1)), paid=Decimal(1))
ModelFactory.add_provider(AnsweredItem, lambda: _ANSWERED)
_BY_BANK = ClaimMoney(mode=ClaimMode.TRANSFER, reference="TRX-1", received_on=date(2026, 11, 22))

_PERSON: dict[str, Any] = {
    "name": "Amina Diallo",
    "sex": Sex.FEMALE,
    "age": TypedAge(amount=36),
    "birth": None,
    "phone": "01711-402317",
    "email": "amina@example.org",
    "next_of_kin": _KIN,
    "category_id": None,
    "payer_id": None,
}
_NOVEMBER: dict[str, Any] = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
_HOURS: dict[str, Any] = {"starts": time(9), "ends": time(12)}
_DAYS: dict[str, Any] = {"first_day": date(2026, 11, 23), "last_day": date(2026, 11, 24)}
_LEAVE: dict[str, Any] = {**_HOURS, **_DAYS}
_REPORT: dict[str, Any] = {
    "kind": ReportKind.REGISTER,
    "since": date(2026, 11, 1),
    "until": date(2026, 11, 30),
    **dict.fromkeys(("by", "doctor_id", "department_id", "employee_id", "store_id")),
}
_FILLED: dict[type[BaseModel], dict[str, Any]] = {
    SignIn: {"user_name": "salma.khatun", "password": "secret-enough"},
    SetUp: {"user_name": "first.admin", "password": "secret-enough", "hospital": "Test", "full_name": "First Admin"},
    Approve: {"user_name": "rezaul.karim", "password": "secret-enough"},
    Unlock: {"password": "secret-enough"},
    ChangePassword: {"password": "secret-enough", "new_password": "secret-enough-2"},
    Refresh: {"refresh_token": "a-refresh-token-of-some-length"},
    SaveSignInRules: {
        "openid_issuer": "https://id.example",
        "openid_scopes": "openid email",
        "openid_secret": "secret-enough",
        "password_days": 90,
    },
    Challenge: {"challenge": "a-challenge-of-some-length"},
    ProveSecond: {"challenge": "a-challenge-of-some-length", "code": "123456"},
    BeginOpenId: {"redirect_uri": "http://127.0.0.1:49152/"},
    BeginLink: {"redirect_uri": "http://127.0.0.1:49152/", "password": "secret-enough"},
    FinishOpenId: {"ticket": "a-ticket-of-some-length", "code": "a-code", "state": "a-state-of-some-length"},
    Pair: {"nonce": "0" * 32, "proof": "0" * 64, "name": "Counter 2", "kind": WorkstationKind.RECEPTION},
    # Tokens and a share of fees are a doctor's.
    AddPerson: {"is_doctor": True},
    ChangePerson: {"is_doctor": True},
    GiveDiscount: {"value": Decimal(10)},
    **dict.fromkeys((ExportChanges, ExportLooks, SearchChanges, SearchLooks), _NOVEMBER),
    GatherClaim: {"period_from": date(2026, 11, 1), "period_to": date(2026, 11, 30)},
    AnswerClaim: {"items": [_ANSWERED], "money": _BY_BANK},
    ImportMedicines: {"data": b"generic,form,strength"},
    ImportPrices: {"data": b"kind,code,name,price,tax"},
    PostNotices: {"notices": [NewNotice(kind=NoticeKind.MASK)]},
    RegisterPatient: _PERSON,
    UpdatePatient: _PERSON,
    FindByNumber: {"number": "P20260001"},
    # A JPEG's bytes need not be one to travel.
    SetPhoto: {"image": b"\xff\xd8\xff"},
    # Each line once.
    Dispense: {"lines": [_DONE]},
    SellMedicines: {"lines": [_SOLD], "patient_id": None},
    ListHits: _LEAVE,
    FindLeaveTarget: _LEAVE,
    TakeLeave: _LEAVE,
    ListOutside: _HOURS,
    CloseDays: _DAYS,
    FindBooked: _DAYS,
    AddWeeklySession: {**_HOURS, "valid_from": None, "valid_until": None},
    ChangeWeeklySession: _HOURS,
    AddDatedSession: _HOURS,
    # The one paper whose subject everybody who prints may see.
    # The one kind that everybody who attaches may reach.
    BeginDocument: {"kind": DocumentKind.BILL, "size": 4, "sha256": "0" * 64},
    AddPiece: {"number": 0, "data": "JVBERi0x"},
    ReadPiece: {"number": 0},
    RecordPrint: {"kind": PaperKind.TOKEN},
    AdjustStock: {"change": Decimal(-1)},
    # A kind that knows what it is asked.
    StartReport: _REPORT,
    ListDocuments: {**_REPORT, "column": Figure.ATTENDED, "row": None, "after": None},
    RecordVitals: {"systolic": 120, "diastolic": 80},
    RecordDiagnoses: {"diagnoses": [NewDiagnosis(code="J18.9", kind=DiagnosisKind.PRIMARY)]},
}


@cache
def a_request(endpoint: Endpoint[..., Any, Any]) -> BaseModel:
    """A valid request of `endpoint`; its ids are of nothing that exists."""
    factory: Any = ModelFactory.create_factory(endpoint.request, __random_seed__=7, __allow_none_optionals__=False)
    request: BaseModel = factory.build(**_FILLED.get(endpoint.request, {}))
    return request
