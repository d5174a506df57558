"""The calls about queues and boards, and those about patients that change what a queue shows."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.patients.service import PatientService
from server.features.queue.line import LineService
from server.features.queue.service import QueueService
from server.features.queue.sessions import SessionService
from shared.contracts import patients, queue
from shared.models.patients import PatientDetails, RecordAllergy, WithdrawAllergy
from shared.models.queue import (
    BoardSnapshot,
    CallNext,
    GetBoard,
    GetQueue,
    PauseSession,
    QueueEntry,
    QueueMove,
    QueueSnapshot,
    Reorder,
    ResumeSession,
    ReturnToQueue,
    SetPriority,
    Skip,
    TransferAppointment,
)

routes = Routes()


@routes.handles(queue.of_doctor)
def of_doctor(request: GetQueue, ctx: Context) -> QueueSnapshot:
    return QueueService(ctx).of_doctor(request.doctor_id)


@routes.handles(queue.board)
def board(request: GetBoard, ctx: Context) -> BoardSnapshot:
    return QueueService(ctx).board(request.workstation_id)


@routes.handles(queue.call_next)
def call_next(request: CallNext, ctx: Context) -> QueueEntry:
    return QueueService(ctx).call_next(request.doctor_id)


@routes.handles(queue.call)
def call(request: QueueMove, ctx: Context) -> QueueEntry:
    return QueueService(ctx).call(request)


@routes.handles(queue.recall)
def recall(request: QueueMove, ctx: Context) -> QueueEntry:
    return QueueService(ctx).recall(request)


@routes.handles(queue.undo_call)
def undo_call(request: QueueMove, ctx: Context) -> QueueEntry:
    return QueueService(ctx).undo_call(request)


@routes.handles(queue.skip)
def skip(request: Skip, ctx: Context) -> QueueEntry:
    return QueueService(ctx).skip(request)


@routes.handles(queue.no_show)
def no_show(request: QueueMove, ctx: Context) -> QueueEntry:
    return QueueService(ctx).no_show(request)


@routes.handles(queue.return_to_queue)
def return_to_queue(request: ReturnToQueue, ctx: Context) -> QueueEntry:
    return QueueService(ctx).return_to_queue(request)


@routes.handles(queue.send_for_tests)
def send_for_tests(request: QueueMove, ctx: Context) -> QueueEntry:
    return QueueService(ctx).send_for_tests(request)


@routes.handles(queue.transfer)
def transfer(request: TransferAppointment, ctx: Context) -> QueueEntry:
    return LineService(ctx).transfer(request)


@routes.handles(queue.set_priority)
def set_priority(request: SetPriority, ctx: Context) -> QueueEntry:
    return LineService(ctx).set_priority(request)


@routes.handles(queue.reorder)
def reorder(request: Reorder, ctx: Context) -> QueueEntry:
    return LineService(ctx).reorder(request)


@routes.handles(queue.pause)
def pause(request: PauseSession, ctx: Context) -> QueueSnapshot:
    return SessionService(ctx).pause(request)


@routes.handles(queue.resume)
def resume(request: ResumeSession, ctx: Context) -> QueueSnapshot:
    return SessionService(ctx).resume(request.doctor_id)


@routes.handles(queue.enter)
def enter(request: QueueMove, ctx: Context) -> QueueEntry:
    return QueueService(ctx).enter(request)


@routes.handles(patients.record_allergy)
def record_allergy(request: RecordAllergy, ctx: Context) -> PatientDetails:
    card = PatientService(ctx).record_allergy(request)
    QueueService(ctx).patient_changed(request.patient_id)
    return card


@routes.handles(patients.withdraw_allergy)
def withdraw_allergy(request: WithdrawAllergy, ctx: Context) -> PatientDetails:
    card = PatientService(ctx).withdraw_allergy(request)
    QueueService(ctx).patient_changed(request.patient_id)
    return card
