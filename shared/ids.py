"""Ids are ULIDs kept as UUID; each kind is a type of its own, so that a mix-up does not compile."""

import threading
from typing import NewType
from uuid import UUID

from ulid import ULID

AllergyId = NewType("AllergyId", UUID)
AnalyserId = NewType("AnalyserId", UUID)
AnalyserMessageId = NewType("AnalyserMessageId", UUID)
AnalyserRunId = NewType("AnalyserRunId", UUID)
AnalyserValueId = NewType("AnalyserValueId", UUID)
AnalyteId = NewType("AnalyteId", UUID)
AmendmentId = NewType("AmendmentId", UUID)
AppointmentId = NewType("AppointmentId", UUID)
ApprovalId = NewType("ApprovalId", UUID)
BillDiscountId = NewType("BillDiscountId", UUID)
BillId = NewType("BillId", UUID)
BillItemId = NewType("BillItemId", UUID)
BillSplitId = NewType("BillSplitId", UUID)
BrokenGlassId = NewType("BrokenGlassId", UUID)
CashMoveId = NewType("CashMoveId", UUID)
CashSessionId = NewType("CashSessionId", UUID)
CertificateId = NewType("CertificateId", UUID)
CatalogueChangeId = NewType("CatalogueChangeId", UUID)
ClaimFactId = NewType("ClaimFactId", UUID)
ClaimId = NewType("ClaimId", UUID)
ClaimPaymentId = NewType("ClaimPaymentId", UUID)
ClosingDayId = NewType("ClosingDayId", UUID)
ConsultationId = NewType("ConsultationId", UUID)
CreditNoteId = NewType("CreditNoteId", UUID)
CreditRequestId = NewType("CreditRequestId", UUID)
CriticalCallId = NewType("CriticalCallId", UUID)
DatedSessionId = NewType("DatedSessionId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
DepositId = NewType("DepositId", UUID)
DepartmentId = NewType("DepartmentId", UUID)
DiagnosisId = NewType("DiagnosisId", UUID)
DispenseId = NewType("DispenseId", UUID)
DispenseLineId = NewType("DispenseLineId", UUID)
DocumentId = NewType("DocumentId", UUID)
EmployeeId = NewType("EmployeeId", UUID)
EventId = NewType("EventId", UUID)
GoodsReceivedId = NewType("GoodsReceivedId", UUID)
HandOverId = NewType("HandOverId", UUID)
HouseChangeId = NewType("HouseChangeId", UUID)
InstructionChangeId = NewType("InstructionChangeId", UUID)
InstructionId = NewType("InstructionId", UUID)
LabId = NewType("LabId", UUID)
LeaveId = NewType("LeaveId", UUID)
LogoId = NewType("LogoId", UUID)
MedicineChangeId = NewType("MedicineChangeId", UUID)
MedicineId = NewType("MedicineId", UUID)
MergeId = NewType("MergeId", UUID)
MessageId = NewType("MessageId", UUID)
OrderSetId = NewType("OrderSetId", UUID)
PackageId = NewType("PackageId", UUID)
PatientCategoryId = NewType("PatientCategoryId", UUID)
PatientId = NewType("PatientId", UUID)
PayerId = NewType("PayerId", UUID)
PaymentAttemptId = NewType("PaymentAttemptId", UUID)
PaymentId = NewType("PaymentId", UUID)
PhotoId = NewType("PhotoId", UUID)
PriceChangeId = NewType("PriceChangeId", UUID)
PriceListId = NewType("PriceListId", UUID)
PriceVersionId = NewType("PriceVersionId", UUID)
PostingId = NewType("PostingId", UUID)
PrescriptionId = NewType("PrescriptionId", UUID)
ReportPaperId = NewType("ReportPaperId", UUID)
ReportRunId = NewType("ReportRunId", UUID)
ReferralId = NewType("ReferralId", UUID)
RefundId = NewType("RefundId", UUID)
ResultId = NewType("ResultId", UUID)
ResultVersionId = NewType("ResultVersionId", UUID)
ProblemId = NewType("ProblemId", UUID)
PurchaseOrderId = NewType("PurchaseOrderId", UUID)
PurchasePriceId = NewType("PurchasePriceId", UUID)
RoleId = NewType("RoleId", UUID)
ReportMailId = NewType("ReportMailId", UUID)
SavedReportId = NewType("SavedReportId", UUID)
RoomId = NewType("RoomId", UUID)
SampleId = NewType("SampleId", UUID)
ServiceId = NewType("ServiceId", UUID)
SessionId = NewType("SessionId", UUID)
StockBatchId = NewType("StockBatchId", UUID)
StockCountId = NewType("StockCountId", UUID)
StockMoveId = NewType("StockMoveId", UUID)
StockTransferId = NewType("StockTransferId", UUID)
StoreId = NewType("StoreId", UUID)
SupplierId = NewType("SupplierId", UUID)
SupplierReturnId = NewType("SupplierReturnId", UUID)
TaxClassId = NewType("TaxClassId", UUID)
TestOrderId = NewType("TestOrderId", UUID)
TestTypeId = NewType("TestTypeId", UUID)
UserId = NewType("UserId", UUID)
VitalsId = NewType("VitalsId", UUID)
ScheduleChangeId = NewType("ScheduleChangeId", UUID)
WeeklySessionId = NewType("WeeklySessionId", UUID)
WorkstationId = NewType("WorkstationId", UUID)

_TIME_BITS_BELOW = 80


class _Ids:
    """Ids of one process, each above the one before: two events of one act keep their order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> UUID:
        with self._lock:
            fresh = int(ULID())
            if fresh >> _TIME_BITS_BELOW <= self._last >> _TIME_BITS_BELOW:
                fresh = self._last + 1
            self._last = fresh
        return UUID(int=fresh)


_ids = _Ids()


def new_id() -> UUID:
    """A ULID: unique anywhere, and in order of making, so that months can be told from the id."""
    return _ids.next()
