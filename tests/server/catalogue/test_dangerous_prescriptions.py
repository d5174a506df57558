"""What must never go out without a word: each written out by hand, with the rule that has to speak."""

from decimal import Decimal

import pytest

from server.catalogue.safety import safety_knowledge
from shared.models.patients import Sex
from shared.models.prescriptions import WarningKind, WarningLevel
from shared.rules.prescription_checks import check
from tests.server.catalogue.medicine_lines import line, person

ALLERGIC = [
    ("Penicillin", "Amoxicillin/500 mg/1/TDS", "ALG-PEN"),
    ("penicilin injection", "Amoxicillin/250 mg/1/TDS", "ALG-PEN"),
    ("PENICILLINS", "Amoxicillin + clavulanate/625 mg/1/TDS", "ALG-PEN"),
    ("Amoxicillin", "Amoxicillin/500 mg/1/TDS", "ALG-SUBSTANCE"),
    ("Augmentin", "Amoxicillin + clavulanate/625 mg/1/TDS", "ALG-SUBSTANCE"),
    ("Penicillin", "Cefixime/200 mg/1/BD", "ALG-PEN-CEPH"),
    ("Penicillin", "Ceftriaxone/1 g/1/OD", "ALG-PEN-CEPH"),
    ("Cefixime", "Ceftriaxone/1 g/1/OD", "ALG-CEPH"),
    ("ceftriaxone", "Amoxicillin/500 mg/1/TDS", "ALG-CEPH-PEN"),
    ("Sulfa drugs", "Co-trimoxazole/960 mg/1/BD", "ALG-SULFA"),
    ("Septrin", "Co-trimoxazole/960 mg/1/BD", "ALG-SUBSTANCE"),
    ("sulpha", "Furosemide/40 mg/1/OD", "ALG-SULFA-DIURETIC"),
    ("Aspirin", "Ibuprofen/400 mg/1/TDS", "ALG-NSAID"),
    ("NSAIDs", "Diclofenac/50 mg/1/BD", "ALG-NSAID"),
    ("Ibuprofen (asthma)", "Aspirin/75 mg/1/OD", "ALG-NSAID"),
    ("brufen", "Ibuprofen/400 mg/1/TDS", "ALG-SUBSTANCE"),
    ("diclofenac", "Diclofenac/1 %/1/BD", "ALG-SUBSTANCE"),
    ("Erythromycin", "Azithromycin/500 mg/1/OD", "ALG-MACROLIDE"),
    ("Levofloxacin", "Ciprofloxacin/500 mg/1/BD", "ALG-QUINOLONE"),
    ("Ciprofloxacin", "Ciprofloxacin/0.3 %, eye or ear/1/QID@right_eye", "ALG-SUBSTANCE"),
    ("Tetracycline", "Doxycycline/100 mg/1/BD", "ALG-TETRACYCLINE"),
    ("Flagyl", "Metronidazole/400 mg/1/TDS", "ALG-SUBSTANCE"),
    ("Ramipril - swollen tongue", "Enalapril/5 mg/1/OD", "ALG-ACE"),
    ("Ramipril", "Losartan/50 mg/1/OD", "ALG-ACE-ARB"),
    ("Morphine", "Tramadol/50 mg/1/BD", "ALG-OPIOID"),
]
PAIRS = [
    ("Warfarin/5 mg/1/OD", "Aspirin/75 mg/1/OD", "INT-WARF-ASA"),
    ("Warfarin/5 mg/1/OD", "Ibuprofen/400 mg/1/TDS", "INT-WARF-NSAID"),
    ("Diclofenac/50 mg/1/BD", "Warfarin/3 mg/1/OD", "INT-WARF-NSAID"),
    ("Warfarin/5 mg/1/OD", "Metronidazole/400 mg/1/TDS", "INT-WARF-METRO"),
    ("Warfarin/5 mg/1/OD", "Ciprofloxacin/500 mg/1/BD", "INT-WARF-QUIN"),
    ("Warfarin/5 mg/1/OD", "Co-trimoxazole/960 mg/1/BD", "INT-WARF-COTRIM"),
    ("Warfarin/5 mg/1/OD", "Fluconazole/150 mg/1/STAT", "INT-WARF-AZOLE"),
    ("Warfarin/5 mg/1/OD", "Clarithromycin/500 mg/1/BD", "INT-WARF-CLARI"),
    ("Warfarin/5 mg/1/OD", "Clopidogrel/75 mg/1/OD", "INT-WARF-CLOP"),
    ("Enalapril/5 mg/1/OD", "Potassium chloride/SR 600 mg/1/BD", "INT-ACE-K"),
    ("Losartan/50 mg/1/OD", "Potassium chloride/SR 600 mg/1/BD", "INT-ARB-K"),
    ("Enalapril/5 mg/1/OD", "Losartan/50 mg/1/OD", "INT-ACE-ARB"),
    ("Telmisartan/40 mg/1/OD", "Spironolactone/25 mg/1/OD", "INT-ARB-SPIRO"),
    ("Spironolactone/25 mg/1/OD", "Potassium chloride/SR 600 mg/1/BD", "INT-SPIRO-K"),
    ("Clarithromycin/500 mg/1/BD", "Simvastatin/20 mg/1/HS", "INT-CYP-SIMVA"),
    ("Clarithromycin/500 mg/1/BD", "Atorvastatin/20 mg/1/HS", "INT-CYP-ATORVA"),
    ("Fluconazole/200 mg/1/OD", "Simvastatin/20 mg/1/HS", "INT-AZOLE-SIMVA"),
    ("Fluconazole/200 mg/1/OD", "Atorvastatin/20 mg/1/HS", "INT-AZOLE-ATORVA"),
    ("Tramadol/50 mg/1/BD", "Fluoxetine/20 mg/1/OM", "INT-TRAM-SSRI"),
    ("Sertraline/50 mg/1/OM", "Tramadol/50 mg/1/BD", "INT-TRAM-SSRI"),
    ("Sildenafil/50 mg/1/PRN", "Glyceryl trinitrate/0.5 mg/1/PRN@sublingual", "INT-SIL-NITRATE"),
    ("Isosorbide mononitrate/20 mg/1/BD", "Sildenafil/50 mg/1/PRN", "INT-SIL-NITRATE"),
    ("Metformin/500 mg/1/BD", "Iodinated contrast/300 mg/mL/1/STAT@iv", "INT-METF-CONTRAST"),
    (
        "Ciprofloxacin/500 mg/1/BD",
        "Aluminium hydroxide + magnesium hydroxide/400 mg/5 mL/10/TDS",
        "INT-QUIN-ANTACID",
    ),
    ("Ciprofloxacin/500 mg/1/BD", "Ferrous sulfate + folic acid/60 mg iron + 0.4 mg/1/OD", "INT-QUIN-IRON"),
    ("Doxycycline/100 mg/1/BD", "Ferrous sulfate + folic acid/60 mg iron + 0.4 mg/1/OD", "INT-TETRA-IRON"),
    ("Methotrexate/2.5 mg/4/WEEKLY", "Co-trimoxazole/960 mg/1/BD", "INT-MTX-COTRIM"),
    ("Methotrexate/2.5 mg/4/WEEKLY", "Diclofenac/50 mg/1/BD", "INT-MTX-NSAID"),
    ("Digoxin/125 micrograms/1/OD", "Furosemide/40 mg/1/OD", "INT-DIG-LOOP"),
    ("Digoxin/125 micrograms/1/OD", "Clarithromycin/500 mg/1/BD", "INT-DIG-MACROLIDE"),
    ("Atenolol/50 mg/1/OD", "Salbutamol/100 micrograms/puff/2/PRN", "INT-BETA-BETA"),
    ("Atenolol/50 mg/1/OD", "Metoprolol tartrate/50 mg/1/BD", "INT-BETABLOCK-2"),
    ("Ibuprofen/400 mg/1/TDS", "Diclofenac/50 mg/1/BD", "INT-NSAID-NSAID"),
    ("Levothyroxine/100 micrograms/1/OM", "Ferrous sulfate + folic acid/60 mg iron + 0.4 mg/1/OD", "INT-THYR-IRON"),
    ("Clopidogrel/75 mg/1/OD", "Omeprazole/20 mg/1/OD", "INT-CLOP-PPI"),
    ("Paracetamol/500 mg/1/TDS", "Paracetamol/250 mg/5 mL/10/TDS", "DUP-INGREDIENT"),
    ("Amoxicillin/500 mg/1/TDS", "Amoxicillin + clavulanate/625 mg/1/TDS", "DUP-INGREDIENT"),
    ("Ferrous sulfate + folic acid/60 mg iron + 0.4 mg/1/OD", "Folic acid/5 mg/1/OD", "DUP-INGREDIENT"),
]
GIRL_OF_3 = {"years": 3, "weight_kg": Decimal(14)}
PEOPLE = [
    ({"years": 10, "weight_kg": Decimal(30)}, "Aspirin/75 mg/1/OD", "AGE-ASPIRIN"),
    ({"years": 15}, "Aspirin/100 mg/1/OD", "AGE-ASPIRIN"),
    ({"years": 7, "weight_kg": Decimal(22)}, "Doxycycline/100 mg/1/OD", "AGE-DOXY"),
    ({"years": 11, "weight_kg": Decimal(35)}, "Tramadol/50 mg/1/BD", "AGE-TRAMADOL"),
    ({"years": 8, "weight_kg": Decimal(25)}, "Codeine/30 mg/1/TDS", "AGE-CODEINE"),
    ({"years": 9, "weight_kg": Decimal(28)}, "Ciprofloxacin/250 mg/1/BD", "AGE-QUINOLONE"),
    ({"days": 60, "weight_kg": Decimal(5)}, "Ibuprofen/100 mg/5 mL/2/TDS", "AGE-IBUPROFEN"),
    ({"days": 20, "weight_kg": Decimal(4)}, "Co-trimoxazole/240 mg/5 mL/2/BD", "AGE-COTRIM"),
    ({"years": 28, "sex": Sex.FEMALE, "pregnant": True}, "Enalapril/5 mg/1/OD", "PRG-ACE"),
    ({"years": 28, "sex": Sex.FEMALE, "pregnant": True}, "Losartan/50 mg/1/OD", "PRG-ARB"),
    ({"years": 28, "sex": Sex.FEMALE, "pregnant": True}, "Atorvastatin/10 mg/1/HS", "PRG-STATIN"),
    ({"years": 28, "sex": Sex.FEMALE, "pregnant": True}, "Doxycycline/100 mg/1/BD", "PRG-TETRA"),
    ({"years": 28, "sex": Sex.FEMALE, "pregnant": True}, "Fluconazole/200 mg/1/OD", "PRG-FLUC"),
    ({"years": 28, "sex": Sex.FEMALE, "pregnant": True}, "Methotrexate/2.5 mg/4/WEEKLY", "PRG-MTX"),
    ({"years": 28, "sex": Sex.FEMALE, "pregnant": True}, "Warfarin/5 mg/1/OD", "PRG-WARF"),
    ({"years": 28, "sex": Sex.FEMALE, "pregnant": True}, "Ibuprofen/400 mg/1/TDS", "PRG-NSAID"),
]
DOSES = [
    ({"years": 40}, "Paracetamol/500 mg/3/TDS", "DOSE-PARA", "1500 mg at once"),
    ({"years": 40}, "Paracetamol/500 mg/2/Q4H", "DOSE-PARA", "6000 mg a day"),
    ({"years": 40}, "Paracetamol/650 mg/2/PRN", "DOSE-PARA", "1300 mg at once"),
    ({"years": 40}, "Paracetamol/500 mg/2/PRN*5", "DOSE-PARA", "5000 mg a day"),
    (GIRL_OF_3, "Ibuprofen/100 mg/5 mL/7/PRN*5", "DOSE-IBU-CHILD", "700 mg a day"),
    (GIRL_OF_3, "Paracetamol/250 mg/5 mL/10/QID", "DOSE-PARA-CHILD", "500 mg at once"),
    (GIRL_OF_3, "Paracetamol/100 mg/mL/60/TDS", "DOSE-PARA-CHILD", "300 mg at once"),
    (GIRL_OF_3, "Amoxicillin/250 mg/5 mL/10/TDS", "DOSE-AMOX-CHILD", "1500 mg a day"),
    (GIRL_OF_3, "Ibuprofen/100 mg/5 mL/10/TDS", "DOSE-IBU-CHILD", "200 mg at once"),
    ({"years": 40}, "Ibuprofen/600 mg/2/TDS", "DOSE-IBU", "1200 mg at once"),
    ({"years": 40}, "Diclofenac/50 mg/1/QID", "DOSE-DICLO", "200 mg a day"),
    ({"years": 40}, "Tramadol/50 mg/3/TDS", "DOSE-TRAM", "150 mg at once"),
    ({"years": 40}, "Metformin/1000 mg/1/QID", "DOSE-METF", "4000 mg a day"),
    ({"years": 40}, "Amlodipine/10 mg/2/OD", "DOSE-AMLO", "20 mg at once"),
    ({"years": 40}, "Levothyroxine/100 micrograms/4/OM", "DOSE-THYR", "0.4 mg at once"),
    ({"years": 40}, "Insulin, human regular/100 units/mL, 10 mL vial/120/TDS", "DOSE-INS-R", "120 units at once"),
    ({"years": 40}, "Digoxin/125 micrograms/5/OD", "DOSE-DIG", "0.625 mg at once"),
    ({"years": 40}, "Methotrexate/2.5 mg/4/OD", "FRQ-MTX", "OD"),
    ({"years": 40}, "Ceftriaxone/1 g/5/OD", "DOSE-CEFT", "5000 mg at once"),
    ({"years": 2, "weight_kg": Decimal(11)}, "Salbutamol/2 mg/5 mL/10/TDS", "DOSE-SALB-CHILD", "4 mg at once"),
    ({"years": 1, "weight_kg": Decimal(9)}, "Ondansetron/2 mg/5 mL/10/TDS", "DOSE-OND-CHILD", "4 mg at once"),
    ({"years": 4, "weight_kg": Decimal(16)}, "Cetirizine/10 mg/1/OD", "DOSE-CETI-CHILD", "10 mg at once"),
]


def rules(found):
    return [warning.rule for warning in found]


def test_there_are_more_than_forty_of_them():
    assert len(ALLERGIC) + len(PAIRS) + len(PEOPLE) + len(DOSES) >= 90


@pytest.mark.parametrize(("allergy", "said", "rule"), ALLERGIC)
def test_an_allergy_warns(allergy, said, rule):
    found = check(safety_knowledge(), person(allergies=(allergy,)), [line(said)])

    (warning,) = [each for each in found if each.rule == rule]
    assert (warning.kind, warning.found) == (WarningKind.ALLERGY, allergy)
    assert warning.level is not WarningLevel.UNCHECKED
    assert warning.source


@pytest.mark.parametrize(("one", "other", "rule"), PAIRS)
def test_two_medicines_that_harm_together_warn_in_either_order(one, other, rule):
    assert rule in rules(check(safety_knowledge(), person(), [line(one), line(other)]))
    assert rule in rules(check(safety_knowledge(), person(), [line(other), line(one)]))


@pytest.mark.parametrize(("one", "other", "rule"), PAIRS)
def test_a_medicine_still_taken_warns_as_one_of_the_same_prescription_does(one, other, rule):
    found = check(safety_knowledge(), person(), [line(one)], [line(other, of="RX-2026-000007")])

    (warning,) = [each for each in found if each.rule == rule]
    assert "RX-2026-000007" in warning.found
    assert warning.medicine_ids == [line(one).medicine_id]


@pytest.mark.parametrize(("who", "said", "rule"), PEOPLE)
def test_an_age_or_a_pregnancy_warns(who, said, rule):
    assert rule in rules(check(safety_knowledge(), person(**who), [line(said)]))


@pytest.mark.parametrize(("who", "said", "rule", "given"), DOSES)
def test_a_dose_above_the_most_warns_and_says_what_was_given(who, said, rule, given):
    found = check(safety_knowledge(), person(**who), [line(said)])

    assert (rule, given) in [(warning.rule, warning.found) for warning in found]


@pytest.mark.parametrize(
    ("years", "said", "rule"),
    [(16, "Aspirin/75 mg/1/OD", "AGE-ASPIRIN"), (8, "Doxycycline/100 mg/1/OD", "AGE-DOXY")],
)
def test_an_age_limit_ends_on_the_birthday(years, said, rule):
    birthday = years * 365_250 // 1000

    on_it = check(safety_knowledge(), person(days=birthday), [line(said)])
    before = check(safety_knowledge(), person(days=birthday - 1), [line(said)])

    assert rule not in rules(on_it)
    assert rule in rules(before)


def test_exactly_the_most_is_allowed():
    most = line("Paracetamol/500 mg/2/QID")

    assert check(safety_knowledge(), person(), [most]) == []


def test_two_lines_of_one_medicine_share_the_days_limit():
    found = check(safety_knowledge(), person(), [line("Losartan/50 mg/1/BD"), line("Losartan/25 mg/1/OD")])

    assert [(w.rule, w.level) for w in found] == [
        ("DOSE-LOS", WarningLevel.STOP),
        ("DUP-INGREDIENT", WarningLevel.CAUTION),
    ]


def test_the_same_product_again_goes_on_with_it():
    metformin = line("Metformin/500 mg/1/BD")

    assert check(safety_knowledge(), person(), [metformin], [line("Metformin/500 mg/1/BD", of="RX-1")]) == []


def test_a_cream_interacts_with_nothing_and_is_allergen_all_the_same():
    gel, warfarin = line("Diclofenac/1 %/1/BD"), line("Warfarin/5 mg/1/OD")

    assert check(safety_knowledge(), person(), [gel, warfarin]) == []
    assert rules(check(safety_knowledge(), person(allergies=("Voltaren",)), [gel])) == ["ALG-SUBSTANCE"]


# Where no check is possible it is said.


def test_an_unknown_medicine_is_said():
    (warning,) = check(safety_knowledge(), person(), [line("Herbal tonic/200 mL/10/BD")])

    assert (warning.kind, warning.level) == (WarningKind.UNKNOWN_INGREDIENT, WarningLevel.UNCHECKED)


@pytest.mark.parametrize("allergy", ["Zorbaxin", "blue tablets from the village"])
def test_an_allergy_nobody_knows_is_said(allergy):
    (warning,) = check(safety_knowledge(), person(allergies=(allergy,)), [line("Paracetamol/500 mg/1/TDS")])

    assert (warning.kind, warning.found) == (WarningKind.UNKNOWN_ALLERGY, allergy)


@pytest.mark.parametrize("allergy", ["House dust", "Prawns", "peanuts", "Latex gloves"])
def test_an_allergy_to_no_medicine_is_quiet(allergy):
    assert check(safety_knowledge(), person(allergies=(allergy,)), [line("Paracetamol/500 mg/1/TDS")]) == []


def test_a_child_without_a_weight_is_said_and_a_grown_ups_most_still_holds():
    child = person(5)

    (unchecked,) = check(safety_knowledge(), child, [line("Paracetamol/120 mg/5 mL/5/TDS")])
    found = check(safety_knowledge(), child, [line("Paracetamol/500 mg/3/TDS")])

    assert unchecked.kind is WarningKind.UNKNOWN_WEIGHT
    assert rules(found) == ["DOSE-PARA-CHILD", "CHK-WEIGHT"]


@pytest.mark.parametrize(
    ("years", "sex", "asked"),
    [
        (11, Sex.FEMALE, False),
        (12, Sex.FEMALE, True),
        (50, Sex.FEMALE, True),
        (51, Sex.FEMALE, False),
        (30, Sex.MALE, False),
    ],
)
def test_whether_she_is_pregnant_is_asked_of_those_who_may_be_and_only_where_it_matters(years, sex, asked):
    statin, harmless = line("Atorvastatin/10 mg/1/HS"), line("Cetirizine/10 mg/1/OD")

    kinds = {w.kind for w in check(safety_knowledge(), person(years, sex), [statin])}

    assert (WarningKind.UNKNOWN_PREGNANCY in kinds) is asked
    assert check(safety_knowledge(), person(years, sex), [harmless]) == []
    assert check(safety_knowledge(), person(years, sex, pregnant=False), [statin]) == []


def test_an_unknown_age_is_said():
    found = check(safety_knowledge(), person(days=-1).__class__(Sex.MALE, None), [line("Aspirin/75 mg/1/OD")])

    assert {w.kind for w in found} == {WarningKind.UNKNOWN_AGE}


def test_a_medicine_without_a_childs_dose_is_said():
    (warning,) = check(safety_knowledge(), person(5, weight_kg=Decimal(18)), [line("Losartan/25 mg/1/OD")])

    assert warning.kind is WarningKind.UNKNOWN_LIMIT


def test_the_gravest_stands_first():
    found = check(
        safety_knowledge(),
        person(allergies=("Zorbaxin",)),
        [line("Digoxin/125 micrograms/1/OD"), line("Furosemide/40 mg/1/OD"), line("Paracetamol/500 mg/3/TDS")],
    )

    assert [w.level for w in found] == [WarningLevel.STOP, WarningLevel.CAUTION, WarningLevel.UNCHECKED]


def test_a_changed_dose_is_another_warning_so_an_old_reason_does_not_cover_it():
    def keys(dose):
        return {w.key for w in check(safety_knowledge(), person(), [line(f"Paracetamol/500 mg/{dose}/TDS")])}

    assert keys(3) == keys(3)
    assert not keys(3) & keys(4)
