"""Two hundred prescriptions of an ordinary clinic: who is warned of everything listens to nothing."""

from decimal import Decimal

from server.catalogue.safety import safety_knowledge
from shared.models.patients import Sex
from shared.rules.prescription_checks import check
from tests.server.catalogue.medicine_lines import line, person

GROWN_UPS = (
    person(45),
    person(34, Sex.FEMALE, pregnant=False),
    person(68, allergies=("House dust",)),
    person(58, Sex.FEMALE),
)
FOR_GROWN_UPS = """
Paracetamol/500 mg/1/TDS; Cetirizine/10 mg/1/HS
Paracetamol/500 mg/2/QID; Amoxicillin/500 mg/1/TDS
Paracetamol/650 mg/1/TDS; Azithromycin/500 mg/1/OD; Cetirizine/10 mg/1/HS
Amoxicillin + clavulanate/625 mg/1/TDS; Paracetamol/500 mg/1/TDS; Omeprazole/20 mg/1/OD
Amoxicillin + clavulanate/1000 mg/1/BD; Montelukast/10 mg/1/HS
Cefixime/200 mg/1/BD; Paracetamol/500 mg/1/TDS; Oral rehydration salts (ORS)/20.5 g for 1 litre/1/PRN
Ciprofloxacin/500 mg/1/BD; Metronidazole/400 mg/1/TDS; Omeprazole/20 mg/1/OD
Ciprofloxacin/500 mg/1/BD; Paracetamol/500 mg/1/TDS; Ondansetron/4 mg/1/TDS
Metronidazole/400 mg/1/TDS; Oral rehydration salts (ORS)/20.5 g for 1 litre/1/PRN; Ondansetron/8 mg/1/BD
Doxycycline/100 mg/1/BD; Paracetamol/500 mg/1/TDS
Ibuprofen/400 mg/1/TDS; Omeprazole/20 mg/1/OD
Diclofenac/50 mg/1/BD; Pantoprazole/40 mg/1/OD
Diclofenac/SR 100 mg/1/OD; Omeprazole/20 mg/1/OD; Diclofenac/1 %/1/BD
Diclofenac/25 mg/mL, 3 mL/3/STAT; Pantoprazole/40 mg/1/OD
Tramadol/50 mg/1/BD; Paracetamol/500 mg/2/TDS; Ondansetron/4 mg/1/BD
Metformin/500 mg/1/BD; Glimepiride/2 mg/1/OM
Metformin/1000 mg/1/BD; Glimepiride/1 mg/1/OM; Atorvastatin/20 mg/1/HS
Metformin/SR 1000 mg/1/BD; Losartan/50 mg/1/OD; Atorvastatin/10 mg/1/HS; Aspirin/75 mg/1/OD
Insulin, human 30/70/100 units/mL, 10 mL vial/24/BD; Metformin/500 mg/1/BD
Insulin, human regular/100 units/mL, 10 mL vial/10/TDS; Insulin, human NPH/100 units/mL, 10 mL vial/18/HS
Amlodipine/5 mg/1/OD; Losartan/50 mg/1/OD
Amlodipine/5 mg/1/OD; Telmisartan/40 mg/1/OD; Hydrochlorothiazide/12.5 mg/1/OM
Amlodipine/10 mg/1/OD; Atenolol/50 mg/1/OD
Enalapril/5 mg/1/BD; Hydrochlorothiazide/25 mg/1/OM
Losartan/50 mg/1/OD; Hydrochlorothiazide/12.5 mg/1/OM; Atorvastatin/20 mg/1/HS
Telmisartan/40 mg/1/OD; Amlodipine/5 mg/1/OD; Aspirin/75 mg/1/OD; Atorvastatin/40 mg/1/HS
Metoprolol succinate/ER 50 mg/1/OD; Aspirin/75 mg/1/OD; Clopidogrel/75 mg/1/OD; Atorvastatin/40 mg/1/HS
Enalapril/2.5 mg/1/BD; Furosemide/40 mg/1/OM; Metoprolol succinate/ER 25 mg/1/OD
Aspirin/75 mg/1/OD; Atorvastatin/20 mg/1/HS; Pantoprazole/40 mg/1/OD
Levothyroxine/50 micrograms/1/OM; Folic acid/5 mg/1/OD
Levothyroxine/100 micrograms/1/OM; Atorvastatin/10 mg/1/HS
Salbutamol/100 micrograms/puff/2/PRN; Budesonide + formoterol/200/6 micrograms/1/BD
Salbutamol/100 micrograms/puff/2/QID; Prednisolone/20 mg/2/OM; Azithromycin/500 mg/1/OD
Budesonide + formoterol/200/6 micrograms/2/BD; Montelukast/10 mg/1/HS
Cetirizine/10 mg/1/HS; Prednisolone/10 mg/1/OM
Fluconazole/150 mg/1/STAT; Metronidazole/400 mg/1/BD
Aciclovir/400 mg/1/TDS; Paracetamol/500 mg/1/TDS
Aciclovir/5 %/1/QID; Cetirizine/10 mg/1/HS; Albendazole/400 mg/1/STAT
Ferrous sulfate + folic acid/60 mg iron + 0.4 mg/1/BD; Albendazole/400 mg/1/STAT
Ciprofloxacin/0.3 %, eye or ear/2/QID@both_eyes; Paracetamol/500 mg/1/TDS
""".strip().splitlines()

# Years, kilograms, and one spoon of paracetamol 120 mg/5 mL.
CHILDREN = (("1", "10", "5"), ("2", "12", "7.5"), ("5", "18", "10"), ("9", "28", "15"))
FOR_CHILDREN = """
Paracetamol/120 mg/5 mL/{spoon}/QID; Cetirizine/5 mg/5 mL/2.5/HS
Paracetamol/120 mg/5 mL/{spoon}/TDS; Amoxicillin/125 mg/5 mL/{spoon}/TDS
Paracetamol/120 mg/5 mL/{spoon}/TDS; Amoxicillin + clavulanate/228 mg/5 mL/{half}/BD
Paracetamol/120 mg/5 mL/{spoon}/QID; Azithromycin/200 mg/5 mL/{half}/OD
Ibuprofen/100 mg/5 mL/{half}/TDS; Cefixime/100 mg/5 mL/{half}/BD
Oral rehydration salts (ORS)/20.5 g for 1 litre/1/PRN; Zinc/20 mg/1/OD
Oral rehydration salts (ORS)/20.5 g for 1 litre/1/PRN; Zinc/20 mg/1/OD; Ondansetron/2 mg/5 mL/{half}/TDS
Salbutamol/2 mg/5 mL/{half}/TDS; Paracetamol/120 mg/5 mL/{spoon}/TDS
Salbutamol/100 micrograms/puff/2/QID; Montelukast/4 mg chewable/1/HS
Metronidazole/200 mg/5 mL/{half}/TDS; Co-trimoxazole/240 mg/5 mL/{half}/BD
""".strip().splitlines()


def warnings_of(who, said):
    return check(safety_knowledge(), who, [line(each.strip()) for each in said.split(";")])


def ordinary():
    for said in FOR_GROWN_UPS:
        for who in GROWN_UPS:
            yield who, said
    for said in FOR_CHILDREN:
        for years, kilograms, spoon in CHILDREN:
            doses = {"spoon": spoon, "half": Decimal(spoon) / 2}
            yield person(int(years), weight_kg=Decimal(kilograms)), said.format(**doses)


def test_two_hundred_ordinary_prescriptions_bring_less_than_three_warnings():
    written = list(ordinary())

    warned = [(said, warning.rule, warning.found) for who, said in written for warning in warnings_of(who, said)]

    assert len(written) == 200
    assert len(warned) < 3, warned
