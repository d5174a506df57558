"""The remote calls about laboratory tests, and those about others that change what results mean or tell of them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.lab.abandoning import Abandoning
from server.features.lab.delivering import Delivering
from server.features.lab.entering import Entering
from server.features.lab.reading import Reading
from server.features.lab.reissuing import Reissuing
from server.features.lab.releasing import Releasing
from server.features.lab.reports import Reports
from server.features.lab.samples import Samples
from server.features.lab.service import LabService
from server.features.lab.sheets import Sheets
from server.features.lab.telling import ReportNews, standing
from server.features.merges.service import MergeService
from server.features.patients.service import PatientService
from server.features.queue.service import QueueService
from server.features.reminders.service import ReminderService
from shared.contracts import lab, merges, patients, queue, reminders
from shared.models.common import Nothing, Page
from shared.models.lab import (
    CancelTest,
    Collection,
    CollectSamples,
    FindAccession,
    Laboratory,
    ListTestOrders,
    ListWorklist,
    OrderDirect,
    OrderTests,
    PrepareSamples,
    RejectSample,
    Sample,
    SampleMove,
    SearchTestTypes,
    TestOrder,
    TestType,
    WorkItem,
)
from shared.models.lab_reports import DeliverReports, ListToDeliver, PrintReports, ReportPaper, ReportToGive
from shared.models.lab_results import (
    AbandonCorrection,
    AskTurnaround,
    CorrectResults,
    Delivery,
    EnterResults,
    GetReport,
    GetSheet,
    ListReports,
    MarkRead,
    RepeatTest,
    ResultSheet,
    TellCritical,
    TestMove,
    TestPast,
    TestReport,
    TurnaroundDays,
    UnreadResult,
)
from shared.models.merges import Merge, MergePatients, UndoMerge
from shared.models.patients import PatientDetails, UpdatePatient
from shared.models.queue import EndDay, QueueSnapshot
from shared.models.reminders import GetMessage, MessageDetails

routes = Routes()


@routes.handles(lab.test_types)
def test_types(request: SearchTestTypes, ctx: Context) -> Page[TestType]:
    return LabService(ctx).search(request)


@routes.handles(lab.order)
def order(request: OrderTests, ctx: Context) -> Page[TestOrder]:
    return LabService(ctx).order(request)


@routes.handles(lab.order_direct)
def order_direct(request: OrderDirect, ctx: Context) -> Page[WorkItem]:
    return LabService(ctx).order_direct(request)


@routes.handles(lab.labs)
def labs(_: Nothing, ctx: Context) -> Page[Laboratory]:
    return LabService(ctx).labs()


@routes.handles(lab.cancel)
def cancel(request: CancelTest, ctx: Context) -> WorkItem:
    return Releasing(ctx).cancel(request)


@routes.handles(lab.samples_of)
def samples_of(request: ListTestOrders, ctx: Context) -> Page[Sample]:
    return Samples(ctx).of_visit(request.appointment_id)


@routes.handles(lab.prepare)
def prepare(request: PrepareSamples, ctx: Context) -> Page[Sample]:
    return Samples(ctx).prepare(request)


@routes.handles(lab.collection)
def collection(request: ListTestOrders, ctx: Context) -> Collection:
    return Samples(ctx).collection(request.appointment_id)


@routes.handles(lab.collect)
def collect(request: CollectSamples, ctx: Context) -> Page[Sample]:
    return Samples(ctx).collect(request)


@routes.handles(lab.label_printed)
def label_printed(request: SampleMove, ctx: Context) -> Sample:
    return Samples(ctx).label_printed(request)


@routes.handles(lab.receive)
def receive(request: SampleMove, ctx: Context) -> Sample:
    return Samples(ctx).receive(request)


@routes.handles(lab.reject)
def reject(request: RejectSample, ctx: Context) -> Sample:
    return Samples(ctx).reject(request)


@routes.handles(lab.worklist)
def worklist(request: ListWorklist, ctx: Context) -> Page[WorkItem]:
    return Reports(ctx).worklist(request)


@routes.handles(lab.by_accession)
def by_accession(request: FindAccession, ctx: Context) -> Page[WorkItem]:
    return Reports(ctx).by_accession(request.accession)


@routes.handles(lab.sheet)
def sheet(request: GetSheet, ctx: Context) -> ResultSheet:
    return Sheets(ctx).sheet(request.test_order_id)


@routes.handles(lab.past)
def past(request: GetSheet, ctx: Context) -> TestPast:
    return Sheets(ctx).past(request.test_order_id)


@routes.handles(lab.enter_results)
def enter_results(request: EnterResults, ctx: Context) -> ResultSheet:
    return Entering(ctx).enter(request)


@routes.handles(lab.tell_critical)
def tell_critical(request: TellCritical, ctx: Context) -> ResultSheet:
    return Entering(ctx).tell_critical(request)


@routes.handles(lab.repeat)
def repeat(request: RepeatTest, ctx: Context) -> ResultSheet:
    return Entering(ctx).repeat(request)


@routes.handles(lab.correct)
def correct(request: CorrectResults, ctx: Context) -> ResultSheet:
    return Entering(ctx).correct(request)


@routes.handles(lab.abandon_correction)
def abandon_correction(request: AbandonCorrection, ctx: Context) -> ResultSheet:
    return Abandoning(ctx).abandon_correction(request)


@routes.handles(lab.verify)
def verify(request: TestMove, ctx: Context) -> ResultSheet:
    return Releasing(ctx).verify(request)


@routes.handles(lab.review)
def review(request: TestMove, ctx: Context) -> ResultSheet:
    return Releasing(ctx).review(request)


@routes.handles(lab.release)
def release(request: TestMove, ctx: Context) -> ResultSheet:
    return Releasing(ctx).release(request)


@routes.handles(lab.report)
def report(request: GetReport, ctx: Context) -> TestReport:
    return Reports(ctx).report(request)


@routes.handles(lab.reports_of)
def reports_of(request: ListReports, ctx: Context) -> Page[TestReport]:
    return Reports(ctx).of_patient(request)


@routes.handles(lab.to_deliver)
def to_deliver(request: ListToDeliver, ctx: Context) -> Page[ReportToGive]:
    return Delivering(ctx).to_deliver(request)


@routes.handles(lab.print_reports)
def print_reports(request: PrintReports, ctx: Context) -> ReportPaper:
    return Delivering(ctx).print(request)


@routes.handles(lab.deliver)
def deliver(request: DeliverReports, ctx: Context) -> Page[Delivery]:
    return Delivering(ctx).deliver(request)


@routes.handles(lab.unread)
def unread(_: Nothing, ctx: Context) -> Page[UnreadResult]:
    return Reading(ctx).unread()


@routes.handles(lab.mark_read)
def mark_read(request: MarkRead, ctx: Context) -> Nothing:
    return Reading(ctx).mark_read(request)


@routes.handles(lab.turnaround)
def turnaround(request: AskTurnaround, ctx: Context) -> TurnaroundDays:
    return Reports(ctx).turnaround(request)


@routes.handles(queue.end_day)
def end_day(request: EndDay, ctx: Context) -> QueueSnapshot:
    """Here, not among the queues: of some who leave unseen a report is waiting."""
    return ReportNews(ctx).end_day(request.doctor_id)


@routes.handles(reminders.message)
def message(request: GetMessage, ctx: Context) -> MessageDetails:
    """Here, not among the reminders: it is written from its visit as that is now."""
    return ReminderService(ctx).message(request.message_id, standing)


@routes.handles(patients.update)
def update_patient(request: UpdatePatient, ctx: Context) -> PatientDetails:
    """Here, not among the patients: queues show the card, and results are judged by its age and sex."""
    card = PatientService(ctx).update(request)
    QueueService(ctx).patient_changed(request.patient_id)
    Reissuing(ctx).patient_corrected(request.patient_id)
    return card


@routes.handles(merges.merge)
def merge(request: MergePatients, ctx: Context) -> Merge:
    merged = MergeService(ctx).merge(request)
    Reissuing(ctx).patient_corrected(request.kept_id)
    return merged


@routes.handles(merges.undo)
def undo_merge(request: UndoMerge, ctx: Context) -> Merge:
    undone = MergeService(ctx).undo(request)
    Reissuing(ctx).patient_corrected(undone.merged.id)
    return undone
