"""The remote calls about a patient's chart. Each look at one is kept."""

from shared.contract import query
from shared.contracts.patients import PatientNotFound
from shared.models.charts import (
    Chart,
    ChartBill,
    ChartEvent,
    ChartPrescription,
    ChartTest,
    ChartVisit,
    ListChartBills,
    ListChartEvents,
    ListChartPrescriptions,
    ListChartTests,
    ListChartVisits,
    OpenChart,
)
from shared.models.common import Page
from shared.permissions import Permission

open_chart = query("/charts/{patient_id}", OpenChart, Chart, allow=Permission.PATIENTS_VIEW, raises=(PatientNotFound,))

timeline = query(
    "/charts/{patient_id}/timeline",
    ListChartEvents,
    Page[ChartEvent],
    allow=Permission.TIMELINE_VIEW,
    raises=(PatientNotFound,),
)

visits = query(
    "/charts/{patient_id}/visits",
    ListChartVisits,
    Page[ChartVisit],
    allow=Permission.APPOINTMENTS_VIEW,
    raises=(PatientNotFound,),
)

prescriptions = query(
    "/charts/{patient_id}/prescriptions",
    ListChartPrescriptions,
    Page[ChartPrescription],
    allow=Permission.PRESCRIPTIONS_VIEW,
    raises=(PatientNotFound,),
)

tests = query(
    "/charts/{patient_id}/tests",
    ListChartTests,
    Page[ChartTest],
    allow=Permission.LAB_VIEW,
    raises=(PatientNotFound,),
)

bills = query(
    "/charts/{patient_id}/bills",
    ListChartBills,
    Page[ChartBill],
    allow=Permission.BILLING_VIEW,
    raises=(PatientNotFound,),
)
