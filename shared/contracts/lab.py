"""The remote calls about laboratory tests, from the order to the report in the patient's hand."""

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.appointments import AppointmentNotFound, AppointmentStateConflict
from shared.contracts.lab_refusals import (
    AlreadyTold,
    CriticalUntold,
    DifferentialOff,
    GroupDiffers,
    IndexDisagrees,
    NoSuchAccession,
    NothingEnteredAnew,
    NotReleased,
    ReportReplaced,
    ResultsMissing,
    SampleNotFound,
    SampleStateConflict,
    SecondPersonNeeded,
    TestOrderNotFound,
    TestOrderStateConflict,
    UnknownTestType,
    ValueRefused,
)
from shared.contracts.patients import PatientDied, PatientNotFound
from shared.errors import StaleVersion
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
from shared.permissions import Permission
from shared.topics import Topic

_BENCH = {Topic.LAB}
_CLINIC = {Topic.LAB, Topic.CONSULTATIONS}
_OF_ORDER = (TestOrderNotFound, TestOrderStateConflict, StaleVersion)
_OF_SAMPLE = (SampleNotFound, SampleStateConflict, StaleVersion)
_OF_VISIT = (AppointmentNotFound, TestOrderNotFound, TestOrderStateConflict, SampleStateConflict)
_OF_VALUES = (ValueRefused, DifferentialOff, IndexDisagrees)

# The catalogue and its orders

test_types = query("/test-types", SearchTestTypes, Page[TestType], allow=Permission.LAB_VIEW)

labs = query("/labs", Nothing, Page[Laboratory], allow=Permission.LAB_VIEW)

order = command(
    "/appointments/{appointment_id}/test-orders",
    OrderTests,
    Page[TestOrder],
    allow=Permission.LAB_ORDER,
    changes={Topic.LAB, Topic.CONSULTATIONS, Topic.BILLING},
    raises=(AppointmentNotFound, AppointmentStateConflict, UnknownTestType),
)

order_direct = command(
    "/patients/{patient_id}/test-orders",
    OrderDirect,
    Page[WorkItem],
    allow=Permission.LAB_ORDER_DIRECT,
    changes={Topic.LAB, Topic.CONSULTATIONS, Topic.BILLING, Topic.APPOINTMENTS},
    raises=(PatientNotFound, PatientDied, UnknownTestType, ApprovalNeeded, ApprovalNotValid),
)

cancel = command(
    "/test-orders/{test_order_id}/cancel",
    CancelTest,
    WorkItem,
    allow=Permission.LAB_ORDER,
    changes={Topic.LAB, Topic.CONSULTATIONS, Topic.BILLING, Topic.APPOINTMENTS, Topic.QUEUE},
    raises=_OF_ORDER,
)

# Tubes

samples_of = query(
    "/appointments/{appointment_id}/samples",
    ListTestOrders,
    Page[Sample],
    allow=Permission.LAB_VIEW,
    raises=(AppointmentNotFound,),
)

prepare = command(
    "/appointments/{appointment_id}/samples",
    PrepareSamples,
    Page[Sample],
    allow=Permission.LAB_COLLECT,
    changes=_BENCH,
    raises=_OF_VISIT,
)

collection = query(
    "/appointments/{appointment_id}/collection",
    ListTestOrders,
    Collection,
    allow=Permission.LAB_COLLECT,
    raises=(AppointmentNotFound,),
)

collect = command(
    "/appointments/{appointment_id}/samples/collect",
    CollectSamples,
    Page[Sample],
    allow=Permission.LAB_COLLECT,
    changes=_BENCH,
    raises=_OF_VISIT,
)

label_printed = command(
    "/samples/{sample_id}/label-printed",
    SampleMove,
    Sample,
    allow=Permission.LAB_COLLECT,
    changes=_BENCH,
    raises=_OF_SAMPLE,
)

receive = command(
    "/samples/{sample_id}/receive",
    SampleMove,
    Sample,
    allow=Permission.LAB_COLLECT,
    changes=_CLINIC,
    raises=_OF_SAMPLE,
)

reject = command(
    "/samples/{sample_id}/reject",
    RejectSample,
    Sample,
    allow=Permission.LAB_COLLECT,
    changes=_CLINIC,
    raises=(*_OF_SAMPLE, TestOrderStateConflict),
)

# The bench

worklist = query("/lab/worklist", ListWorklist, Page[WorkItem], allow=Permission.LAB_VIEW)

by_accession = query(
    "/lab/accessions/{accession}", FindAccession, Page[WorkItem], allow=Permission.LAB_VIEW, raises=(NoSuchAccession,)
)

sheet = query(
    "/test-orders/{test_order_id}/sheet", GetSheet, ResultSheet, allow=Permission.LAB_BENCH, raises=(TestOrderNotFound,)
)

past = query(
    "/test-orders/{test_order_id}/past", GetSheet, TestPast, allow=Permission.LAB_BENCH, raises=(TestOrderNotFound,)
)

enter_results = command(
    "/test-orders/{test_order_id}/results",
    EnterResults,
    ResultSheet,
    allow=Permission.LAB_ENTER,
    changes=_BENCH,
    raises=(*_OF_ORDER, *_OF_VALUES),
)

tell_critical = command(
    "/test-orders/{test_order_id}/critical-calls",
    TellCritical,
    ResultSheet,
    allow=Permission.LAB_ENTER,
    changes=_BENCH,
    raises=(*_OF_ORDER, AlreadyTold),
)

verify = command(
    "/test-orders/{test_order_id}/verify",
    TestMove,
    ResultSheet,
    allow=Permission.LAB_VERIFY,
    changes=_CLINIC,
    raises=(
        *_OF_ORDER,
        SecondPersonNeeded,
        CriticalUntold,
        ResultsMissing,
        NothingEnteredAnew,
        GroupDiffers,
    ),
)

repeat = command(
    "/test-orders/{test_order_id}/repeat",
    RepeatTest,
    ResultSheet,
    allow=Permission.LAB_VERIFY,
    changes=_CLINIC,
    raises=_OF_ORDER,
)

review = command(
    "/test-orders/{test_order_id}/review",
    TestMove,
    ResultSheet,
    allow=Permission.LAB_REVIEW,
    changes=_CLINIC,
    raises=(*_OF_ORDER, CriticalUntold),
)

release = command(
    "/test-orders/{test_order_id}/release",
    TestMove,
    ResultSheet,
    allow=Permission.LAB_RELEASE,
    changes={Topic.LAB, Topic.CONSULTATIONS, Topic.REPORTS, Topic.APPOINTMENTS, Topic.QUEUE},
    raises=(*_OF_ORDER, CriticalUntold),
)

correct = command(
    "/test-orders/{test_order_id}/correct",
    CorrectResults,
    ResultSheet,
    allow=Permission.LAB_RELEASE,
    changes=_CLINIC,
    raises=(*_OF_ORDER, *_OF_VALUES, NothingEnteredAnew),
)

abandon_correction = command(
    "/test-orders/{test_order_id}/abandon-correction",
    AbandonCorrection,
    ResultSheet,
    allow=Permission.LAB_RELEASE,
    changes=_CLINIC,
    raises=_OF_ORDER,
)

# Reports

report = query(
    "/test-orders/{test_order_id}/report",
    GetReport,
    TestReport,
    allow=Permission.LAB_VIEW,
    raises=(TestOrderNotFound, NotReleased),
)

reports_of = query(
    "/patients/{patient_id}/test-reports",
    ListReports,
    Page[TestReport],
    allow=Permission.LAB_VIEW,
    raises=(PatientNotFound,),
)

to_deliver = query("/lab/to-deliver", ListToDeliver, Page[ReportToGive], allow=Permission.LAB_DELIVER)

# Who hands a report over reads it, whatever else she may: each look is kept. Not keyed: paper printed twice is the same
# paper, and no outbox should keep results, nor the code that is on it.
print_reports = command(
    "/lab/report-papers",
    PrintReports,
    ReportPaper,
    allow=Permission.LAB_DELIVER,
    changes=set(),
    raises=(TestOrderNotFound, NotReleased, ReportReplaced),
    keyed=False,
)

deliver = command(
    "/lab/deliveries",
    DeliverReports,
    Page[Delivery],
    allow=Permission.LAB_DELIVER,
    changes=_CLINIC,
    raises=(TestOrderNotFound, TestOrderStateConflict, ReportReplaced),
)

# Read by who ordered it

unread = query("/lab/unread", Nothing, Page[UnreadResult], allow=Permission.LAB_VIEW)

mark_read = command(
    "/test-orders/{test_order_id}/read",
    MarkRead,
    Nothing,
    allow=Permission.LAB_VIEW,
    changes={Topic.REPORTS},
    raises=(TestOrderNotFound,),
)

turnaround = query("/lab/turnaround", AskTurnaround, TurnaroundDays, allow=Permission.LAB_VERIFY)
