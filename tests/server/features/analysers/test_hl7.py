from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.features.analysers.hl7 import acknowledgement, header_of, read_oru
from server.features.analysers.sent import MOST_VALUES, SentValue, Standing, Unreadable
from shared.models.analysers import MessageProblem
from tests.server.features.analysers.conftest import CBC, msh, obx, oru

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TUBE = "261122000011"


def values_of(*lines):
    (run,) = read_oru(oru(TUBE, list(lines))).runs
    return run.values


def test_a_message_is_read_with_its_sample_patient_and_values():
    pid = "PID|1||X77^^^LAB~P-2026-0437^^^HMS||Begum^Amina||19960301|F"

    sent = read_oru(oru(TUBE, CBC, pid, "PV1|1|O"))

    (run,) = sent.runs
    assert (run.accession, run.patient, run.born) == (TUBE, "P-2026-0437", date(1996, 3, 1))
    assert run.values[0] == SentValue("WBC", "7.84", "10*9/L")
    assert len(run.values) == len(CBC)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (obx("CRP", "3.2"), "3.2"),
        (obx("CRP", "<^5", kind="SN"), "<5"),
        (obx("CRP", "=^5", kind="SN"), "5"),
        (obx("TO", "^1^:^80", kind="SN"), "1:80"),
        (obx("UPRO", "^2^+", kind="SN"), "2+"),
        (obx("HBS", "NEG", kind="ST"), "NEG"),
        (obx("HBS", "N^Non-reactive^L", kind="CE"), "Non-reactive"),
        (obx("HBS", "NEG", kind="CWE"), "NEG"),
        (obx("X", "one\\.br\\two \\T\\ \\F\\\\S\\\\R\\\\E\\ \\X41\\\\XZ\\", kind="TX"), "one two & |^~\\ A"),
        (obx("X", "odd \\ escape", kind="TX"), "odd \\ escape"),
        (obx("CRP", "3.2^^"), "3.2"),
        (obx("CRP", "3~4"), "3~4"),
    ],
)
def test_each_type_says_its_value(line, text):
    assert values_of(line)[0].text == text


@pytest.mark.parametrize(
    ("unit", "read"),
    [("10*9/L", "10*9/L"), ("10^9/L", "10^9/L"), ("10\\S\\9/L", "10^9/L"), ("g/dL^gram^UCUM", "g/dL"), ("", "")],
)
def test_a_units_power_is_not_lost_between_the_separators(unit, read):
    assert values_of(obx("WBC", "7", unit))[0].unit == read


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("F", Standing.FINAL),
        ("", Standing.FINAL),
        ("R", Standing.FINAL),
        ("P", Standing.PRELIMINARY),
        ("X", Standing.NO_VALUE),
        ("W", Standing.WITHDRAWN),
        ("D", Standing.WITHDRAWN),
    ],
)
def test_how_far_the_analyser_stands_by_it(status, standing):
    assert values_of(obx("WBC", "7", status=status))[0].standing is standing


def test_pictures_and_empty_values_are_no_values():
    picture, empty = values_of(obx("HIST", "^image^BMP^Base64^Qk0=", kind="ED"), obx("WBC", ""))

    assert (picture.standing, empty.standing) == (Standing.NO_VALUE, Standing.NO_VALUE)
    assert picture.text == ""


def test_a_loinc_is_known_by_its_coding_system_only():
    ours, alone = values_of(obx("718-7", "13", system="LN"), obx("789-8", "4"))

    assert (ours.loinc, alone.loinc) == ("718-7", "")


def test_orders_of_one_sample_are_one_run_and_samples_are_apart():
    lines = [
        msh(),
        f"OBR|1||{TUBE}",
        obx("NA", "140"),
        f"OBR|2||{TUBE}",
        obx("K", "4"),
        "OBR|3||261122000021",
        obx("NA", "139"),
        "OBR|4||261122000031",
    ]

    runs = read_oru("\r\n".join(lines).encode()).runs

    assert [(run.accession, [value.code for value in run.values]) for run in runs] == [
        (TUBE, ["NA", "K"]),
        ("261122000021", ["NA"]),
    ]


@pytest.mark.parametrize(
    ("order", "specimen", "accession"),
    [
        (f"OBR|1|77|{TUBE}", "", TUBE),
        (f"OBR|1|{TUBE}|run 12", "", TUBE),
        ("OBR|1||12", f"SPM|1|{TUBE}^", TUBE),
        ("OBR|1||12", f"SPM|1|^{TUBE}", TUBE),
        (f"OBR|1|261122000021|{TUBE}", "", f"{TUBE} / 261122000021"),
        ("OBR|1||QC-HIGH", "", "QC-HIGH"),
        ("OBR|1", "", ""),
    ],
)
def test_the_samples_number_is_found_where_analysers_put_it(order, specimen, accession):
    message = "\r".join(filter(None, [msh(), order, obx("NA", "140"), specimen]))

    assert read_oru(message.encode()).runs[0].accession == accession


def test_declared_separators_are_followed():
    message = oru(TUBE, {"WBC": ("7", "10*9/L")}).decode().translate(str.maketrans("|^~&", "$*!%"))

    (run,) = read_oru(message.replace("10*9", "10/9").encode()).runs

    assert (run.accession, run.values[0].code, run.values[0].text) == (TUBE, "WBC", "7")


@pytest.mark.parametrize(
    ("charset", "codec"), [("8859/1", "latin-1"), ("UNICODE UTF-8", "utf-8"), ("", "latin-1"), ("", "utf-8")]
)
def test_a_micro_sign_is_read_in_each_character_set(charset, codec):
    message = oru(TUBE, {"WBC": ("7", "10*3/µL")}, charset=charset).decode().encode(codec)

    assert read_oru(message).runs[0].values[0].unit == "10*3/µL"


@pytest.mark.parametrize(
    ("message", "problem", "answer"),
    [
        (b"", MessageProblem.NO_HEADER, "AR"),
        (b"nothing of the kind", MessageProblem.NO_HEADER, "AR"),
        (b"MSH", MessageProblem.NO_HEADER, "AR"),
        (b"MSH||||||", MessageProblem.NO_HEADER, "AR"),
        (b"MSH|^~|X", MessageProblem.NO_HEADER, "AR"),
        (msh(type="ADT^A01").encode(), MessageProblem.OTHER_TYPE, "AR"),
        (msh(type="ORU").encode(), MessageProblem.OTHER_TYPE, "AR"),
        (msh(version="2.7").encode(), MessageProblem.OTHER_VERSION, "AR"),
        (msh(version="").encode(), MessageProblem.OTHER_VERSION, "AR"),
        (msh(mode="T").encode(), MessageProblem.NOT_PRODUCTION, "AR"),
        (msh(control_id="").encode(), MessageProblem.FIELD_MISSING, "AE"),
        (msh().encode(), MessageProblem.SEGMENT_ORDER, "AE"),
        (f"{msh()}\rOBR|1||{TUBE}".encode(), MessageProblem.SEGMENT_ORDER, "AE"),
        (f"{msh()}\r{obx('WBC', '7')}".encode(), MessageProblem.SEGMENT_ORDER, "AE"),
        (f"{msh()}\rOBR|1||1\rPID|1\r{obx('WBC', '7')}".encode(), MessageProblem.SEGMENT_ORDER, "AE"),
        (f"{msh()}\rOBR|1||{TUBE}\rOBX|1|NM|||7".encode(), MessageProblem.FIELD_MISSING, "AE"),
        (oru(TUBE, CBC).replace(b"10*9/L", b"10\xb59/L"), MessageProblem.UNREADABLE_TEXT, "AE"),
        (oru(TUBE, {"W": ("1", "µ")}, charset="ASCII"), MessageProblem.UNREADABLE_TEXT, "AE"),
        (oru(TUBE, CBC, charset="KLINGON"), MessageProblem.UNREADABLE_TEXT, "AE"),
        (oru(TUBE, CBC).replace(b"CBC", b"C\x00C"), MessageProblem.UNREADABLE_TEXT, "AE"),
        (oru(TUBE, [obx("A", "1")] * (MOST_VALUES + 1)), MessageProblem.TOO_LONG, "AE"),
    ],
)
def test_what_cannot_be_read_says_why(message, problem, answer):
    with pytest.raises(Unreadable) as refused:
        read_oru(message)

    assert refused.value.problem is problem
    said = acknowledgement(header_of(message), NOW, refused.value).decode("latin-1")
    assert said.split("\r")[1].split("|")[1] == answer


def test_the_same_content_is_the_same_message_whenever_it_was_sent():
    first, later = oru(TUBE, CBC), oru(TUBE, CBC).replace(b"20261122120000", b"20261122120501")

    assert read_oru(first).digest == read_oru(later).digest
    assert read_oru(first).digest != read_oru(oru(TUBE, CBC, control_id="2")).digest
    assert read_oru(first).digest != read_oru(oru("261122000021", CBC)).digest


def test_an_answer_has_its_time_and_the_control_id_it_is_about():
    header = header_of(oru(TUBE, CBC, control_id="Ä 1".encode().decode("latin-1")))

    said = acknowledgement(header, NOW, busy=True).decode("latin-1").split("\r")

    assert said[0].split("|")[6] == "20261126120000+0000"
    assert said[1].split("|")[1:4] == ["AR", header.control_id, "Application internal error"]


_SEGMENT = st.sampled_from(
    [msh(), f"OBR|1||{TUBE}", obx("WBC", "7"), obx("X", "^1^:^2", kind="SN"), "PID|1||P-2026-1", "SPM|1|x", "ZZZ", ""]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_SEGMENT, max_size=8), st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), max_size=6))
@example([], [])
def test_no_bytes_do_more_than_be_refused(segments, damages):
    message = bytearray("\r".join(segments).encode())
    for place, bytes_there in damages:
        message[place : place + len(bytes_there)] = bytes_there

    try:
        read_oru(bytes(message))
    except Unreadable as refused:
        answer = acknowledgement(header_of(bytes(message)), NOW, refused)
        assert answer.startswith(b"MSH")
        assert not {0x0B, 0x1C} & set(answer) - set(message)
