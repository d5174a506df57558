"""The prescription: who, what is wrong, what to take, in the order a pharmacist reads."""

from functools import partial

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from client.core.i18n import tr
from client.printing.lettering import prose, words
from client.printing.look import ACCENT, ALERT, INK, MUTED, RULE, facts, heading, label, style
from client.printing.papers import Medicine, Paper, PrescriptionSheet
from client.printing.sheet import Sheet, build, patient_panel, signature


def prescription_pdf(document: PrescriptionSheet, paper: Paper) -> bytes:
    sheet = Sheet(
        paper=paper,
        letterhead=document.letterhead,
        footer=document.footer,
        title=tr("Prescription"),
        subject=f"{document.number} · {document.patient.name} · {document.patient.number}",
        copy=document.copy,
        code=document.code,
    )
    return build(sheet, partial(_story, document, sheet.width))


def _story(document: PrescriptionSheet, width: float) -> list[Flowable]:
    blocks: list[Flowable] = [
        patient_panel(
            document.patient,
            width,
            ((tr("Number"), document.number), (tr("Date"), document.at), (tr("Doctor"), document.doctor)),
        ),
        Spacer(1, 3 * mm),
        *_replaces(document.replaces),
        _allergies(document.allergies, width),
    ]
    if document.diagnoses:
        named = [(each.code, words(each.title, style(9.5))) for each in document.diagnoses]
        blocks += [Spacer(1, 4 * mm), heading(tr("Diagnosis")), facts(named, width, 18 * mm)]
    blocks += [
        Spacer(1, 4 * mm),
        _medicines(document.medicines, width),
    ]
    if document.tests:
        listed = [words(f"• {each}", style(9.5, leading=1.5)) for each in document.tests]
        blocks += [Spacer(1, 5 * mm), heading(tr("Tests ordered")), *listed]
    if document.advice:
        blocks += [
            Spacer(1, 5 * mm),
            heading(tr("Advice")),
            *prose(document.advice, style(9.5, leading=1.5, natural=True)),
        ]
    blocks.append(KeepTogether([Spacer(1, 16 * mm), signature(document.doctor, document.degrees, width)]))
    return blocks


def _replaces(text: str) -> list[Flowable]:
    return [words(text, style(9.5, ink=ALERT, bold=True)), Spacer(1, 3 * mm)] if text else []


def _allergies(allergies: tuple[str, ...] | None, width: float) -> Flowable:
    """Silence is never printed: nobody asked, none known, and these ones are three different facts."""
    if allergies:
        text, ink = tr("ALLERGIES: {list}", list=", ".join(allergies)), ALERT
    elif allergies is None:
        text, ink = tr("Allergies: not recorded"), INK
    else:
        text, ink = tr("Allergies: none known"), MUTED
    return Table(
        [[words(text, style(9.5, ink=ink, bold=bool(allergies)))]],
        colWidths=[width],
        style=[
            ("BOX", (0, 0), (-1, -1), 1.2 if allergies else 0.5, ALERT if allergies else RULE),
            ("ROUNDEDCORNERS", [4, 4, 4, 4]),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ],
    )


def _medicines(medicines: tuple[Medicine, ...], width: float) -> Table:
    head = [
        words("℞", style(15, ink=ACCENT, bold=True, leading=1.1)),
        *(label(text) for text in (tr("Medicine"), tr("Dose"), tr("How often"), tr("How long"), tr("Quantity"))),
    ]
    rows = [_medicine(number, medicine) for number, medicine in enumerate(medicines, 1)]
    shares = (0.045, 0.365, 0.17, 0.17, 0.115, 0.135)
    return Table(
        [head, *rows],
        colWidths=[width * share for share in shares],
        repeatRows=1,
        style=[
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("VALIGN", (0, 1), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
            ("LINEBELOW", (0, 0), (-1, 0), 1, ACCENT),
        ],
    )


def _medicine(number: int, medicine: Medicine) -> list[Flowable | list[Flowable]]:
    name = [words(medicine.name, style(10, bold=True))]
    name += prose(medicine.patient_says, style(9.5, leading=1.45, natural=True))
    name += prose(medicine.instruction, style(9, leading=1.45))
    return [
        words(f"{number}.", style(9.5, ink=MUTED)),
        name,
        [words(medicine.dose, style(9.5)), words(medicine.route, style(8.5, ink=MUTED))],
        words(medicine.frequency, style(9.5)),
        words(medicine.duration, style(9.5)),
        words(medicine.quantity, style(9.5)),
    ]
