"""A referral letter and a sick-leave certificate: words on the house's paper, signed by hand."""

from functools import partial

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from client.core.i18n import tr
from client.printing.lettering import prose, words
from client.printing.look import ALERT, MUTED, heading, style
from client.printing.papers import CertificateSheet, Paper, ReferralLetter
from client.printing.sheet import Sheet, build, patient_panel, signature

_BODY = style(10.5, leading=1.55, natural=True)


def letter_pdf(letter: ReferralLetter | CertificateSheet, paper: Paper) -> bytes:
    """One of the doctor's two."""
    return referral_pdf(letter, paper) if isinstance(letter, ReferralLetter) else certificate_pdf(letter, paper)


def referral_pdf(document: ReferralLetter, paper: Paper) -> bytes:
    sheet = _sheet(document, paper, tr("Referral letter"))
    return build(sheet, partial(_letter, document, sheet.width))


def certificate_pdf(document: CertificateSheet, paper: Paper) -> bytes:
    sheet = _sheet(document, paper, tr("Sick-leave certificate"))
    return build(sheet, partial(_certificate, document, sheet.width))


def _sheet(document: ReferralLetter | CertificateSheet, paper: Paper, title: str) -> Sheet:
    return Sheet(
        paper=paper,
        letterhead=document.letterhead,
        footer=document.footer,
        title=title,
        subject=f"{document.number} · {document.patient.name} · {document.patient.number}",
        copy=document.copy,
    )


def _letter(document: ReferralLetter, width: float) -> list[Flowable]:
    blocks: list[Flowable] = [_who(document, width), Spacer(1, 6 * mm), heading(tr("To"))]
    blocks.append(words(document.addressee, style(11, bold=True)))
    if document.to_department:
        blocks.append(words(document.to_department, style(10.5)))
    if document.urgency:
        blocks += [Spacer(1, 4 * mm), words(document.urgency, style(11, ink=ALERT, bold=True))]
    blocks += [Spacer(1, 5 * mm), heading(tr("Reason and question")), *prose(document.reason, _BODY)]
    if document.summary:
        blocks += [Spacer(1, 5 * mm), heading(tr("Summary")), *prose(document.summary, _BODY)]
    blocks += [Spacer(1, 6 * mm), words(tr("Thank you for seeing this patient, and for your answer."), _BODY)]
    return [*blocks, _signed(document, width)]


def _certificate(document: CertificateSheet, width: float) -> list[Flowable]:
    blocks: list[Flowable] = [_who(document, width), Spacer(1, 8 * mm)]
    for sentences in document.says:
        blocks += [*(words(each, style(12, leading=1.7, natural=True)) for each in sentences), Spacer(1, 6 * mm)]
    if document.diagnosis:
        blocks += [heading(tr("Diagnosis")), words(document.diagnosis, _BODY), Spacer(1, 4 * mm)]
    if document.remark:
        blocks += [heading(tr("Remark")), *prose(document.remark, _BODY), Spacer(1, 4 * mm)]
    note = tr("The hospital confirms by its number whether this paper is genuine: {number}.", number=document.number)
    return [*blocks, _signed(document, width), Spacer(1, 8 * mm), words(note, style(8.5, ink=MUTED))]


def _who(document: ReferralLetter | CertificateSheet, width: float) -> Flowable:
    about = ((tr("Number"), document.number), (tr("Date"), document.at), (tr("Doctor"), document.doctor))
    return patient_panel(document.patient, width, about)


def _signed(document: ReferralLetter | CertificateSheet, width: float) -> Flowable:
    titles = " · ".join(each for each in (document.degrees, document.department) if each)
    return KeepTogether([Spacer(1, 18 * mm), signature(document.doctor, titles, width)])
