"""Which pages there are, who sees them, and which one a workstation begins with."""

from typing import Final

from client.core.i18n import tr
from client.desk import Desk
from client.page_spec import PageSpec
from client.views.analysers.page import build_analysers
from client.views.audit.page import build_audit
from client.views.calendar.page import build_calendar
from client.views.cashier.page import build_cashier
from client.views.cashier.refunds_page import build_refunds
from client.views.cashier.reports_page import build_cash_reports
from client.views.claims.page import build_claims
from client.views.consulting.page import build_consulting
from client.views.dashboard.page import build_dashboard
from client.views.display.arrange_page import build_arrange
from client.views.formulary.tabs import build_medicines
from client.views.lab.delivery_page import build_delivery
from client.views.lab.page import build_lab
from client.views.lab.turnaround_page import build_turnaround
from client.views.patient.page import build_patient
from client.views.people.tabs import build_people
from client.views.pharmacy.page import build_pharmacy
from client.views.prices.tabs import build_prices
from client.views.purchases.page import build_purchases
from client.views.reception.page import build_reception
from client.views.reminders.tabs import build_reminders
from client.views.reports.page import build_statistics
from client.views.roles.page import build_roles
from client.views.schedules.page import build_rosters
from client.views.settings.page import build_settings
from client.views.stock.page import build_stock
from client.views.system.page import build_system
from client.views.test_catalogue.page import build_catalogue
from client.views.vitals.station_page import build_station
from client.views.workstations.page import build_workstations
from shared.contracts import (
    analysers,
    appointments,
    audit,
    billing,
    boards,
    calendar,
    cash,
    charts,
    claims,
    consultations,
    dashboard,
    formulary,
    house,
    instructions,
    lab,
    ledger,
    patients,
    payers,
    people,
    pharmacy,
    prices,
    purchases,
    queue,
    reminders,
    reports,
    roles,
    schedules,
    staff,
    stock,
    system,
    test_catalogue,
    vitals,
    workstations,
)
from shared.models.workstations import WorkstationKind

PAGES: Final = (
    PageSpec(
        key="reception",
        icon="user-plus",
        text=lambda: tr("Reception"),
        title=lambda: tr("Reception"),
        shortcut="Ctrl+1",
        needs=(
            patients.register,
            patients.search,
            appointments.book,
            appointments.check_in,
            appointments.of_day,
            queue.of_doctor,
            staff.doctors,
        ),
        build=build_reception,
        home_of=frozenset({WorkstationKind.RECEPTION}),
    ),
    PageSpec(
        key="consulting",
        icon="stethoscope",
        text=lambda: tr("Consulting"),
        title=lambda: tr("Consulting room"),
        shortcut="Ctrl+2",
        needs=(consultations.save_note, consultations.get, patients.get, queue.of_doctor, staff.doctors),
        build=build_consulting,
        home_of=frozenset({WorkstationKind.CONSULTING}),
    ),
    PageSpec(
        key="vitals",
        icon="activity",
        text=lambda: tr("Vitals"),
        title=lambda: tr("Vital signs"),
        shortcut="Ctrl+8",
        needs=(
            vitals.record,
            vitals.measured_today,
            vitals.of_patient,
            appointments.check_in,
            appointments.of_day,
            staff.doctors,
        ),
        build=lambda desk, _: build_station(desk),
        home_of=frozenset({WorkstationKind.CONSULTING}),
    ),
    PageSpec(
        key="cashier",
        icon="receipt-text",
        text=lambda: tr("Billing"),
        title=lambda: tr("Cashier"),
        shortcut="Ctrl+3",
        needs=(cash.pay, billing.issue, billing.unpaid),
        build=lambda desk, _: build_cashier(desk),
        home_of=frozenset({WorkstationKind.CASHIER}),
    ),
    PageSpec(
        key="pharmacy",
        icon="pill",
        text=lambda: tr("Pharmacy"),
        title=lambda: tr("Pharmacy"),
        shortcut="Ctrl+0",
        needs=(
            pharmacy.waiting,
            pharmacy.open_prescription,
            pharmacy.dispense,
            patients.get,
            billing.of_appointment,
            stock.stores,
        ),
        build=lambda desk, _: build_pharmacy(desk),
        home_of=frozenset({WorkstationKind.PHARMACY}),
    ),
    PageSpec(
        key="refunds",
        icon="undo-2",
        text=lambda: tr("Refunds"),
        title=lambda: tr("Refunds"),
        shortcut="Ctrl+Shift+1",
        needs=(cash.refunds,),
        build=lambda desk, _: build_refunds(desk),
    ),
    PageSpec(
        key="cash_reports",
        icon="chart-column",
        text=lambda: tr("Cash"),
        title=lambda: tr("Cash reports"),
        shortcut="Ctrl+Shift+3",
        needs=(ledger.day_book, cash.sessions),
        build=lambda desk, _: build_cash_reports(desk),
    ),
    PageSpec(
        key="calendar",
        icon="calendar-days",
        text=lambda: tr("Calendar"),
        title=lambda: tr("Appointments"),
        shortcut="Ctrl+5",
        needs=(calendar.of_doctor, staff.doctors),
        tabs=((appointments.book,), (calendar.take_leave,)),
        build=lambda desk, _: build_calendar(desk),
    ),
    PageSpec(
        key="patient",
        icon="user-round",
        text=lambda: tr("Patient"),
        title=lambda: tr("Patient"),
        shortcut="Ctrl+4",
        needs=(charts.open_chart,),
        build=lambda desk, _: build_patient(desk),
    ),
    PageSpec(
        key="lab",
        icon="flask-conical",
        text=lambda: tr("Laboratory"),
        title=lambda: tr("Lab bench"),
        shortcut="Ctrl+6",
        needs=(lab.worklist, lab.collect),
        build=lambda desk, _: build_lab(desk),
        home_of=frozenset({WorkstationKind.LAB}),
    ),
    PageSpec(
        key="delivery",
        icon="file-check",
        text=lambda: tr("Hand over"),
        title=lambda: tr("Reports to hand over"),
        shortcut="Ctrl+7",
        needs=(lab.to_deliver, lab.print_reports, lab.deliver),
        build=lambda desk, _: build_delivery(desk),
    ),
    PageSpec(
        key="turnaround",
        icon="hourglass",
        text=lambda: tr("Times"),
        title=lambda: tr("Turn-around times"),
        shortcut="Ctrl+Shift+6",
        needs=(lab.turnaround, lab.labs),
        build=lambda desk, _: build_turnaround(desk),
    ),
    PageSpec(
        key="analysers",
        icon="network",
        text=lambda: tr("Analysers"),
        title=lambda: tr("Results from analysers"),
        shortcut="Ctrl+Shift+7",
        needs=(analysers.waiting, analysers.assign),
        build=lambda desk, _: build_analysers(desk),
    ),
    PageSpec(
        key="test_catalogue",
        icon="test-tube",
        text=lambda: tr("Catalogue"),
        title=lambda: tr("Test catalogue"),
        shortcut="Ctrl+Shift+8",
        needs=(test_catalogue.tests, test_catalogue.save_ranges),
        build=lambda desk, _: build_catalogue(desk),
    ),
    PageSpec(
        key="stock",
        icon="package",
        text=lambda: tr("Stock"),
        title=lambda: tr("Stock"),
        shortcut="Ctrl+Shift+9",
        needs=(),
        tabs=((stock.on_hand, stock.stores), (stock.kept_stores, stock.save_store)),
        build=lambda desk, _: build_stock(desk),
    ),
    PageSpec(
        key="purchases",
        icon="truck",
        text=lambda: tr("Purchases"),
        title=lambda: tr("Purchases"),
        shortcut="Ctrl+Shift+4",
        needs=(purchases.orders, purchases.suppliers, stock.stores),
        build=lambda desk, _: build_purchases(desk),
    ),
    PageSpec(
        key="prices",
        icon="tag",
        text=lambda: tr("Prices"),
        title=lambda: tr("Price lists"),
        shortcut="Ctrl+Shift+5",
        needs=(prices.lists, prices.publish, payers.choices),
        build=lambda desk, _: build_prices(desk),
    ),
    PageSpec(
        key="claims",
        icon="shield-check",
        text=lambda: tr("Claims"),
        title=lambda: tr("Claims to payers"),
        shortcut="Ctrl+Shift+2",
        needs=(claims.standings, claims.gather),
        build=lambda desk, _: build_claims(desk),
    ),
    PageSpec(
        key="dashboard",
        icon="layout-dashboard",
        text=lambda: tr("Today"),
        title=lambda: tr("Today"),
        shortcut="Ctrl+Shift+D",
        needs=(dashboard.show, staff.doctors),
        build=lambda desk, _: build_dashboard(desk),
        home_of=frozenset({WorkstationKind.OFFICE}),
    ),
    PageSpec(
        key="reports",
        icon="chart-line",
        text=lambda: tr("Statistics"),
        title=lambda: tr("Statistics"),
        shortcut="Ctrl+Shift+S",
        needs=(reports.start, reports.documents, staff.doctors),
        build=lambda desk, _: build_statistics(desk),
    ),
    PageSpec(
        key="messages",
        icon="bell",
        text=lambda: tr("Messages"),
        title=lambda: tr("Messages to patients"),
        shortcut="Ctrl+Shift+M",
        needs=(reminders.messages, reminders.standing),
        build=lambda desk, _: build_reminders(desk),
    ),
    PageSpec(
        key="displays",
        icon="monitor",
        text=lambda: tr("Displays"),
        title=lambda: tr("Wall displays"),
        shortcut="Ctrl+9",
        needs=(boards.setup, boards.arrange, boards.post_notices, staff.doctors),
        build=lambda desk, _: build_arrange(desk),
    ),
    PageSpec(
        key="formulary",
        icon="pill",
        text=lambda: tr("Medicines"),
        title=lambda: tr("Medicines and instructions"),
        shortcut="Ctrl+Shift+0",
        needs=(formulary.medicines, formulary.change, instructions.change),
        build=lambda desk, _: build_medicines(desk),
    ),
    PageSpec(
        key="schedules",
        icon="clock",
        text=lambda: tr("Hours"),
        title=lambda: tr("Doctors' weekly hours"),
        shortcut="Ctrl+Shift+T",
        needs=(schedules.roster, schedules.import_file, schedules.of_doctor, staff.doctors),
        build=lambda desk, _: build_rosters(desk),
    ),
    PageSpec(
        key="people",
        icon="users",
        text=lambda: tr("People"),
        title=lambda: tr("People who work here"),
        shortcut="Ctrl+Shift+P",
        needs=(),
        tabs=((people.search, people.get, people.choices), (people.approvals,)),
        build=lambda desk, _: build_people(desk),
    ),
    PageSpec(
        key="roles",
        icon="key-round",
        text=lambda: tr("Roles"),
        title=lambda: tr("Roles and rights"),
        shortcut="Ctrl+Shift+R",
        needs=(roles.all_roles, roles.save),
        build=lambda desk, _: build_roles(desk),
    ),
    PageSpec(
        key="settings",
        icon="settings",
        text=lambda: tr("Settings"),
        title=lambda: tr("Hospital settings"),
        shortcut="Ctrl+Shift+H",
        needs=(house.settings, house.change),
        build=lambda desk, _: build_settings(desk),
    ),
    PageSpec(
        key="workstations",
        icon="smartphone",
        text=lambda: tr("Computers"),
        title=lambda: tr("Workstations"),
        shortcut="Ctrl+Shift+W",
        needs=(workstations.workstations, workstations.open_pairing),
        build=lambda desk, _: build_workstations(desk),
    ),
    PageSpec(
        key="system",
        icon="server",
        text=lambda: tr("System"),
        title=lambda: tr("How the system is"),
        shortcut="Ctrl+Shift+Y",
        needs=(system.health,),
        build=lambda desk, _: build_system(desk),
    ),
    PageSpec(
        key="audit",
        icon="history",
        text=lambda: tr("Audit"),
        title=lambda: tr("Audit"),
        shortcut="Ctrl+Shift+A",
        needs=(audit.changes, audit.looks),
        build=lambda desk, _: build_audit(desk),
    ),
)


def pages_for(desk: Desk) -> list[PageSpec]:
    """What the signed-in person may open here, the workstation's own page first."""
    allowed = [page for page in PAGES if any(all(desk.session.can(call) for call in way) for way in page.ways)]
    return sorted(allowed, key=lambda page: desk.kind not in page.home_of)
