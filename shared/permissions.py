"""Who may do what: one table (domain §7) that makes the checks, the menus and the tests.

Names read `<feature>:<verb>`. A permission may be held in full, or for one's own records only.
"""

from enum import Enum, StrEnum, auto
from typing import Final, TypeAlias


class Permission(StrEnum):
    ALLERGIES_RECORD = "allergies:record"
    APPOINTMENTS_BOOK = "appointments:book"
    APPOINTMENTS_CHECK_IN = "appointments:check_in"
    APPOINTMENTS_OVERBOOK = "appointments:overbook"
    APPOINTMENTS_VIEW = "appointments:view"
    APPROVALS_VIEW = "approvals:view"
    AUDIT_VIEW = "audit:view"
    BILLING_CANCEL = "billing:cancel"
    BILLING_DISCOUNT = "billing:discount"
    BILLING_ISSUE = "billing:issue"
    BILLING_PAY = "billing:pay"
    BILLING_VIEW = "billing:view"
    BOARD_ARRANGE = "board:arrange"
    BOARD_VIEW = "board:view"
    CASH_APPROVE = "cash:approve"
    CASH_REFUND = "cash:refund"
    CASH_SESSION = "cash:session"
    CASH_VERIFY = "cash:verify"
    CLAIMS_MANAGE = "claims:manage"
    CLAIMS_WRITE_OFF = "claims:write_off"
    CONSULTATIONS_VIEW = "consultations:view"
    CONSULTATIONS_WRITE = "consultations:write"
    DASHBOARD_VIEW = "dashboard:view"
    DOCUMENTS_ATTACH = "documents:attach"
    DOCUMENTS_PRINT = "documents:print"
    DOCUMENTS_VIEW = "documents:view"
    FORMULARY_MANAGE = "formulary:manage"
    HOUSE_MANAGE = "house:manage"
    LAB_BENCH = "lab:bench"
    LAB_COLLECT = "lab:collect"
    LAB_DELIVER = "lab:deliver"
    LAB_ENTER = "lab:enter"
    LAB_ORDER = "lab:order"
    LAB_ORDER_DIRECT = "lab:order_direct"
    LAB_RELEASE = "lab:release"
    LAB_REVIEW = "lab:review"
    LAB_VERIFY = "lab:verify"
    LAB_VIEW = "lab:view"
    LEDGER_REPORTS = "ledger:reports"
    PATIENTS_ARCHIVE = "patients:archive"
    PATIENTS_CONFIDE = "patients:confide"
    PATIENTS_CREATE = "patients:create"
    PATIENTS_EDIT = "patients:edit"
    PATIENTS_MERGE = "patients:merge"
    PATIENTS_VIEW = "patients:view"
    PAYERS_VIEW = "payers:view"
    PHARMACY_DISPENSE = "pharmacy:dispense"
    PHARMACY_SELL_ANY = "pharmacy:sell_any"
    PHARMACY_WITNESS = "pharmacy:witness"
    PRESCRIPTIONS_VIEW = "prescriptions:view"
    PRESCRIPTIONS_WRITE = "prescriptions:write"
    PRICES_MANAGE = "prices:manage"
    PROBLEMS_RECORD = "problems:record"
    PURCHASES_ORDER = "purchases:order"
    PURCHASES_VIEW = "purchases:view"
    QUEUE_CALL = "queue:call"
    QUEUE_PRIORITY = "queue:priority"
    QUEUE_REORDER = "queue:reorder"
    QUEUE_SESSION = "queue:session"
    QUEUE_TRANSFER = "queue:transfer"
    QUEUE_VIEW = "queue:view"
    REMINDERS_MANAGE = "reminders:manage"
    REMINDERS_VIEW = "reminders:view"
    REPORTS_VIEW = "reports:view"
    ROLES_ASSIGN = "roles:assign"
    ROLES_MANAGE = "roles:manage"
    SCHEDULES_MANAGE = "schedules:manage"
    STAFF_MANAGE = "staff:manage"
    STAFF_VIEW = "staff:view"
    STOCK_ADJUST = "stock:adjust"
    STOCK_COUNT = "stock:count"
    STOCK_RECEIVE = "stock:receive"
    STOCK_STORES = "stock:stores"
    STOCK_TRANSFER = "stock:transfer"
    STOCK_VIEW = "stock:view"
    SYSTEM_VIEW = "system:view"
    TEST_CATALOGUE_EDIT = "test_catalogue:edit"
    TIMELINE_VIEW = "timeline:view"
    VITALS_RECORD = "vitals:record"
    WORKSTATIONS_MANAGE = "workstations:manage"


class Access(Enum):
    """The ways in that need no permission."""

    ANYONE = auto()
    PAIRED = auto()
    """A paired computer, nobody signed in yet."""
    ANY_SESSION = auto()
    """Signed in, even where a password of one's own has to be chosen first."""
    SIGNED_IN = auto()


Allow: TypeAlias = Permission | Access


class Scope(StrEnum):
    """How far a permission reaches: everybody's records, or one's own queue, drawer and notes."""

    ALL = "all"
    OWN = "own"
    SECOND = "second"
    """Everybody's records, each time with the word of a second person who holds it in full."""


class Role(StrEnum):
    """The roles a hospital starts with; it may add its own."""

    ADMINISTRATOR = "administrator"
    RECEPTIONIST = "receptionist"
    DOCTOR = "doctor"
    NURSE = "nurse"
    LAB_TECHNICIAN = "lab_technician"
    PATHOLOGIST = "pathologist"
    CASHIER = "cashier"
    PHARMACIST = "pharmacist"
    MANAGER = "manager"
    DISPLAY = "display"


_A: Final = Scope.ALL
_O: Final = Scope.OWN
_V: Final = Scope.SECOND

# One column of domain §7 a permission: who holds it, and how far. What is not here is refused.
_EVERY_PERSON: Final = tuple(role for role in Role if role is not Role.DISPLAY)
_AT_THE_BEDSIDE: Final = (Role.DOCTOR, Role.NURSE)
_AT_THE_BENCH: Final = (Role.LAB_TECHNICIAN, Role.PATHOLOGIST)

HOLDERS: Final[dict[Permission, dict[Role, Scope]]] = {
    Permission.ALLERGIES_RECORD: dict.fromkeys((*_AT_THE_BEDSIDE, Role.RECEPTIONIST, Role.PHARMACIST), _A),
    Permission.APPOINTMENTS_BOOK: {Role.RECEPTIONIST: _A, Role.NURSE: _A, Role.DOCTOR: _O},
    Permission.APPOINTMENTS_CHECK_IN: dict.fromkeys(
        (Role.RECEPTIONIST, Role.NURSE, Role.LAB_TECHNICIAN, Role.CASHIER, Role.PHARMACIST), _A
    ),
    Permission.APPOINTMENTS_OVERBOOK: {Role.RECEPTIONIST: _A, Role.DOCTOR: _O},
    Permission.APPOINTMENTS_VIEW: dict.fromkeys((r for r in _EVERY_PERSON if r is not Role.ADMINISTRATOR), _A),
    Permission.APPROVALS_VIEW: dict.fromkeys((Role.ADMINISTRATOR, Role.MANAGER), _A),
    # Of what was changed only what they may read elsewhere: server/features/audit/content.py.
    Permission.AUDIT_VIEW: dict.fromkeys((Role.ADMINISTRATOR, Role.MANAGER), _A),
    # Of credit notes too: for them a second person is asked always.
    Permission.BILLING_CANCEL: {Role.CASHIER: _V, Role.PHARMACIST: _V, Role.MANAGER: _A},
    # A second person is asked above the limit of the house only.
    Permission.BILLING_DISCOUNT: {Role.CASHIER: _V, Role.MANAGER: _A},
    Permission.BILLING_ISSUE: dict.fromkeys(
        (Role.RECEPTIONIST, Role.LAB_TECHNICIAN, Role.CASHIER, Role.PHARMACIST), _A
    ),
    Permission.BILLING_PAY: {Role.CASHIER: _O, Role.PHARMACIST: _O},
    Permission.BILLING_VIEW: dict.fromkeys(
        (Role.RECEPTIONIST, Role.LAB_TECHNICIAN, Role.CASHIER, Role.PHARMACIST, Role.MANAGER), _A
    ),
    Permission.BOARD_ARRANGE: dict.fromkeys((Role.ADMINISTRATOR, Role.RECEPTIONIST, Role.MANAGER), _A),
    Permission.BOARD_VIEW: dict.fromkeys(Role, _A),
    Permission.CASH_APPROVE: {Role.MANAGER: _A},
    Permission.CASH_REFUND: {Role.CASHIER: _A, Role.PHARMACIST: _A, Role.MANAGER: _A},
    Permission.CASH_SESSION: {Role.CASHIER: _O, Role.PHARMACIST: _O},
    Permission.CASH_VERIFY: {Role.MANAGER: _A},
    Permission.CLAIMS_MANAGE: dict.fromkeys((Role.CASHIER, Role.MANAGER), _A),
    # A second person is asked always.
    Permission.CLAIMS_WRITE_OFF: {Role.CASHIER: _V, Role.MANAGER: _A},
    Permission.CONSULTATIONS_VIEW: dict.fromkeys((Role.DOCTOR, Role.NURSE, Role.PATHOLOGIST), _A),
    Permission.CONSULTATIONS_WRITE: {Role.DOCTOR: _O},
    # Its money and its stock only for who may see those; a doctor sees the own day.
    Permission.DASHBOARD_VIEW: {Role.MANAGER: _A, Role.DOCTOR: _O},
    # Which kinds: shared/rules/documents.py.
    Permission.DOCUMENTS_ATTACH: dict.fromkeys(
        (r for r in _EVERY_PERSON if r not in {Role.ADMINISTRATOR, Role.MANAGER}), _A
    ),
    Permission.DOCUMENTS_VIEW: dict.fromkeys((r for r in _EVERY_PERSON if r is not Role.ADMINISTRATOR), _A),
    Permission.DOCUMENTS_PRINT: dict.fromkeys((r for r in _EVERY_PERSON if r is not Role.ADMINISTRATOR), _A),
    Permission.FORMULARY_MANAGE: dict.fromkeys((Role.ADMINISTRATOR, Role.PHARMACIST, Role.MANAGER), _A),
    Permission.HOUSE_MANAGE: dict.fromkeys((Role.ADMINISTRATOR, Role.MANAGER), _A),
    # What is not released yet; a doctor sees and reviews that of the own patients only.
    Permission.LAB_BENCH: {**dict.fromkeys(_AT_THE_BENCH, _A), Role.DOCTOR: _O},
    Permission.LAB_COLLECT: dict.fromkeys((*_AT_THE_BENCH, Role.NURSE), _A),
    Permission.LAB_DELIVER: dict.fromkeys((*_AT_THE_BENCH, Role.RECEPTIONIST, Role.DOCTOR), _A),
    Permission.LAB_ENTER: dict.fromkeys(_AT_THE_BENCH, _A),
    Permission.LAB_ORDER: {Role.DOCTOR: _A, Role.PATHOLOGIST: _A},
    Permission.LAB_ORDER_DIRECT: {Role.DOCTOR: _A, Role.PATHOLOGIST: _A, Role.NURSE: _V},
    Permission.LAB_RELEASE: {Role.PATHOLOGIST: _A},
    Permission.LAB_REVIEW: {Role.PATHOLOGIST: _A, Role.DOCTOR: _O},
    Permission.LAB_VERIFY: dict.fromkeys(_AT_THE_BENCH, _A),
    Permission.LAB_VIEW: dict.fromkeys((*_AT_THE_BEDSIDE, *_AT_THE_BENCH), _A),
    Permission.LEDGER_REPORTS: {Role.CASHIER: _O, Role.PHARMACIST: _O, Role.MANAGER: _A},
    Permission.PATIENTS_ARCHIVE: {Role.MANAGER: _A},
    # A doctor marks the own patients; who broke the glass is the manager's to see.
    Permission.PATIENTS_CONFIDE: {Role.MANAGER: _A, Role.DOCTOR: _O},
    Permission.PATIENTS_CREATE: dict.fromkeys((Role.RECEPTIONIST, Role.NURSE), _A),
    Permission.PATIENTS_EDIT: dict.fromkeys((Role.RECEPTIONIST, Role.NURSE), _A),
    Permission.PATIENTS_MERGE: {Role.RECEPTIONIST: _V, Role.MANAGER: _A},
    Permission.PATIENTS_VIEW: dict.fromkeys((r for r in _EVERY_PERSON if r is not Role.ADMINISTRATOR), _A),
    Permission.PAYERS_VIEW: dict.fromkeys(_EVERY_PERSON, _A),
    Permission.PHARMACY_DISPENSE: {Role.PHARMACIST: _A},
    # By another hospital's paper: what needs a prescription, with a reason.
    Permission.PHARMACY_SELL_ANY: {Role.PHARMACIST: _A},
    # Who may stand by when something controlled goes over the counter.
    Permission.PHARMACY_WITNESS: dict.fromkeys((*_AT_THE_BEDSIDE, Role.PHARMACIST), _A),
    Permission.PRESCRIPTIONS_VIEW: dict.fromkeys((Role.DOCTOR, Role.NURSE, Role.PHARMACIST), _A),
    Permission.PRESCRIPTIONS_WRITE: {Role.DOCTOR: _A},
    Permission.PRICES_MANAGE: {Role.MANAGER: _A, Role.ADMINISTRATOR: _V},
    Permission.PROBLEMS_RECORD: {Role.DOCTOR: _A},
    # Suppliers too; goods are received by whoever keeps the store.
    Permission.PURCHASES_ORDER: {Role.PHARMACIST: _A, Role.MANAGER: _A},
    Permission.PURCHASES_VIEW: dict.fromkeys((Role.LAB_TECHNICIAN, Role.PHARMACIST, Role.MANAGER), _A),
    Permission.QUEUE_CALL: {
        Role.RECEPTIONIST: _A,
        **dict.fromkeys((*_AT_THE_BEDSIDE, Role.LAB_TECHNICIAN, Role.CASHIER, Role.PHARMACIST), _O),
    },
    Permission.QUEUE_PRIORITY: {**dict.fromkeys(_AT_THE_BEDSIDE, _A), Role.RECEPTIONIST: _V, Role.MANAGER: _V},
    Permission.QUEUE_REORDER: {Role.RECEPTIONIST: _A, Role.NURSE: _A, Role.DOCTOR: _O},
    Permission.QUEUE_SESSION: {Role.RECEPTIONIST: _A, Role.MANAGER: _A, Role.DOCTOR: _O, Role.NURSE: _O},
    Permission.QUEUE_TRANSFER: {
        Role.RECEPTIONIST: _A,
        Role.NURSE: _A,
        **dict.fromkeys((Role.DOCTOR, Role.LAB_TECHNICIAN, Role.PHARMACIST), _O),
    },
    Permission.QUEUE_VIEW: dict.fromkeys((r for r in _EVERY_PERSON if r is not Role.ADMINISTRATOR), _A),
    Permission.REMINDERS_MANAGE: dict.fromkeys((Role.ADMINISTRATOR, Role.MANAGER), _A),
    Permission.REMINDERS_VIEW: dict.fromkeys((Role.ADMINISTRATOR, Role.RECEPTIONIST, Role.MANAGER), _A),
    # Own: of the kinds that go with one's work, which shared/rules/reports.py knows; a doctor sees the own figures.
    Permission.REPORTS_VIEW: {
        Role.MANAGER: _A,
        **dict.fromkeys((Role.RECEPTIONIST, *_AT_THE_BEDSIDE, *_AT_THE_BENCH, Role.PHARMACIST), _O),
    },
    # Beyond what one holds oneself, and to others only; a hospital may ask for a second person (decision 0031).
    Permission.ROLES_ASSIGN: dict.fromkeys((Role.ADMINISTRATOR, Role.MANAGER), _A),
    Permission.ROLES_MANAGE: {Role.ADMINISTRATOR: _A},
    Permission.SCHEDULES_MANAGE: {
        **dict.fromkeys((Role.RECEPTIONIST, Role.ADMINISTRATOR, Role.MANAGER), _A),
        Role.DOCTOR: _O,
    },
    Permission.STAFF_MANAGE: {Role.ADMINISTRATOR: _A},
    Permission.STAFF_VIEW: dict.fromkeys(_EVERY_PERSON, _A),
    Permission.STOCK_ADJUST: {Role.PHARMACIST: _V, Role.MANAGER: _A},
    # A technician keeps the laboratory's own store, which is that of the own department.
    Permission.STOCK_COUNT: {Role.PHARMACIST: _A, Role.LAB_TECHNICIAN: _O},
    Permission.STOCK_RECEIVE: {Role.PHARMACIST: _A, Role.LAB_TECHNICIAN: _O},
    Permission.STOCK_STORES: dict.fromkeys((Role.ADMINISTRATOR, Role.PHARMACIST, Role.MANAGER), _A),
    Permission.STOCK_TRANSFER: {Role.PHARMACIST: _A, Role.LAB_TECHNICIAN: _O},
    Permission.STOCK_VIEW: dict.fromkeys((Role.LAB_TECHNICIAN, Role.PHARMACIST, Role.MANAGER), _A),
    Permission.SYSTEM_VIEW: dict.fromkeys((Role.ADMINISTRATOR, Role.MANAGER), _A),
    Permission.TEST_CATALOGUE_EDIT: {Role.PATHOLOGIST: _A},
    Permission.TIMELINE_VIEW: dict.fromkeys((r for r in _EVERY_PERSON if r is not Role.ADMINISTRATOR), _A),
    Permission.VITALS_RECORD: dict.fromkeys(_AT_THE_BEDSIDE, _A),
    Permission.WORKSTATIONS_MANAGE: {Role.ADMINISTRATOR: _A},
}


def held_by(role: Role) -> dict[Permission, Scope]:
    """What a role holds before the hospital changes anything."""
    return {permission: holders[role] for permission, holders in HOLDERS.items() if role in holders}
