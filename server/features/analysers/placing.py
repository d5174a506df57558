"""A run beside the tests of its tube: what can be entered is entered, as if typed; all else says why it waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from server.core.context import Context
from server.features.analysers.matching import Meaning, Waits, typed_for
from server.features.analysers.repository import AnalyserRepository
from server.features.analysers.tables import Analyser, AnalyserRun, AnalyserValueRow
from server.features.lab.entering import Entering
from server.features.lab.repository import LabRepository
from server.features.lab.result_repository import ResultRepository
from server.features.lab.tables import Analyte, ResultRow, ResultVersionRow, SampleRow, TestOrderRow
from server.features.patients.tables import Patient
from shared.ages import Precision
from shared.contracts import lab_refusals
from shared.ids import AnalyserRunId
from shared.models.analysers import ValueReason, ValueState
from shared.models.lab import TestOrderStatus
from shared.models.lab_results import EnterResults, TypedValue, VersionCause
from shared.rules.accessions import accession_in, split
from shared.rules.lab_shares import shares_rounded
from shared.rules.patient_numbers import number_in


@dataclass
class _Test:
    """A test of the tube, with what stands on its sheet."""

    order: TestOrderRow
    analytes: Mapping[str, Analyte]
    version: ResultVersionRow | None
    standing: Mapping[str, ResultRow]


@dataclass
class _Fitting:
    """A value that can be entered, and on which lines: a tube may be counted for two tests."""

    row: AnalyserValueRow
    text: str
    shown: str
    lines: list[tuple[_Test, Analyte]] = field(default_factory=list)


class Placing:
    """Locks the tests of all tubes at once, in the order in which everybody locks them."""

    def __init__(self, ctx: Context, analyser: Analyser, accessions: Mapping[AnalyserRunId, str]) -> None:
        self._ctx = ctx
        self._analyser = analyser
        self._repository = AnalyserRepository(ctx.session)
        self._results = ResultRepository(ctx.session)
        self._meanings = {code: Meaning.of(row) for code, row in self._repository.codes(analyser.id).items()}
        known = {run_id: accession_in(said) for run_id, said in accessions.items()}
        tubes = self._repository.tubes(number for number in known.values() if number and split(number)[1])
        self._tubes = {run_id: tubes[number] for run_id, number in known.items() if number in tubes}
        orders = self._repository.orders_of(tube.id for tube in self._tubes.values())
        self._orders = LabRepository(ctx.session).several_locked(orders)
        # Apart from the orders: one that was rolled back to is loaded anew, without its patient.
        self._patients = {order.sample_id: order.patient for order in self._orders}

    def place(self, run: AnalyserRun, rows: Sequence[AnalyserValueRow]) -> bool:
        """Whether anything of the run was entered."""
        rows = [row for row in rows if row.state is ValueState.WAITING and row.reason is not ValueReason.WITHDRAWN]
        tube = self._tubes.get(run.id)
        orders = [order for order in self._orders if tube is not None and order.sample_id == tube.id]
        problem = _problem_of(tube) or _other_patient(run, self._patients.get(tube.id if tube else None))
        self._name(rows)
        if problem is not None:
            for row in rows:
                row.reason, row.detail = problem, ""
            return False
        tests = [self._test(order) for order in orders]
        fitting = _once(filter(None, (self._fitting(row, tests) for row in rows)))
        entered = [self._enter(test, fitting) for test in tests]
        _settle(rows, fitting)
        if any(row.state is not ValueState.WAITING for row in rows):
            # An analyser counts more than was asked for.
            for row in rows:
                if row.reason is ValueReason.NOT_ORDERED:
                    row.state = ValueState.NOTED
        return any(entered)

    def _name(self, rows: Iterable[AnalyserValueRow]) -> None:
        unknown = [row for row in rows if row.code not in self._meanings and row.loinc]
        by_loinc = self._repository.code_of_loinc(row.loinc for row in unknown) if unknown else {}
        for row in rows:
            meaning = self._meanings.get(row.code)
            row.analyte = meaning.analytes[0] if meaning else by_loinc.get(row.loinc, "")

    def _test(self, order: TestOrderRow) -> _Test:
        version = self._results.version(order.id, order.results)
        if version is not None and version.withdrawn_at is not None:
            version = None
        standing = self._results.values(version.id) if version else []
        return _Test(
            order,
            {one.code: one for one in self._results.analytes(order)},
            version,
            {row.code: row for row in standing},
        )

    def _fitting(self, row: AnalyserValueRow, tests: Sequence[_Test]) -> _Fitting | None:
        row.reason, row.detail = None, ""
        try:
            return self._fit(row, tests)
        except Waits as waits:
            row.reason, row.detail = waits.reason, waits.detail
            return None

    def _fit(self, row: AnalyserValueRow, tests: Sequence[_Test]) -> _Fitting:
        """Raises Waits."""
        if not row.analyte:
            raise Waits(ValueReason.UNKNOWN_CODE)
        meaning = self._meanings.get(row.code) or Meaning((row.analyte,))
        asked = [code for code in meaning.analytes if any(code in test.analytes for test in tests)]
        if len(asked) > 1:
            raise Waits(ValueReason.UNKNOWN_CODE, ", ".join(asked))
        row.analyte = next(iter(asked), row.analyte)
        asking = [test for test in tests if row.analyte in test.analytes]
        if not asking:
            raise Waits(ValueReason.NOT_ORDERED)
        undone = [test for test in asking if test.order.status is TestOrderStatus.IN_PROGRESS]
        if not undone:
            raise Waits(ValueReason.ALREADY_VERIFIED)
        # One analyte is written alike in all tests that have it.
        text, value = typed_for(row.text, row.unit, meaning, undone[0].analytes[row.analyte])
        for test in undone:
            self._check_free(test, test.standing.get(row.analyte), value.text)
        return _Fitting(row, text, value.text, [(test, test.analytes[row.analyte]) for test in undone])

    def _check_free(self, test: _Test, standing: ResultRow | None, text: str) -> None:
        """What a person typed, or another analyser measured, is never replaced. Raises Waits."""
        if standing is None or standing.calculated:
            return
        if standing.carried:
            if test.version is None or test.version.cause is not VersionCause.REPEATED:
                raise Waits(ValueReason.ALREADY_VERIFIED, standing.text)
            return
        if standing.entered_by != self._analyser.employee_id:
            raise Waits(ValueReason.SAME if standing.text == text else ValueReason.ALREADY_ENTERED, standing.text)

    def _enter(self, test: _Test, fitting: Sequence[_Fitting]) -> bool:
        """All of the test that can be, each time without those that a check of the whole has refused."""
        left = {one.row.place: (one, line) for one in fitting for at, line in one.lines if at is test}
        while left:
            refused = self._try(test, _summing_up(test, [(one.text, line) for one, line in left.values()]))
            if refused is None:
                return True
            reason, detail, lines = refused
            for place, (one, line) in list(left.items()):
                if line in lines:
                    one.row.reason, one.row.detail = reason, detail
                    del left[place]
        return False

    def _try(
        self, test: _Test, values: Sequence[tuple[str, Analyte]]
    ) -> tuple[ValueReason, str, Sequence[Analyte]] | None:
        """None when it is entered; else why not, and because of which lines."""
        lines = [line for _, line in values]
        typed = [TypedValue(analyte_id=line.id, value=text) for text, line in values]
        order = test.order
        try:
            with self._ctx.session.begin_nested():
                Entering(self._ctx).enter(EnterResults(test_order_id=order.id, version=order.version, values=typed))
                order.analyser = self._analyser.name
        except lab_refusals.DifferentialOff as off:
            return ValueReason.DIFFERENTIAL_OFF, off.total, [line for line in lines if line.is_share] or lines
        except lab_refusals.IndexDisagrees as index:
            named = [line for line in lines if line.name == index.analyte]
            return ValueReason.INDEX_DISAGREES, index.calculated, named or lines
        except lab_refusals.ValueRefused as refused:
            return ValueReason.VALUE_REFUSED, refused.expected, lines
        return None


def _summing_up(test: _Test, values: list[tuple[str, Analyte]]) -> list[tuple[str, Analyte]]:
    """With the shares of a differential rounded so that they still make a whole."""
    wanted = {line.id for line in test.analytes.values() if line.is_share}
    shares = [(text, line) for text, line in values if line.is_share]
    if not wanted or {line.id for _, line in shares} != wanted or any(text[0] in "<>" for text, _ in shares):
        return values
    decimals = max(line.decimals for _, line in shares)
    rounded = shares_rounded([Decimal(text) for text, _ in shares], decimals)
    if rounded is None:
        return values
    whole = {line.id: f"{share:f}" for (_, line), share in zip(shares, rounded, strict=True)}
    return [(whole.get(line.id, text), line) for text, line in values]


def _settle(rows: Iterable[AnalyserValueRow], fitting: Iterable[_Fitting]) -> None:
    entered_in = {one.row.place: one.lines[0][0].order.id for one in fitting if one.lines}
    for row in rows:
        if row.reason is None:
            row.state, row.test_order_id = ValueState.ENTERED, entered_in[row.place]
        elif row.reason is ValueReason.SAME:
            row.state = ValueState.NOTED


def _problem_of(tube: SampleRow | None) -> ValueReason | None:
    if tube is None:
        return ValueReason.UNKNOWN_ACCESSION
    if tube.rejected_at is not None:
        return ValueReason.TUBE_REJECTED
    return ValueReason.TUBE_NOT_RECEIVED if tube.received_at is None else None


def _other_patient(run: AnalyserRun, patient: Patient | None) -> ValueReason | None:
    """By our own number or the day of birth; names are written in too many ways to be compared."""
    if patient is None:
        return None
    number = number_in(run.patient)
    if number is not None and number != patient.patient_no and number not in patient.former_numbers:
        return ValueReason.OTHER_PATIENT
    exact = patient.birth_date if patient.birth_precision is Precision.DAY else None
    return ValueReason.OTHER_PATIENT if run.born and exact and run.born != exact else None


def _once(fitting: Iterable[_Fitting]) -> list[_Fitting]:
    """Which of two different values of an analyte is meant is not guessed; of two equal ones the first is entered."""
    by_analyte: dict[str, list[_Fitting]] = {}
    for one in fitting:
        by_analyte.setdefault(one.row.analyte, []).append(one)
    for several in by_analyte.values():
        alike = len({one.shown for one in several}) == 1
        for one in several[1:] if alike else several if len(several) > 1 else ():
            one.row.reason = ValueReason.SAME if alike else ValueReason.REPEATED
            one.lines.clear()
    return [one for several in by_analyte.values() for one in several]
