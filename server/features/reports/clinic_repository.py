"""Reports of diagnoses and tests."""

from typing import Final
from uuid import UUID

from server.features.reports.sources import BY_DAY, BY_DEPARTMENT, Key, Named, Source, counted, percentile, share
from shared.models.reports import Figure, Grouping, Meaning, ReportDocumentKind, ReportKind
from shared.rules.lab_ranges import Flag

# The number is the diagnosis' own: by a token and a day one could find out whose it is.
_DIAGNOSES: Final = """
    SELECT 'diagnosis' AS kind, d.id, upper(right(replace(d.id::text, '-', ''), 8)) AS number, d.recorded_at AS at,
        d.patient_id, d.code || ' ' || class.title AS words,
        d.code, class.chapter, d.kind = 'primary' AS is_primary,
        d.recorded_by AS doctor_id, doctor.department_id, patient.sex
    FROM diagnoses d
    LEFT JOIN icd10 class ON class.code = d.code
    LEFT JOIN employees doctor ON doctor.id = d.recorded_by
    LEFT JOIN patients patient ON patient.id = d.patient_id
    WHERE d.withdrawn_at IS NULL AND d.recorded_at >= :begins AND d.recorded_at < :ends
"""

_UNJUDGED: Final = ", ".join(f"'{flag}'" for flag in (Flag.NO_RANGE, Flag.UNJUDGED))
_CRITICAL: Final = ", ".join(f"'{flag}'" for flag in Flag if flag.is_critical)

# Of each line the value entered last counts. What nothing judges, such as a blood group, is not read as normal.
_TESTS: Final = """
    SELECT 'test_order' AS kind, t.id, coalesce(tube.set_number || tube.tube_sign, '') AS number, t.ordered_at AS at,
        t.patient_id, type.name AS words, t.test_type_id, t.ordered_by AS doctor_id, doctor.department_id,
        (t.ordered_at AT TIME ZONE :zone - make_interval(hours => :starts))::date AS day,
        t.released IS NOT NULL AS released, said.abnormal IS NOT NULL AS judged,
        coalesce(said.abnormal, false) AS abnormal, coalesce(said.critical, false) AS critical,
        date_part('epoch', first.released_at - t.ordered_at) / 60 AS took
    FROM test_orders t
    LEFT JOIN test_types type ON type.id = t.test_type_id
    LEFT JOIN employees doctor ON doctor.id = t.ordered_by
    LEFT JOIN samples tube ON tube.id = t.sample_id
    LEFT JOIN (
        SELECT o.id, min(v.released_at) AS released_at
        FROM test_orders o
        JOIN result_versions v ON v.test_order_id = o.id
        WHERE o.ordered_at >= :begins AND o.ordered_at < :ends
        GROUP BY o.id
    ) first ON first.id = t.id
    LEFT JOIN (
        SELECT o.id, bool_or(r.flag <> 'normal') AS abnormal, bool_or(r.flag IN (CRITICAL)) AS critical
        FROM test_orders o
        JOIN result_versions v ON v.test_order_id = o.id AND v.number = o.released
        JOIN test_results r ON r.result_version_id = v.id
        WHERE o.ordered_at >= :begins AND o.ordered_at < :ends AND r.flag NOT IN (UNJUDGED)
            AND NOT EXISTS (
                SELECT FROM test_results later WHERE later.result_version_id = r.result_version_id
                    AND later.analyte_id = r.analyte_id AND later.id > r.id
            )
        GROUP BY o.id
    ) said ON said.id = t.id
    WHERE t.ordered_at >= :begins AND t.ordered_at < :ends AND t.status <> 'cancelled'
""".replace("UNJUDGED", _UNJUDGED).replace("CRITICAL", _CRITICAL)

SOURCES: Final = {
    ReportKind.DIAGNOSES: Source(
        Meaning.STANDING_DIAGNOSES,
        _DIAGNOSES,
        {Grouping.CHAPTER: Key("chapter"), Grouping.CODE: Key("code", Named("icd10", "code || ' ' || title", "code"))},
        {
            Figure.DIAGNOSES: counted(),
            Figure.PRIMARY: counted("is_primary"),
            Figure.FEMALE: counted("sex = 'female'"),
            Figure.MALE: counted("sex = 'male'"),
        },
        ("is_primary", "sex"),
        clinical=(ReportDocumentKind.DIAGNOSIS,),
    ),
    ReportKind.TESTS: Source(
        Meaning.BY_DAY_OF_ORDER,
        _TESTS,
        {
            Grouping.TEST: Key("test_type_id", Named("test_types", "name"), kind=UUID),
            Grouping.DEPARTMENT: BY_DEPARTMENT,
            Grouping.DAY: BY_DAY,
        },
        {
            Figure.ORDERED: counted(),
            Figure.RELEASED: counted("released"),
            Figure.ABNORMAL: counted("released AND abnormal"),
            Figure.ABNORMAL_SHARE: share("abnormal", "released AND judged"),
            Figure.CRITICAL: counted("released AND critical"),
            Figure.TURNAROUND_MEDIAN: percentile(0.5, "took", "took IS NOT NULL"),
            Figure.TURNAROUND_P90: percentile(0.9, "took", "took IS NOT NULL"),
        },
        ("released", "judged", "abnormal", "critical"),
        clinical=(ReportDocumentKind.TEST_ORDER,),
    ),
}
