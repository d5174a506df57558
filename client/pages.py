"""Which pages there are, who sees them, and which one a workstation begins with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from client.core.drafts import Drafts
from client.core.i18n import tr
from client.desk import Desk
from client.views.analysers.page import build_analysers
from client.views.calendar.page import build_calendar
from client.views.cashier.page import build_cashier
from client.views.cashier.refunds_page import build_refunds
from client.views.cashier.reports_page import build_cash_reports
from client.views.claims.page import build_claims
from client.views.consulting.page import build_consulting
from client.views.display.arrange_page import build_arrange
from client.views.lab.delivery_page import build_delivery
from client.views.lab.page import build_lab
from client.views.lab.turnaround_page import build_turnaround
from client.views.patient.page import build_patient
from client.views.pharmacy.page import build_pharmacy
from client.views.prices.tabs import build_prices
from client.views.purchases.page import build_purchases
from client.views.reception.page import build_reception
from client.views.stock.page import build_stock
from client.views.test_catalogue.page import build_catalogue
from client.views.vitals.station_page import build_station
from client.widgets.frame import NavItem
from shared.contract import Endpoint
from shared.contracts import (
    analysers,
    appointments,
    billing,
    boards,
    calendar,
    cash,
    charts,
    claims,
    consultations,
    lab,
    ledger,
    patients,
    pharmacy,
    prices,
    purchases,
    stock,
    test_catalogue,
    vitals,
)
from shared.models.workstations import WorkstationKind


@dataclass(frozen=True)
class PageSpec:
    """One page: shown to whoever may make every call it needs."""

    key: str
    icon: str
    text: Callable[[], str]
    title: Callable[[], str]
    shortcut: str
    needs: tuple[Endpoint[..., Any, Any], ...]
    build: Callable[[Desk, Drafts], QWidget]
    home_of: frozenset[WorkstationKind] = frozenset()

    def nav_item(self, desk: Desk, hospital: str) -> NavItem:
        subtitle = tr("{hospital} · {workstation}", hospital=hospital, workstation=desk.workstation)
        return NavItem(self.key, self.icon, self.text(), self.shortcut, self.title(), subtitle)


PAGES: Final = (
    PageSpec(
        key="reception",
        icon="user-plus",
        text=lambda: tr("Reception"),
        title=lambda: tr("Reception"),
        shortcut="Ctrl+1",
        needs=(patients.register, appointments.book, appointments.check_in),
        build=build_reception,
        home_of=frozenset({WorkstationKind.RECEPTION}),
    ),
    PageSpec(
        key="consulting",
        icon="stethoscope",
        text=lambda: tr("Consulting"),
        title=lambda: tr("Consulting room"),
        shortcut="Ctrl+2",
        needs=(consultations.save_note,),
        build=build_consulting,
        home_of=frozenset({WorkstationKind.CONSULTING}),
    ),
    PageSpec(
        key="vitals",
        icon="activity",
        text=lambda: tr("Vitals"),
        title=lambda: tr("Vital signs"),
        shortcut="Ctrl+8",
        needs=(vitals.record, vitals.measured_today, appointments.check_in),
        build=lambda desk, _: build_station(desk),
        home_of=frozenset({WorkstationKind.CONSULTING}),
    ),
    PageSpec(
        key="cashier",
        icon="receipt-text",
        text=lambda: tr("Billing"),
        title=lambda: tr("Cashier"),
        shortcut="Ctrl+3",
        needs=(cash.pay, billing.issue),
        build=lambda desk, _: build_cashier(desk),
        home_of=frozenset({WorkstationKind.CASHIER}),
    ),
    PageSpec(
        key="pharmacy",
        icon="pill",
        text=lambda: tr("Pharmacy"),
        title=lambda: tr("Pharmacy"),
        shortcut="Ctrl+0",
        needs=(pharmacy.waiting, pharmacy.open_prescription, pharmacy.dispense),
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
        needs=(calendar.of_doctor, appointments.book),
        build=lambda desk, _: build_calendar(desk, may_plan=desk.session.can(calendar.take_leave)),
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
        key="reports",
        icon="file-check",
        text=lambda: tr("Reports"),
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
        needs=(stock.on_hand, stock.stores),
        build=lambda desk, _: build_stock(desk),
    ),
    PageSpec(
        key="purchases",
        icon="truck",
        text=lambda: tr("Purchases"),
        title=lambda: tr("Purchases"),
        shortcut="Ctrl+Shift+4",
        needs=(purchases.orders, purchases.suppliers),
        build=lambda desk, _: build_purchases(desk),
    ),
    PageSpec(
        key="prices",
        icon="tag",
        text=lambda: tr("Prices"),
        title=lambda: tr("Price lists"),
        shortcut="Ctrl+Shift+5",
        needs=(prices.lists, prices.publish),
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
        key="displays",
        icon="monitor",
        text=lambda: tr("Displays"),
        title=lambda: tr("Wall displays"),
        shortcut="Ctrl+9",
        needs=(boards.setup, boards.arrange, boards.post_notices),
        build=lambda desk, _: build_arrange(desk),
    ),
)


def pages_for(desk: Desk) -> list[PageSpec]:
    """What the signed-in person may open here, the workstation's own page first."""
    allowed = [page for page in PAGES if all(desk.session.can(call) for call in page.needs)]
    return sorted(allowed, key=lambda page: desk.kind not in page.home_of)
