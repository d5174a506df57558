"""The data files themselves: what is in them, and that it hangs together."""

import re
from collections import defaultdict
from itertools import combinations

import pytest

from server.catalogue.files import number, rows, several
from shared.models.prescriptions import DoseForm
from shared.rules.lab_ages import AgeUnreadable, days

FORTY_MEDICINES = (
    "Paracetamol",
    "Ibuprofen",
    "Diclofenac",
    "Tramadol",
    "Amoxicillin",
    "Amoxicillin+clavulanate",
    "Azithromycin",
    "Ciprofloxacin",
    "Cefixime",
    "Ceftriaxone",
    "Doxycycline",
    "Metronidazole",
    "Co-trimoxazole",
    "Fluconazole",
    "Albendazole",
    "Aciclovir",
    "Metformin",
    "Glimepiride",
    "Insulin",
    "Amlodipine",
    "Losartan",
    "Telmisartan",
    "Enalapril",
    "Hydrochlorothiazide",
    "Furosemide",
    "Atenolol",
    "Metoprolol",
    "Atorvastatin",
    "Aspirin",
    "Clopidogrel",
    "Levothyroxine",
    "Prednisolone",
    "Salbutamol",
    "Budesonide+formoterol",
    "Montelukast",
    "Cetirizine",
    "Omeprazole",
    "Pantoprazole",
    "Ondansetron",
    "Oral",
    "Zinc",
    "Ferroussulfate+folicacid",
    "Folicacid",
)

# Each row of the table of reference ranges; blood groups (31) have none: no group is the normal one.
RANGES_OF_ROW = {
    1: "HGB",
    2: "WBC",
    3: "PLT",
    4: "RBC",
    5: "HCT",
    6: "MCV MCH MCHC",
    7: "NEUT LYMPH MONO EOS BASO",
    8: "ESR",
    9: "GLUF",
    10: "GLUR",
    11: "HBA1C",
    12: "CREA",
    13: "UREA BUN",
    14: "NA",
    15: "K",
    16: "CL",
    17: "BILT BILD",
    18: "ALT",
    19: "AST",
    20: "ALP",
    21: "TP ALB",
    22: "CHOL HDL LDL TRIG",
    23: "TSH FT4",
    24: "CRP",
    25: "URIC",
    26: "CA",
    27: "PT INR",
    28: "UPH USG UPRO UGLU UKET UBLD UWBC URBC",
    29: "HBSAG HIV HCV VDRL MAL DENG UPT",
    30: "TO TH AH BH",
}
CALCULATED = {"GLOB", "AGR", "EGFR", "BILI"}
ANALYTES = {line["code"]: line for line in rows("analytes")}
RANGES = list(rows("reference_ranges"))


def band(line):
    return days(line["age_from"], unbounded=0), days(line["age_to"], unbounded=60_000)


@pytest.mark.parametrize("generic", FORTY_MEDICINES)
def test_the_common_medicines_are_there(generic):
    known = {line["generic"].replace(" ", "") for line in rows("medicines")}

    assert any(name.startswith(generic) for name in known)


def test_every_medicine_has_a_known_form_and_tramadol_is_controlled():
    lines = list(rows("medicines"))

    assert {line["form"] for line in lines} <= set(DoseForm)
    assert {line["generic"] for line in lines if line["controlled"]} == {"Tramadol"}


def test_no_sentence_and_no_strength_holds_what_is_misread_on_paper():
    printed = [line["text"] for line in rows("instructions")]
    printed += [strength for line in rows("medicines") for strength in several(line["strengths"])]

    for text in printed:
        assert not re.search(r"µ|μ|mcg|\bI?U\b|\bQO?D\b|\bOD\b|\b\d+\.\d*0\b|(?<!\d)\.\d", text), text


def test_there_are_twenty_sentences_and_five_warnings_in_english():
    english = [line["code"] for line in rows("instructions") if line["language"] == "en"]

    assert english == [f"I{n:02d}" for n in range(1, 21)] + [f"W{n:02d}" for n in range(1, 6)]


@pytest.mark.parametrize("row", RANGES_OF_ROW)
def test_every_row_of_the_table_has_its_ranges(row):
    with_ranges = {line["analyte"] for line in RANGES}

    assert set(RANGES_OF_ROW[row].split()) <= with_ranges


def test_a_blood_group_has_choices_and_no_range():
    assert ANALYTES["ABO"]["choices"] == "A|B|AB|O"
    assert ANALYTES["RH"]["choices"] == "Positive|Negative"
    assert not {"ABO", "RH"} & {line["analyte"] for line in RANGES}


def test_each_analyte_is_measured_by_a_test_and_each_test_measures_known_ones():
    measured = {code for line in rows("test_types") for code in line["analytes"].split()}

    assert measured == set(ANALYTES)
    assert {line["analyte"] for line in RANGES} == set(ANALYTES) - CALCULATED - {"ABO", "RH"}


def test_bands_of_the_same_people_never_overlap():
    bands = defaultdict(list)
    for line in RANGES:
        sexes = ("male", "female") if line["sex"] == "any" else (line["sex"],)
        for sex in sexes:
            bands[line["analyte"], sex, line["condition"]].append(band(line))

    for who, found in bands.items():
        for (low, high), (other_low, other_high) in combinations(found, 2):
            assert high <= other_low or other_high <= low, who


@pytest.mark.parametrize("line", RANGES, ids=lambda line: f"{line['analyte']}-{line['sex']}-{line['age_from']}")
def test_limits_lie_inside_one_another(line):
    analyte = ANALYTES[line["analyte"]]
    limits = [
        number(analyte["valid_low"]),
        number(line["critical_low"]),
        number(line["low"]),
        number(line["high"]),
        number(line["critical_high"]),
        number(analyte["valid_high"]),
    ]
    given = [limit for limit in limits if limit is not None]

    assert given == sorted(given)
    assert band(line)[0] < band(line)[1]
    if analyte["kind"] in {"number", "counted"}:
        assert limits[0] is not None
        assert limits[5] is not None
        assert len(given) > 2
    else:
        assert not given
        assert line["text"]


@pytest.mark.parametrize("code", ANALYTES)
def test_an_analyte_has_a_value_of_its_kind(code):
    analyte = ANALYTES[code]

    assert analyte["kind"] in {"number", "choice", "titre", "counted"}
    assert bool(analyte["choices"]) == (analyte["kind"] not in {"number", "counted"})
    assert 0 <= int(analyte["decimals"]) <= 3


@pytest.mark.parametrize("loinc", [line["loinc"] for line in ANALYTES.values() if line["loinc"]])
def test_a_loinc_code_has_its_check_digit(loinc):
    digits, check = loinc.split("-")

    doubled = "".join(str(int(digit) * (2 if place % 2 == 0 else 1)) for place, digit in enumerate(reversed(digits)))

    assert (10 - sum(map(int, doubled)) % 10) % 10 == int(check)


def test_a_limit_has_no_more_decimals_than_its_results():
    for line in RANGES:
        for name in ("low", "high"):
            _, _, decimals = line[name].partition(".")
            assert len(decimals) <= int(ANALYTES[line["analyte"]]["decimals"]), line


@pytest.mark.parametrize(("written", "expected"), [("28d", 28), ("6m", 182), ("1y", 365), ("18y", 6574), ("", 7)])
def test_ages_are_days(written, expected):
    assert days(written, unbounded=7) == expected


def test_an_age_without_a_unit_is_refused():
    with pytest.raises(AgeUnreadable, match="18"):
        days("18", unbounded=0)
