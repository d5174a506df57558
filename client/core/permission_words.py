"""What each right lets one do, and how far, in the words of whoever gives it."""

from client.core.i18n import tr
from shared.permissions import Permission, Scope


def permission_word(permission: Permission | str) -> str:
    """The right's own name for one this program does not know."""
    return _words().get(str(permission), str(permission))


def group_of(permission: Permission) -> str:
    return permission.partition(":")[0]


def group_word(group: str) -> str:
    """The heading the rights of one feature stand under."""
    return _groups().get(group, group)


def scope_letter(scope: Scope | None) -> str:
    """As in the hospital's own table of rights; each is told in words beside."""
    return "–" if scope is None else {Scope.ALL: tr("A"), Scope.OWN: tr("O"), Scope.SECOND: tr("V")}[scope]


def scope_word(scope: Scope | None) -> str:
    if scope is None:
        return tr("not at all")
    return {
        Scope.ALL: tr("everybody's"),
        Scope.OWN: tr("only the own"),
        Scope.SECOND: tr("with a second person"),
    }[scope]


def _groups() -> dict[str, str]:
    return {
        "allergies": tr("Allergies"),
        "appointments": tr("Appointments"),
        "approvals": tr("Second persons"),
        "audit": tr("Audit"),
        "billing": tr("Bills"),
        "board": tr("Wall displays"),
        "cash": tr("Cash"),
        "claims": tr("Claims to payers"),
        "consultations": tr("Consultations"),
        "dashboard": tr("Today"),
        "documents": tr("Documents"),
        "formulary": tr("List of medicines"),
        "house": tr("Settings"),
        "lab": tr("Laboratory"),
        "ledger": tr("Ledger"),
        "patients": tr("Patients"),
        "payers": tr("Payers"),
        "pharmacy": tr("Pharmacy"),
        "prescriptions": tr("Prescriptions"),
        "prices": tr("Prices"),
        "problems": tr("Problem lists"),
        "purchases": tr("Purchases"),
        "queue": tr("Queue"),
        "reminders": tr("Messages"),
        "reports": tr("Statistics"),
        "roles": tr("Roles"),
        "schedules": tr("Doctors' hours"),
        "staff": tr("People who work here"),
        "stock": tr("Stock"),
        "system": tr("System"),
        "test_catalogue": tr("Test catalogue"),
        "timeline": tr("Timeline"),
        "vitals": tr("Vital signs"),
        "workstations": tr("Computers"),
    }


def _words() -> dict[str, str]:
    return {permission.value: text for permission, text in {**_of_care(), **_of_the_house()}.items()}


def _of_care() -> dict[Permission, str]:
    return {
        Permission.ALLERGIES_RECORD: tr("Record and withdraw allergies"),
        Permission.APPOINTMENTS_BOOK: tr("Book, move and cancel appointments"),
        Permission.APPOINTMENTS_CHECK_IN: tr("Check in, give and reprint tokens"),
        Permission.APPOINTMENTS_OVERBOOK: tr("Book beyond the doctor's hours"),
        Permission.APPOINTMENTS_VIEW: tr("See appointments"),
        Permission.CONSULTATIONS_VIEW: tr("Read notes and diagnoses"),
        Permission.CONSULTATIONS_WRITE: tr("Write notes and diagnoses"),
        Permission.DOCUMENTS_ATTACH: tr("Attach documents"),
        Permission.DOCUMENTS_PRINT: tr("Print papers"),
        Permission.DOCUMENTS_VIEW: tr("See documents"),
        Permission.LAB_BENCH: tr("See results before they are released"),
        Permission.LAB_COLLECT: tr("Collect, receive and reject specimens"),
        Permission.LAB_DELIVER: tr("Hand over reports"),
        Permission.LAB_ENTER: tr("Enter results"),
        Permission.LAB_ORDER: tr("Order tests at a visit"),
        Permission.LAB_ORDER_DIRECT: tr("Order tests without a doctor"),
        Permission.LAB_RELEASE: tr("Release and correct results"),
        Permission.LAB_REVIEW: tr("Mark results as seen"),
        Permission.LAB_VERIFY: tr("Verify results of others"),
        Permission.LAB_VIEW: tr("See released results"),
        Permission.PATIENTS_ARCHIVE: tr("Put records away and bring them back"),
        Permission.PATIENTS_CONFIDE: tr("Mark records as confidential"),
        Permission.PATIENTS_CREATE: tr("Register patients"),
        Permission.PATIENTS_EDIT: tr("Change patients' cards"),
        Permission.PATIENTS_MERGE: tr("Merge two records of one patient"),
        Permission.PATIENTS_VIEW: tr("Find and see patients"),
        Permission.PHARMACY_DISPENSE: tr("Hand out medicines"),
        Permission.PHARMACY_SELL_ANY: tr("Sell by another hospital's paper"),
        Permission.PHARMACY_WITNESS: tr("Witness controlled medicines"),
        Permission.PRESCRIPTIONS_VIEW: tr("See prescriptions"),
        Permission.PRESCRIPTIONS_WRITE: tr("Prescribe"),
        Permission.PROBLEMS_RECORD: tr("Keep the problem list"),
        Permission.QUEUE_CALL: tr("Call, recall, hold and mark absent"),
        Permission.QUEUE_PRIORITY: tr("Give priority, with a reason"),
        Permission.QUEUE_REORDER: tr("Move patients within the queue"),
        Permission.QUEUE_SESSION: tr("Pause and end a doctor's session"),
        Permission.QUEUE_TRANSFER: tr("Transfer to another queue"),
        Permission.QUEUE_VIEW: tr("See the queues"),
        Permission.TIMELINE_VIEW: tr("See what happened to an appointment"),
        Permission.VITALS_RECORD: tr("Record vital signs"),
    }


def _of_the_house() -> dict[Permission, str]:
    return {
        Permission.APPROVALS_VIEW: tr("See what second persons agreed to"),
        Permission.AUDIT_VIEW: tr("See what was changed and who looked"),
        Permission.BILLING_CANCEL: tr("Cancel and credit bills"),
        Permission.BILLING_DISCOUNT: tr("Give discounts"),
        Permission.BILLING_ISSUE: tr("Make and issue bills"),
        Permission.BILLING_PAY: tr("Take payments"),
        Permission.BILLING_VIEW: tr("See bills and dues"),
        Permission.BOARD_ARRANGE: tr("Arrange displays and notices"),
        Permission.BOARD_VIEW: tr("See the live board"),
        Permission.CASH_APPROVE: tr("Approve refunds"),
        Permission.CASH_REFUND: tr("Ask for and pay out refunds"),
        Permission.CASH_SESSION: tr("Open, count and close a drawer"),
        Permission.CASH_VERIFY: tr("Verify closed drawers"),
        Permission.CLAIMS_MANAGE: tr("Gather and submit claims"),
        Permission.CLAIMS_WRITE_OFF: tr("Write off what a payer refused"),
        Permission.DASHBOARD_VIEW: tr("See the day in figures"),
        Permission.FORMULARY_MANAGE: tr("Change the list of medicines"),
        Permission.HOUSE_MANAGE: tr("Change the hospital's settings"),
        Permission.LEDGER_REPORTS: tr("See money reports"),
        Permission.PAYERS_VIEW: tr("See payers and categories"),
        Permission.PRICES_MANAGE: tr("Change price lists, packages and tax"),
        Permission.PURCHASES_ORDER: tr("Order goods, keep suppliers"),
        Permission.PURCHASES_VIEW: tr("See orders and suppliers"),
        Permission.REMINDERS_MANAGE: tr("Change messages and send them again"),
        Permission.REMINDERS_VIEW: tr("See messages to patients"),
        Permission.REPORTS_VIEW: tr("See statistics"),
        Permission.ROLES_ASSIGN: tr("Give others more than one holds oneself"),
        Permission.ROLES_MANAGE: tr("Make and change roles"),
        Permission.SCHEDULES_MANAGE: tr("Change hours and leave"),
        Permission.STAFF_MANAGE: tr("Manage people and their accounts"),
        Permission.STAFF_VIEW: tr("See doctors and rooms"),
        Permission.STOCK_ADJUST: tr("Adjust and destroy stock"),
        Permission.STOCK_COUNT: tr("Count stock"),
        Permission.STOCK_RECEIVE: tr("Receive goods"),
        Permission.STOCK_STORES: tr("Manage stores"),
        Permission.STOCK_TRANSFER: tr("Send stock to another store"),
        Permission.STOCK_VIEW: tr("See stock"),
        Permission.SYSTEM_VIEW: tr("See how the system is"),
        Permission.TEST_CATALOGUE_EDIT: tr("Change tests and ranges"),
        Permission.WORKSTATIONS_MANAGE: tr("Pair and revoke computers"),
    }
