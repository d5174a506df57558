"""`python -m tests.client.cashier.pictures FOLDER`: the counter and its reports, for docs/screens.md."""

import os
import sys
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pypdfium2
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client.core.changes import Changes
from client.core.clock import Clock
from client.desk import Desk
from client.pages import pages_for
from client.printing import fonts
from client.printing.papers import Paper
from client.printing.report_sheet import report_pdf
from client.viewmodels.cashier.drawers import shift_about, shift_tables
from client.viewmodels.cashier.report_tables import ReportKind
from client.viewmodels.printing.papers import PaperMaker
from client.views.cashier.page import build_cashier
from client.views.cashier.refunds_page import build_refunds
from client.views.cashier.reports_page import build_cash_reports
from client.widgets.frame import Frame
from client.widgets.theme import theme
from shared.contracts import billing, cash, ledger, patients, staff
from shared.ids import WorkstationId
from shared.models.billing import ItemKind, PatientDues
from shared.models.common import Page
from shared.models.refunds import RefundStatus
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.client.cashier import bills, ledgers, refunds
from tests.client.cashier.conftest import HOSPITAL, KnownSession
from tests.client.fakes import FakeCalls, FakeStream

Key = Qt.Key
DRESSING = bills.bill(items=[bills.item(1, ItemKind.SERVICE, "Dressing of a wound", "104.02")])


def answering() -> FakeCalls:
    calls = FakeCalls()
    drawers = [ledgers.closed_drawer(), ledgers.closed_drawer(32, "Nasrin Sultana", ledgers.NASRIN, "1800")]
    waiting = (refunds.refund(), refunds.refund(RefundStatus.APPROVED, "100", 2), refunds.refund(number=3))
    calls.answers(staff.hospital, HOSPITAL)
    calls.answers(patients.get, patients.PatientNotFound(bills.RAHIMA.id))
    calls.answers(billing.unpaid, Page(items=[bills.summary_of(DRESSING)]))
    calls.answers(billing.get, DRESSING)
    calls.answers(billing.dues, PatientDues(currency=bills.TAKA, amount=Decimal(0), bills=0, oldest=None))
    calls.answers(cash.current_session, bills.drawer(cash="1860", cash_step=Decimal("0.05")))
    calls.answers(cash.hand_overs, Page(items=[]))
    calls.answers(cash.standing, bills.standing("30"))
    calls.answers(cash.refunds, lambda ask: Page(items=[one for one in waiting if one.status is ask.status]))
    calls.answers(cash.sessions, Page(items=drawers))
    calls.answers(ledger.shift_sheet, ledgers.shift_sheet(drawers[0]))
    calls.answers(ledger.cashiers, ledgers.cashiers())
    calls.answers(ledger.day_book, ledgers.day_book())
    return calls


class Picture:
    """One person's window at a counter."""

    def __init__(self, role: Role, kind: WorkstationKind, key: str) -> None:
        self.calls = answering()
        parts: Any = SimpleNamespace(stream=FakeStream(), nothing=None)
        self._parts = parts
        self.desk = Desk(
            workstation_id=WorkstationId(bills.RAHIMA.id),
            workstation="Cashier 1",
            kind=kind,
            calls=self.calls,
            session=KnownSession(role),
            changes=Changes(cast("Any", parts.stream), debounce_ms=1),
            live=parts.nothing,
            clock=Clock(),
            printing=parts.nothing,
        )
        self.frame = Frame([spec.nav_item(self.desk, HOSPITAL.name) for spec in pages_for(self.desk)], self.desk.clock)
        self.frame.top.set_user("Rafiq Ahmed" if role is Role.CASHIER else "Nasrin Sultana")
        self.frame.top.set_live()
        self._key = key

    def show(self, page: QWidget) -> None:
        self.frame.add_page(self._key, page)
        self.frame.show_page(self._key)
        self.frame.resize(1366, 768)
        self.frame.show()
        self.settle()

    def settle(self) -> None:
        for _ in range(4):
            self.calls.deliver()
            QTest.qWait(20)

    def save(self, folder: Path, name: str) -> None:
        self.settle()
        self.frame.grab().save(str(folder / f"{name}.png"))


def split_payment(folder: Path) -> None:
    picture = Picture(Role.CASHIER, WorkstationKind.CASHIER, "cashier")
    page = build_cashier(picture.desk)
    picture.show(page)
    page.open_bill(bills.BILL)
    picture.settle()
    page.pay.part.click()
    QTest.keyClicks(page.pay.amount, "50")
    page.pay.another_way.click()
    QTest.keyClicks(page.pay.reference, "4711")
    picture.save(folder, "split_payment")


def waiting_refunds(folder: Path) -> None:
    picture = Picture(Role.MANAGER, WorkstationKind.OFFICE, "refunds")
    picture.show(build_refunds(picture.desk))
    picture.save(folder, "refunds")


def reports(folder: Path) -> None:
    picture = Picture(Role.MANAGER, WorkstationKind.OFFICE, "cash_reports")
    page = build_cash_reports(picture.desk)
    picture.show(page)
    page.drawers.list.setFocus()
    picture.save(folder, "drawers")
    page.show_report(ReportKind.DAY_BOOK)
    picture.save(folder, "day_book")


def shift_sheet(folder: Path) -> None:
    fonts.register()
    drawer = ledgers.closed_drawer()
    sheet = ledgers.shift_sheet(drawer)
    maker = PaperMaker(HOSPITAL, "Nasrin Sultana", "Office", Clock())
    names = (f"Cashier: {drawer.cashier}", "Verified by")
    paper = maker.money_report(
        "Shift sheet", shift_about(drawer, sheet), shift_tables(drawer, sheet), names, sheet.seal.line
    )
    document = pypdfium2.PdfDocument(report_pdf(paper, Paper.A4))
    document[0].render(scale=1.2).to_pil().save(folder / "shift_sheet.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    QApplication.setStyle("Fusion")
    _ = QApplication([])
    QLocale.setDefault(QLocale(QLocale.Language.English))
    theme()
    for draw in (split_payment, waiting_refunds, reports, shift_sheet):
        draw(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
