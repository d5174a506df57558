"""What a spreadsheet of the catalogue says of its rows."""

from client.core.i18n import tr
from client.core.test_catalogue_problems import catalogue_problem
from client.views.files.import_sheet import ImportWords
from client.views.test_catalogue.words import changes_text, field_word
from client.widgets.rows import Column
from shared.models.test_catalogue import ImportedRow


def import_words() -> ImportWords:
    return ImportWords(
        tr("Import the test catalogue"),
        tr("Nothing is changed yet: this is what would become of each row."),
        _words,
        place=Column(tr("Sheet"), _where, width=130),
        key=lambda row: (row.sheet, row.row, row.subject, row.column),
    )


def _where(row: ImportedRow) -> str:
    if row.row is None:
        return row.sheet.value
    return tr("{sheet} {n}", sheet=row.sheet.value, n=row.row)


def _words(row: ImportedRow) -> str:
    if row.problem is not None:
        sentence = catalogue_problem(row.problem, row.detail)
        return tr("{field}: {sentence}", field=field_word(row.column), sentence=sentence) if row.column else sentence
    return changes_text(row.fields)
