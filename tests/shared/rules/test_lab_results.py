"""Results × ages × sexes against the seeded ranges, each row worked out by hand from the table they were taken from."""

from collections import defaultdict

import pytest

from server.catalogue.files import number, rows
from shared.models.patients import Sex
from shared.rules.lab_ages import days
from shared.rules.lab_ranges import Band, Condition, Flag, band_for, judge, range_text
from shared.rules.lab_values import Refusal, ResultKind, Scale, ValueRefused, read

N, L, H = Flag.NORMAL, Flag.LOW, Flag.HIGH
CL, CH, AB = Flag.CRITICAL_LOW, Flag.CRITICAL_HIGH, Flag.ABNORMAL
NR, UJ = Flag.NO_RANGE, Flag.UNJUDGED
M, F, OTHER, UNKNOWN = Sex.MALE, Sex.FEMALE, Sex.OTHER, Sex.UNKNOWN

SCALES = {
    line["code"]: Scale(
        ResultKind(line["kind"]),
        int(line["decimals"]),
        line["unit"],
        tuple(line["choices"].split("|")) if line["choices"] else (),
        number(line["valid_low"]),
        number(line["valid_high"]),
    )
    for line in rows("analytes")
}
BANDS = defaultdict(list)
for _line in rows("reference_ranges"):
    BANDS[_line["analyte"]].append(
        Band(
            age_min=days(_line["age_from"], unbounded=0),
            age_max=days(_line["age_to"], unbounded=60_000),
            sex=None if _line["sex"] == "any" else Sex(_line["sex"]),
            condition=Condition(_line["condition"]) if _line["condition"] else None,
            low=number(_line["low"]),
            high=number(_line["high"]),
            critical_low=number(_line["critical_low"]),
            critical_high=number(_line["critical_high"]),
            text=_line["text"],
        )
    )


def flag(code, typed, age, sex, *conditions):
    band = band_for(BANDS[code], days(age, unbounded=0), sex, conditions)
    return judge(read(typed, SCALES[code]), band, SCALES[code])


# 18 years are 6574 days, 13 years 4748, 6 years 2191, 1 year 365, 6 months 182, 51 years 18627.
RESULTS = [
    # 1 haemoglobin: M 13.0–17.0, F 12.0–15.0, critical < 7.0 and > 20.0
    ("HGB", "13.0", "45y", M, N),
    ("HGB", "12.9", "45y", M, L),
    ("HGB", "17.0", "45y", M, N),
    ("HGB", "17.1", "45y", M, H),
    ("HGB", "12.94", "45y", M, L),
    ("HGB", "12.95", "45y", M, N),
    ("HGB", "17.04", "45y", M, N),
    ("HGB", "17.05", "45y", M, H),
    ("HGB", "12.0", "45y", F, N),
    ("HGB", "11.9", "45y", F, L),
    ("HGB", "15.0", "45y", F, N),
    ("HGB", "15.1", "45y", F, H),
    ("HGB", "7.0", "45y", F, L),
    ("HGB", "6.9", "45y", F, CL),
    ("HGB", "6.95", "45y", F, L),
    ("HGB", "20.0", "45y", M, H),
    ("HGB", "20.1", "45y", M, CH),
    ("HGB", "130 g/L", "45y", M, N),
    ("HGB", "129 g/L", "45y", M, L),
    ("HGB", "13 gm%", "45y", M, N),
    ("HGB", "12.5", "6574d", F, N),
    ("HGB", "12.5", "6574d", M, L),
    ("HGB", "12.5", "6573d", M, NR),
    ("HGB", "6.9", "6573d", M, CL),
    ("HGB", "20.1", "16y", F, CH),
    ("HGB", "14.0", "0d", F, N),
    ("HGB", "13.9", "0d", F, L),
    ("HGB", "22.0", "27d", M, N),
    ("HGB", "22.1", "27d", M, H),
    ("HGB", "14.0", "28d", M, NR),
    ("HGB", "13.9", "181d", M, NR),
    ("HGB", "13.9", "182d", M, N),
    ("HGB", "10.9", "182d", M, L),
    ("HGB", "14.1", "2190d", F, H),
    ("HGB", "14.1", "2191d", F, N),
    ("HGB", "11.4", "2191d", F, L),
    ("HGB", "15.5", "4747d", F, N),
    ("HGB", "15.5", "4748d", F, NR),
    ("HGB", "14.0", "45y", OTHER, NR),
    ("HGB", "6.9", "45y", UNKNOWN, CL),
    ("HGB", "11.0", "5y", UNKNOWN, N),
    # 2 white cells: 4.0–11.0, newborn 9–30, 1–5 years 5–15, critical < 2.0 and > 30
    ("WBC", "4.0", "30y", M, N),
    ("WBC", "3.9", "30y", M, L),
    ("WBC", "11.0", "30y", F, N),
    ("WBC", "11.1", "30y", F, H),
    ("WBC", "2.0", "30y", F, L),
    ("WBC", "1.9", "30y", F, CL),
    ("WBC", "30.0", "30y", F, H),
    ("WBC", "30.1", "30y", F, CH),
    ("WBC", "7 800/cumm", "30y", F, N),
    ("WBC", "7,800 /cumm", "30y", F, N),
    ("WBC", "3940/cumm", "30y", F, L),
    ("WBC", "3950 /µL", "30y", F, N),
    ("WBC", "11 049 /mm3", "30y", F, N),
    ("WBC", "11,050 /cumm", "30y", F, H),
    ("WBC", "9.0", "27d", M, N),
    ("WBC", "8.9", "27d", M, L),
    ("WBC", "31", "27d", M, H),
    ("WBC", "31", "28d", M, CH),
    ("WBC", "5.0", "364d", F, NR),
    ("WBC", "5.0", "365d", F, N),
    ("WBC", "15.1", "5y", F, H),
    ("WBC", "15.1", "6y", F, NR),
    # 3 platelets: 150–410, critical < 50 and > 1 000
    ("PLT", "150", "60y", M, N),
    ("PLT", "149", "60y", M, L),
    ("PLT", "149.5", "60y", M, N),
    ("PLT", "410", "60y", M, N),
    ("PLT", "411", "60y", M, H),
    ("PLT", "50", "60y", M, L),
    ("PLT", "49", "60y", M, CL),
    ("PLT", "1000", "60y", M, H),
    ("PLT", "1001", "60y", M, CH),
    ("PLT", "1.5 lakh", "60y", M, N),
    ("PLT", "1.49 lakhs/cumm", "60y", M, L),
    ("PLT", "1,50,000/cumm", "60y", M, N),
    ("PLT", "150000 /cumm", "60y", M, N),
    ("PLT", "0.4 lakh", "60y", M, CL),
    ("PLT", "1.5", "60y", M, CL),
    ("PLT", "<10", "60y", M, CL),
    ("PLT", ">1000", "60y", M, CH),
    ("PLT", "≥1000", "60y", M, H),
    ("PLT", "40", "3y", M, CL),
    ("PLT", "140", "3y", M, NR),
    # 4–6 red cells, haematocrit, indices
    ("RBC", "4.50", "40y", M, N),
    ("RBC", "4.49", "40y", M, L),
    ("RBC", "4.85", "40y", F, H),
    ("RBC", "4.5 million/cumm", "40y", M, N),
    ("RBC", "4.50", "17y", M, NR),
    ("HCT", "40.0", "40y", M, N),
    ("HCT", "36.0", "40y", F, N),
    ("HCT", "46.1", "40y", F, H),
    ("HCT", "19.9", "40y", F, CL),
    ("HCT", "60.1", "40y", M, CH),
    ("MCV", "79.9", "40y", M, L),
    ("MCV", "80", "40y", M, N),
    ("MCV", "100.1", "40y", M, H),
    ("MCH", "32.0", "40y", F, N),
    ("MCHC", "34.5", "40y", F, N),
    ("MCHC", "34.55", "40y", F, H),
    # 7 the differential
    ("NEUT", "80", "40y", F, N),
    ("LYMPH", "41", "40y", F, H),
    ("LYMPH", "60", "3y", F, NR),
    ("MONO", "11", "40y", F, H),
    ("BASO", "0", "40y", F, N),
    ("EOS", "0", "40y", F, L),
    # 8 ESR: to 50 years M 0–15, F 0–20; above M 0–20, F 0–30
    ("ESR", "15", "18626d", M, N),
    ("ESR", "16", "18626d", M, H),
    ("ESR", "16", "18627d", M, N),
    ("ESR", "21", "18626d", F, H),
    ("ESR", "30", "18627d", F, N),
    ("ESR", "<2", "40y", F, N),
    # 9–11 glucose, HbA1c
    ("GLUF", "70", "50y", F, NR),
    ("GLUF", "100", "50y", F, NR),
    ("GLUF", "49", "50y", F, CL),
    ("GLUF", "451", "50y", F, CH),
    ("GLUF", ">600", "50y", F, CH),
    ("GLUF", "451", "9y", F, CH),
    ("GLUR", "139", "50y", M, N),
    ("GLUR", "140", "50y", M, H),
    ("HBA1C", "5.6", "50y", M, N),
    ("HBA1C", "5.65", "50y", M, H),
    # 12–13 creatinine: M 0.7–1.3, F 0.6–1.1, child 0.3–0.7; urea and BUN never share a range
    ("CREA", "1.30", "50y", M, N),
    ("CREA", "1.20", "50y", M, N),
    ("CREA", "1.20", "50y", F, H),
    ("CREA", "0.70", "8y", M, N),
    ("CREA", "0.71", "8y", M, H),
    ("CREA", "0.9", "15y", M, NR),
    ("CREA", "5.01", "15y", M, CH),
    ("CREA", "1.20", "50y", UNKNOWN, NR),
    ("UREA", "40", "50y", M, N),
    ("UREA", "41", "50y", M, H),
    ("UREA", "201", "50y", M, CH),
    ("BUN", "21", "50y", M, H),
    # 14–16 electrolytes
    ("NA", "135", "50y", F, N),
    ("NA", "134.4", "50y", F, L),
    ("NA", "134.5", "50y", F, N),
    ("NA", "119", "50y", F, CL),
    ("NA", "161", "1y", F, CH),
    ("K", "3.5", "50y", F, N),
    ("K", "5.1", "50y", F, N),
    ("K", "5.15", "50y", F, H),
    ("K", "5.14", "50y", F, N),
    ("K", "6.5", "50y", F, H),
    ("K", "6.6", "50y", F, CH),
    ("K", "2.4", "50y", F, CL),
    ("K", "6.6", "17y", F, CH),
    ("K", "৬.৬", "50y", F, CH),
    ("K", "٤٫٢", "50y", F, N),
    ("CL", "121", "50y", F, CH),
    # 17–21 liver
    ("BILT", "15.0", "5d", F, NR),
    ("BILT", "15.1", "5d", F, CH),
    ("BILT", "15.1", "28d", F, NR),
    ("BILT", "1.2", "30y", F, N),
    ("BILD", "0.3", "30y", F, N),
    ("BILD", "<0.1", "30y", F, N),
    ("ALT", "36", "30y", F, H),
    ("ALT", "36", "30y", M, N),
    ("ALT", "1001", "30y", M, CH),
    ("AST", "40", "30y", M, N),
    ("ALP", "350", "17y", M, N),
    ("ALP", "350", "18y", M, H),
    ("ALP", "130", "364d", M, NR),
    ("TP", "6.0", "30y", M, N),
    ("ALB", "3.4", "30y", M, L),
    ("ALB", "35 g/L", "30y", M, N),
    # 22 lipids have one side only
    ("CHOL", "199", "50y", M, N),
    ("CHOL", "200", "50y", M, H),
    ("HDL", "40", "50y", M, L),
    ("HDL", "41", "50y", M, N),
    ("HDL", "50", "50y", F, L),
    ("HDL", "120", "50y", F, N),
    ("LDL", "129", "50y", F, N),
    ("LDL", "130", "50y", F, H),
    ("TRIG", "149", "50y", F, N),
    ("TRIG", "1,001", "50y", F, CH),
    # 23–27
    ("TSH", "0.40", "50y", F, N),
    ("TSH", "<0.01", "50y", F, L),
    ("TSH", ">100", "50y", F, H),
    ("TSH", "4.51", "50y", F, H),
    ("TSH", "4.5 µIU/mL", "50y", F, N),
    ("FT4", "1.80", "50y", F, N),
    ("FT4", "1.81", "50y", F, H),
    ("CRP", "4.9", "50y", F, N),
    ("CRP", "5.0", "50y", F, H),
    ("CRP", "4.95", "50y", F, H),
    ("CRP", "<5", "50y", F, N),
    ("CRP", "<6", "50y", F, UJ),
    ("CRP", "0.5 mg/dL", "50y", F, H),
    ("CRP", "0.4 mg/dL", "50y", F, N),
    ("URIC", "6.5", "50y", M, N),
    ("URIC", "6.5", "50y", F, H),
    ("CA", "13.0", "50y", F, H),
    ("CA", "13.1", "50y", F, CH),
    ("CA", "<9", "50y", F, UJ),
    ("PT", "13.5", "50y", F, N),
    ("INR", "2.5", "50y", F, H),
    ("INR", "5.1", "50y", F, CH),
    # 28 urine
    ("UPH", "8.0", "50y", F, N),
    ("USG", "1.030", "50y", F, N),
    ("USG", "1.0305", "50y", F, H),
    ("USG", "<1.005", "50y", F, L),
    ("UPRO", "Negative", "50y", F, N),
    ("UPRO", "trace", "50y", F, AB),
    ("UGLU", "++", "7y", M, AB),
    ("UKET", "1+", "7y", M, AB),
    ("UBLD", "3+", "7y", M, AB),
    ("UWBC", "5", "50y", F, N),
    ("URBC", "4", "50y", F, H),
    # 29–31 choices, titres, blood groups
    ("HBSAG", "Non-reactive", "50y", F, N),
    ("HIV", "reactive", "50y", F, AB),
    ("HCV", "Indeterminate", "50y", F, AB),
    ("VDRL", "r", "50y", F, AB),
    ("DENG", "Negative", "50y", F, N),
    ("MAL", "P. vivax", "1d", F, AB),
    ("UPT", "neg", "30y", F, N),
    ("TO", "<1:20", "30y", F, N),
    ("TO", "1:40", "30y", F, N),
    ("TO", "1/80", "30y", F, AB),
    ("TH", "160", "30y", F, AB),
    ("AH", "<1:20", "3y", F, N),
    ("BH", "1:640", "3y", F, AB),
    ("ABO", "AB", "30y", F, UJ),
    ("RH", "neg", "30y", F, UJ),
    # no range is known at any age
    ("EGFR", "55", "50y", F, NR),
    ("GLOB", "3.0", "50y", F, NR),
]


@pytest.mark.parametrize(
    ("code", "typed", "age", "sex", "expected"), RESULTS, ids=lambda part: str(part).replace(" ", "_")
)
def test_a_result_is_flagged_for_its_age_and_sex(code, typed, age, sex, expected):
    assert flag(code, typed, age, sex) is expected


@pytest.mark.parametrize(
    ("code", "typed", "age", "sex", "conditions", "expected"),
    [
        ("HGB", "11.0", "28y", F, (Condition.PREGNANT,), N),
        ("HGB", "10.9", "28y", F, (Condition.PREGNANT,), L),
        ("HGB", "16.0", "28y", F, (Condition.PREGNANT,), N),
        ("HGB", "11.0", "28y", F, (Condition.TRIMESTER_2,), N),
        ("HGB", "11.0", "28y", F, (), L),
        ("HGB", "11.0", "4382d", F, (Condition.PREGNANT,), L),
        ("HGB", "11.0", "4383d", F, (Condition.PREGNANT,), N),
        ("TSH", "3.0", "28y", F, (), N),
        ("TSH", "3.0", "28y", F, (Condition.TRIMESTER_1,), H),
        ("TSH", "3.0", "28y", F, (Condition.TRIMESTER_2,), N),
        ("TSH", "0.2", "28y", F, (Condition.TRIMESTER_3,), L),
        ("TSH", "3.0", "28y", F, (Condition.PREGNANT,), NR),
        ("K", "4.0", "28y", F, (Condition.PREGNANT,), N),
        ("GLUF", "80", "28y", F, (Condition.FASTING, Condition.PREGNANT), N),
        ("GLUF", "70", "50y", F, (Condition.FASTING,), N),
        ("GLUF", "99", "50y", F, (Condition.FASTING,), N),
        ("GLUF", "99.5", "50y", F, (Condition.FASTING,), H),
        ("GLUF", "50", "50y", F, (Condition.FASTING,), L),
        ("GLUF", "49", "50y", F, (Condition.FASTING,), CL),
        ("GLUF", "<60", "50y", F, (Condition.FASTING,), L),
    ],
)
def test_a_condition_has_ranges_of_its_own(code, typed, age, sex, conditions, expected):
    assert flag(code, typed, age, sex, *conditions) is expected


@pytest.mark.parametrize(
    ("code", "typed", "refusal"),
    [
        ("WBC", "7800", Refusal.NOT_VALID),
        ("WBC", "7 800", Refusal.NOT_VALID),
        ("WBC", "7,800", Refusal.AMBIGUOUS_COMMA),
        ("PLT", "150000", Refusal.NOT_VALID),
        ("HGB", "130", Refusal.NOT_VALID),
        ("K", "42", Refusal.NOT_VALID),
        ("NA", "14", Refusal.NOT_VALID),
        ("UPH", "74", Refusal.NOT_VALID),
        ("USG", "1015", Refusal.NOT_VALID),
        ("TSH", "1,234", Refusal.AMBIGUOUS_COMMA),
        ("CREA", "88 µmol/L", Refusal.UNKNOWN_UNIT),
        ("GLUF", "5.5 mmol/L", Refusal.UNKNOWN_UNIT),
        ("CA", "2.4 mmol/L", Refusal.UNKNOWN_UNIT),
        ("NEUT", "101", Refusal.NOT_VALID),
        ("HIV", "", Refusal.EMPTY),
        ("HIV", "maybe", Refusal.NO_CHOICE),
        ("MAL", "P.", Refusal.SEVERAL_CHOICES),
        ("TO", "1:50", Refusal.NO_CHOICE),
        ("TO", "high", Refusal.NO_TITRE),
        ("NA", "Trace", Refusal.NO_NUMBER),
        ("UBLD", "4+", Refusal.NO_CHOICE),
    ],
)
def test_what_can_only_be_a_slip_or_another_unit_is_refused(code, typed, refusal):
    with pytest.raises(ValueRefused) as refused:
        read(typed, SCALES[code])

    assert refused.value.refusal is refusal


@pytest.mark.parametrize(
    ("code", "age", "sex", "printed"),
    [
        ("HGB", "45y", M, "13.0–17.0"),
        ("HGB", "2y", M, "11.0–14.0"),
        ("HGB", "16y", M, ""),
        ("HGB", "45y", OTHER, ""),
        ("PLT", "45y", M, "150–410"),
        ("USG", "45y", M, "1.005–1.030"),
        ("ALP", "10y", M, "≤ 400"),
        ("CRP", "45y", F, "< 5.0"),
        ("HDL", "45y", F, "> 50"),
        ("TO", "45y", F, "< 1:80"),
        ("HIV", "45y", F, "Non-reactive"),
        ("ABO", "45y", F, ""),
        ("MCV", "10y", F, ""),
    ],
)
def test_the_range_is_printed_at_the_results_decimals_or_not_at_all(code, age, sex, printed):
    assert range_text(band_for(BANDS[code], days(age, unbounded=0), sex), SCALES[code]) == printed


def test_the_table_is_long_enough_to_be_one():
    assert len({row[:4] for row in RESULTS}) == len(RESULTS) > 120
    assert {code for code, *_ in RESULTS} >= set(BANDS)
