"""What each figure and each bar of the day opens."""

from datetime import date
from functools import partial
from uuid import UUID

from client.core.i18n import tr
from client.core.words import mode_word
from client.viewmodels.dashboard.day import DayState
from client.views.dashboard import lists
from client.views.dashboard.bars import Debt, Risk
from client.views.dashboard.list_sheet import Opening
from client.views.lab.words import stage_took
from client.views.reports.documents import documents, laid_documents
from shared.ids import DepartmentId, EmployeeId
from shared.models.billing import PaymentMode
from shared.models.dashboard import BatchRisk, ListTests, ListVisits, MoneyOfTheDay, VisitPart
from shared.models.lab import WorkStage
from shared.models.ledger_reports import PayerRow
from shared.models.reports import CellKind, Figure, Grouping, ReportKind, ReportRequest


def of_part(state: DayState, part: VisitPart) -> Opening:
    asked = ListVisits(day=state.day, department_id=state.department_id, doctor_id=state.doctor_id, part=part)
    return Opening(_part_title(part), lists.visits(asked), lists.laid_visits())


def of_hour(state: DayState, hour: int) -> Opening:
    asked = ListVisits(day=state.day, department_id=state.department_id, doctor_id=state.doctor_id, hour=hour)
    title = tr("Came between {hour}:00 and {hour}:59", hour=f"{hour:02d}")
    return Opening(title, lists.visits(asked), lists.laid_visits())


def of_queue(state: DayState, doctor_id: EmployeeId) -> Opening:
    asked = ListVisits(day=state.day, doctor_id=doctor_id, part=VisitPart.OPEN)
    return Opening(_part_title(VisitPart.OPEN), lists.visits(asked), lists.laid_visits())


def of_times(state: DayState, part: VisitPart, whose: UUID | None, *, by_department: bool) -> Opening:
    """Of a doctor, of a department, or of the doctors without one."""
    department_id = state.department_id if whose is None or not by_department else DepartmentId(whose)
    asked = ListVisits(
        day=state.day,
        department_id=department_id,
        doctor_id=state.doctor_id if whose is None or by_department else EmployeeId(whose),
        part=part,
        no_department=whose is None,
    )
    return Opening(_part_title(part), lists.visits(asked), lists.laid_visits())


def of_stage(state: DayState, stage: WorkStage | None) -> Opening:
    asked = ListTests(day=state.day, department_id=state.department_id, doctor_id=state.doctor_id, stage=stage)
    return Opening(stage_took(stage), lists.tests(asked), lists.laid_tests())


def of_taken(day: date, mode: PaymentMode, money: MoneyOfTheDay, *, bills: bool) -> Opening:
    title = tr("Taken and given back: {mode}", mode=mode_word(mode))
    return Opening(title, lists.money_moved(day, mode), lists.laid_money(mode, money.currency, bills=bills))


def of_income(
    day: date, department_id: DepartmentId | None, doctor_id: EmployeeId | None, money: MoneyOfTheDay, *, bills: bool
) -> Opening:
    """The documents that the department's income is made of, as the report of it opens them."""
    asked = ReportRequest(kind=ReportKind.INCOME, since=day, until=day, by=Grouping.DEPARTMENT, doctor_id=doctor_id)
    listing = documents(asked, str(department_id or ""), Figure.NET)
    return Opening(tr("Income by department"), listing, laid_documents(CellKind.MONEY, money.currency, bills=bills))


def of_all_income(
    day: date, department_id: DepartmentId | None, doctor_id: EmployeeId | None, money: MoneyOfTheDay, *, bills: bool
) -> Opening:
    """Of all departments, or of the one that the day is narrowed to."""
    asked = ReportRequest(
        kind=ReportKind.INCOME,
        since=day,
        until=day,
        by=Grouping.DEPARTMENT,
        department_id=department_id,
        doctor_id=doctor_id,
    )
    laid = laid_documents(CellKind.MONEY, money.currency, bills=bills)
    return Opening(tr("Income"), documents(asked, None, Figure.NET), laid)


def of_debt(day: date, debt: Debt, money: MoneyOfTheDay, *, bills: bool) -> Opening:
    match debt:
        case Debt.PATIENTS:
            asked = ReportRequest(kind=ReportKind.DUES, since=day, until=day)
            listing = documents(asked, "patients", Figure.NET)
            laid = laid_documents(CellKind.MONEY, money.currency, bills=bills)
            return Opening(tr("Patients owe"), listing, laid)
        case Debt.PAYERS:
            payers = lists.laid_payers(money.currency, partial(_of_payer, day, money, bills))
            return Opening(tr("Insurers and companies owe"), lists.payers_dues(day), payers)
        case Debt.DEPOSITS:
            return Opening(tr("Paid in advance"), lists.deposits(day), lists.laid_deposits(money.currency))
        case Debt.TO_PAY_BACK:
            return Opening(tr("Refunds to pay out"), lists.refunds_to_pay(), lists.laid_refunds(bills=bills))


def _of_payer(day: date, money: MoneyOfTheDay, bills: bool, row: PayerRow) -> Opening:  # noqa: FBT001 all but the row are given before
    """The bills of one payer, as the report of dues opens them."""
    asked = ReportRequest(kind=ReportKind.DUES, since=day, until=day)
    laid = laid_documents(CellKind.MONEY, money.currency, bills=bills)
    return Opening(row.payer, documents(asked, str(row.payer_id), Figure.NET), laid)


def of_risk(risk: Risk) -> Opening:
    match risk:
        case Risk.OUT:
            return Opening(tr("Out of stock"), lists.low_stock(out=True), lists.laid_low_stock())
        case Risk.LOW:
            return Opening(tr("Low"), lists.low_stock(out=False), lists.laid_low_stock())
        case Risk.EXPIRED:
            return Opening(tr("Expired"), lists.batches(BatchRisk.EXPIRED), lists.laid_batches())
        case Risk.SOON:
            return Opening(tr("Expires soon"), lists.batches(BatchRisk.SOON), lists.laid_batches())
        case Risk.ASIDE:
            return Opening(tr("Set aside"), lists.batches(BatchRisk.ASIDE), lists.laid_batches())


def _part_title(part: VisitPart) -> str:
    return {
        VisitPart.ARRIVED: tr("Came"),
        VisitPart.WAITED: tr("Have been in the room"),
        VisitPart.OPEN: tr("Not done yet"),
        VisitPart.COMPLETED: tr("Done"),
        VisitPart.NEVER_CAME: tr("Did not come"),
        VisitPart.LEFT_UNSEEN: tr("Left unseen"),
        VisitPart.CANCELLED: tr("Cancelled"),
        VisitPart.BOOKED: tr("Still to come"),
    }[part]
