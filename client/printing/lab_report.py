"""The laboratory's report: whose it is, each test with its values and what they are judged by, who stands for it."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final, TypeAlias

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from client.core.i18n import tr
from client.printing.lettering import prose, words
from client.printing.look import ACCENT, ALERT, INK, MUTED, RIGHT, RULE, WASH, label, style
from client.printing.papers import Paper, ReportedTest, ReportLine, TestReportSheet
from client.printing.sheet import Sheet, build, patient_panel

_SHARES: Final = (0.275, 0.125, 0.115, 0.155, 0.165, 0.165)
_Look: TypeAlias = tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]
_ONE_PAGE: Final = 200 * mm


def test_report_pdf(document: TestReportSheet, paper: Paper) -> bytes:
    patient = document.patient
    sheet = Sheet(
        paper=paper,
        letterhead=document.letterhead,
        footer=document.footer,
        title=tr("Laboratory report"),
        subject=" · ".join(
            part for part in (patient.name, patient.local_name, patient.number, patient.age, patient.sex) if part
        ),
        copy=document.copy,
        code=document.check_link,
        across=tr("SUPERSEDED") if document.superseded else "",
    )
    return build(sheet, partial(_story, document, sheet.width))


def _story(document: TestReportSheet, width: float) -> list[Flowable]:
    blocks: list[Flowable] = [
        patient_panel(document.patient, width, document.about, age_label=tr("At collection"), about_labels=21 * mm),
        Spacer(1, 3 * mm),
    ]
    for test in document.tests:
        blocks += _test(test, width)
    return [*blocks, KeepTogether(list(_end(document)))]


def _test(test: ReportedTest, width: float) -> list[Flowable]:
    results, facts = _Results(test, width).table(), _facts(test, width)
    _, height = results.wrap(width, 0)
    # A test that fits on one page is not torn apart; a longer one begins where it is, and goes on below its own name.
    whole: list[Flowable] = [results, facts] if height > _ONE_PAGE else [KeepTogether([results, facts])]
    return [*whole, Spacer(1, 5 * mm)]


def _facts(test: ReportedTest, width: float) -> Flowable:
    """Two beside each other, small: they are looked up, not read."""
    cells: list[Flowable] = [words(f"{name}: {value}", style(7.5, ink=MUTED)) for name, value in test.facts]
    if len(cells) % 2:
        cells.append(Spacer(0, 0))
    return Table(
        [cells[place : place + 2] for place in range(0, len(cells), 2)],
        colWidths=[width / 2, width / 2],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ],
        spaceBefore=2,
    )


def _end(document: TestReportSheet) -> Iterator[Flowable]:
    small = style(7.5, ink=MUTED)
    yield words(
        tr(
            "L low, H high, CRITICAL far outside: against the reference range for the age and sex at collection, which "
            "stands beside the value. A value on a limit is within the range."
        ),
        small,
    )
    if document.check_link:
        yield words(
            tr(
                "The code at the top says in the hospital's Wi-Fi whether this version still counts; "
                "it shows no name and no result."
            ),
            small,
        )
    yield Spacer(1, 2 * mm)
    yield words(tr("End of the report"), style(8.5, ink=MUTED, bold=True))


class _Results:
    """The table of one test."""

    def __init__(self, test: ReportedTest, width: float) -> None:
        self._test = test
        self._width = width
        self._looks: list[_Look] = []

    def table(self) -> Table:
        rows: list[list[object]] = [self._title()]
        for notice in self._test.notices:
            self._add_notice(notice, rows)
        names = len(rows)
        rows.append(self._columns())
        for line in self._test.lines:
            self._add(line, rows)
        return Table(
            rows,
            colWidths=[self._width * share for share in _SHARES],
            # The test's name and those of the columns stand again where it goes on on another page.
            repeatRows=(0, names),
            style=[
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ("SPAN", (0, 0), (-1, 0)),
                ("BACKGROUND", (0, 0), (-1, 0), WASH),
                ("LEFTPADDING", (0, 0), (-1, 0), 0),
                ("RIGHTPADDING", (0, 0), (-1, 0), 0),
                ("LINEBELOW", (0, names), (-1, names), 1, ACCENT),
                *self._looks,
            ],
        )

    def _title(self) -> list[object]:
        test = self._test
        marks = " · ".join(test.marks)
        head = Table(
            [
                [
                    words(test.title, style(11, bold=True)),
                    words(marks, style(10.5, ink=ALERT, bold=True, align=RIGHT)),
                    [
                        words(test.accession, style(9.5, bold=True, align=RIGHT)),
                        words(test.laboratory, style(7.5, ink=MUTED, align=RIGHT)),
                    ],
                ]
            ],
            colWidths=[self._width * share for share in (0.42, 0.36, 0.22)],
            style=[
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ],
        )
        return [head, *[""] * (len(_SHARES) - 1)]

    def _add_notice(self, text: str, rows: list[list[object]]) -> None:
        at = len(rows)
        rows.append([words(text, style(9, bold=True, leading=1.35)), *[""] * (len(_SHARES) - 1)])
        self._looks += [
            ("SPAN", (0, at), (-1, at)),
            ("BOX", (0, at), (-1, at), 1, ALERT),
            ("LEFTPADDING", (0, at), (-1, at), 7),
            ("BOTTOMPADDING", (0, at), (-1, at), 4),
        ]

    @staticmethod
    def _columns() -> list[object]:
        names = (tr("Test"), tr("Result"), tr("Unit"), tr("Flag"), tr("Reference range"), tr("Before"))
        return [label(name) for name in names]

    def _add(self, line: ReportLine, rows: list[list[object]]) -> None:
        """A line, and below it what there is to say about it."""
        at = len(rows)
        strong = style(9.5, bold=line.is_marked)
        name: list[Flowable] = [words(line.name, strong)]
        if line.calculated:
            name.append(words(tr("calculated"), style(7.5, ink=MUTED)))
        rows.append(
            [
                name,
                words(line.value, strong),
                words(line.unit, style(8.5, ink=MUTED)),
                words(line.flag, style(9.5, ink=ALERT if line.is_critical else INK, bold=True)),
                words(line.range, style(9)),
                words(line.previous, style(8.5, ink=MUTED)),
            ]
        )
        if not line.unit and not line.flag:
            self._looks.append(("SPAN", (1, at), (3, at)))  # words of a microscopist need room
        if line.is_critical:
            self._looks.append(("BOX", (1, at), (3, at), 1, ALERT))
        if line.notes:
            notes = [block for note in line.notes for block in prose(note, style(8.5, leading=1.3))]
            rows.append([notes, *[""] * (len(_SHARES) - 1)])
            self._looks += [
                ("SPAN", (0, at + 1), (-1, at + 1)),
                ("LEFTPADDING", (0, at + 1), (-1, at + 1), 12),
                ("TOPPADDING", (0, at + 1), (-1, at + 1), 0),
                ("NOSPLIT", (0, at), (0, at + 1)),
            ]
        self._looks.append(("LINEBELOW", (0, len(rows) - 1), (-1, len(rows) - 1), 0.4, RULE))
