"""What travels about the hospital's list of instructions to patients while it is kept up."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, TypeAlias

from pydantic import ConfigDict, Field

from shared.ids import InstructionChangeId, InstructionId
from shared.languages import Language
from shared.models.common import Explained, Line, Model, Name
from shared.models.spreadsheets import SpreadsheetBytes, SpreadsheetForm, Verdict

LONGEST_CODE: Final = 20

Code: TypeAlias = Annotated[Name, Field(max_length=LONGEST_CODE)]
Sentence: TypeAlias = Annotated[Line, Field(min_length=1)]


class InstructionFacts(Model):
    """What may change: a prescription keeps the sentence as it was written."""

    text: Sentence
    is_active: bool = True


class InstructionEntry(Model):
    id: InstructionId
    code: str
    language: Language
    facts: InstructionFacts


class ListInstructions(Model):
    """By words of the sentence in any order, or by the code; retired ones too, those in use first."""

    term: Line = ""
    limit: int = Field(default=200, ge=1, le=500)


class AddInstruction(Explained):
    code: Code
    language: Language
    facts: InstructionFacts


class ChangeInstruction(Explained):
    """`before` is what was seen: what somebody else changed meanwhile is not undone."""

    instruction_id: InstructionId
    before: InstructionFacts
    after: InstructionFacts


class InstructionChange(Model):
    """One entry of the history; an instruction's first has nothing before it."""

    id: InstructionChangeId
    code: str
    language: Language
    before: InstructionFacts | None
    after: InstructionFacts
    who: str
    at: datetime


class ListInstructionChanges(Model):
    """Of one instruction, or of all; the newest first, `before` leads on to older ones."""

    instruction_id: InstructionId | None = None
    before: InstructionChangeId | None = None
    limit: int = Field(default=100, ge=1, le=500)


class RowProblem(StrEnum):
    """Why a row of a file is refused."""

    NO_CODE = "no_code"
    NO_LANGUAGE = "no_language"
    NO_TEXT = "no_text"
    NO_YES = "no_yes"
    TWICE = "twice"


class ImportedInstruction(Model):
    row: int
    subject: str
    verdict: Verdict
    problem: RowProblem | None = None
    before: InstructionFacts | None = None
    after: InstructionFacts | None = None


class InstructionImport(Model):
    """Nothing is imported while one row is refused."""

    rows: list[ImportedInstruction]


class ExportInstructions(Model):
    form: SpreadsheetForm


class ImportInstructions(Model):
    """XLSX or CSV, as it is exported; what is not in the file stays as it is."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    data: SpreadsheetBytes
