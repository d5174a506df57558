"""Real sockets, a real database: what an analyser sends, what it is answered, and what the bench has then."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import make_url

from shared.contracts import lab
from shared.contracts.lab_refusals import SecondPersonNeeded
from shared.models.lab import RejectCause, WorkStage
from shared.topics import Topic
from tests.server.features.analysers.conftest import CBC, framed, msh, obx, oru


def test_a_blood_count_is_resulted_and_waits_to_be_verified(machines):
    (order,) = machines.bench.received("CBC")

    answer = machines.send(oru(machines.accession(order), CBC, control_id="A17"))

    assert answer == ("AA", "A17")
    item = machines.bench.item(order)
    assert (item.stage, item.analyser) == (WorkStage.VERIFY, "Sysmex XN-550")
    values = machines.values(order)
    assert (values["HGB"], values["WBC"], values["PLT"], values["RBC"]) == ("13.5", "7.8", "250", "4.50")
    assert machines.bench.sheet(order).touched_by == ["Sysmex XN-550"]
    assert machines.posted[-1].announcement.topics == {Topic.LAB, Topic.ANALYSERS}


def test_its_differential_still_sums_to_100_at_our_decimals(machines):
    (order,) = machines.bench.received("CBC")

    machines.send(oru(machines.accession(order), CBC))

    values = machines.values(order)
    shares = [int(values[code] or 0) for code in ("NEUT", "LYMPH", "MONO", "EOS", "BASO")]
    assert sum(shares) == 100
    assert all(abs(share - float(CBC[code][0])) < 1 for share, code in zip(shares, list(CBC)[1:6], strict=True))


def test_one_person_verifies_what_only_the_analyser_entered(machines):
    (order,) = machines.bench.received("CBC")
    machines.send(oru(machines.accession(order), CBC))

    machines.bench.verify(order, by=machines.bench.tech)

    assert machines.bench.item(order).stage is WorkStage.REVIEW


def test_who_typed_over_an_analysers_value_does_not_verify_it(machines):
    (order,) = machines.bench.received("CBC")
    machines.send(oru(machines.accession(order), CBC))
    machines.bench.enter(order, {"PLT": "260"})

    with pytest.raises(SecondPersonNeeded):
        machines.bench.verify(order, by=machines.bench.tech)

    machines.bench.verify(order)


def test_an_analyser_never_goes_further_than_to_be_verified(machines):
    (order,) = machines.bench.received("CBC")

    machines.send(oru(machines.accession(order), CBC))

    facts = machines.owner.execute("SELECT verified_at, reviewed_at, released_at FROM result_versions").fetchall()
    assert facts == [(None, None, None)]


def test_the_same_message_again_is_acknowledged_and_does_nothing_twice(machines):
    (order,) = machines.bench.received("CBC")
    message = oru(machines.accession(order), CBC)
    machines.send(message)
    before = (machines.count("test_results"), machines.count("analyser_values"), machines.bench.version(order))

    again = machines.send(message.replace(b"20261122120000", b"20261122120459"))

    assert again == ("AA", "1")
    after = (machines.count("test_results"), machines.count("analyser_values"), machines.bench.version(order))
    assert after == before


def test_a_counter_that_began_anew_swallows_no_result(machines):
    first, second = machines.bench.received("CBC"), machines.bench.received("CBC")
    machines.send(oru(machines.accession(first[0]), CBC, control_id="1"))

    machines.send(oru(machines.accession(second[0]), CBC, control_id="1"))

    assert machines.bench.item(second[0]).stage is WorkStage.VERIFY


def test_nobody_who_did_not_hear_the_answer_enters_twice_by_sending_again(machines):
    (order,) = machines.bench.received("CBC")
    message = oru(machines.accession(order), CBC)
    deaf = machines.line()
    deaf.write(framed(message))
    deaf.connection.close()

    answer = machines.send(message)

    assert answer == ("AA", "1")
    assert machines.count("analyser_messages") == 1
    assert machines.count("test_results") == len(machines.bench.sheet(order).lines)


def test_what_cannot_be_read_is_refused_and_not_kept(machines):
    line = machines.line()
    messages = (b"nothing of the kind", msh(type="ADT^A01").encode(), msh().encode(), oru("1", CBC, charset="KLINGON"))

    answers = [line.send(message) for message in messages]

    assert answers == [("AR", ""), ("AR", "1"), ("AE", "1"), ("AE", "1")]
    assert machines.count("analyser_messages") == 0
    assert machines.problems()["Sysmex XN-550"] == "unreadable_text"


def test_an_answer_goes_back_to_who_sent_it_in_the_senders_own_marks(machines):
    line = machines.line()

    line.write(framed(oru("nobody's", CBC, control_id="77")))

    answer = line.answer()
    assert answer["MSH"][1:6] == ["^~\\&", "HMS", "HOSPITAL", "XN", "LAB"]
    assert answer["MSH"][8:12] == ["ACK^R01", answer["MSH"][9], "P", "2.3.1"]
    line.write(framed(oru("nobody's", CBC).replace(b"|", b"$")))
    assert line.answer()["MSH"][2] == "HMS"


def test_two_messages_in_one_segment_and_one_in_many(machines):
    orders = [machines.bench.received("CBC")[0] for _ in range(2)]
    both = [framed(oru(machines.accession(order), CBC, control_id=str(n))) for n, order in enumerate(orders)]
    line = machines.line()
    line.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    line.write(b"".join(both))
    first = [line.said(), line.said()]
    third = framed(oru("nobody's", CBC, control_id="2"))
    for place in range(0, len(third), 7):
        line.write(third[place : place + 7])

    assert first == [("AA", "0"), ("AA", "1")]
    assert line.said() == ("AA", "2")
    assert [machines.bench.item(order).stage for order in orders] == [WorkStage.VERIFY] * 2


def test_what_comes_before_a_start_or_never_ends_is_nothing(machines):
    (order,) = machines.bench.received("CBC")
    whole = oru(machines.accession(order), CBC)
    line = machines.line()

    line.write(b"hello\x1c\r\r\n\x0b" + whole[:80] + framed(whole))

    assert line.said() == ("AA", "1")
    assert machines.count("analyser_messages") == 1
    line.connection.close()
    broken = machines.line()
    broken.write(b"\x0b" + whole[:100])
    broken.connection.shutdown(socket.SHUT_WR)
    assert broken.answer() == {}
    assert machines.problems()["Sysmex XN-550"] == "incomplete"


def test_a_message_longer_than_may_be_kept_ends_the_connection(machines):
    line = machines.line()

    with pytest.raises(OSError):  # noqa: PT012 the reset comes with one of the writes, or with the read
        line.write(b"\x0bMSH|^~\\&|")
        for _ in range(64):
            line.write(b"A" * 64 * 1024)
        if not line.connection.recv(1):
            raise ConnectionResetError

    assert machines.problems()["Sysmex XN-550"] == "too_long"
    assert machines.send(oru("nobody's", CBC)) == ("AA", "1")


def test_only_an_analysers_own_address_is_listened_to(machines):
    stranger = machines.line(source="127.0.0.9")

    assert stranger.answer() == {}
    assert machines.count("analyser_messages") == 0


def test_analysers_that_share_an_address_are_told_apart_by_what_they_call_themselves(machines):
    (order,) = machines.bench.received("CRP")

    machines.send(oru(machines.accession(order), {"CRP": ("3.2", "mg/L")}, sender="COBAS"))

    assert machines.bench.item(order).analyser == "Cobas c 311"


def test_twenty_lines_at_once_each_get_their_own_answer(machines):
    single = machines.owner.execute(
        "SELECT min(t.code), min(a.loinc), min(a.unit), min(a.code) FROM test_types t "
        "JOIN analytes a ON a.test_type_id = t.id GROUP BY t.id HAVING count(*) = 1 AND min(a.kind) = 'number' "
        "AND coalesce(min(a.valid_low), 0) <= 10 AND coalesce(min(a.valid_high), 99) >= 12 LIMIT 20"
    ).fetchall()
    orders = machines.bench.received(*(code for code, *_ in single))
    assert len(orders) >= 12
    messages = [
        oru(machines.accession(order), [obx(loinc, "11", unit, system="LN")], sender="COBAS", control_id=f"C{n}")
        for n, (order, (_, loinc, unit, _)) in enumerate(zip(orders, single, strict=True))
    ]
    messages += [oru(f"nobody's {n}", CBC, control_id=f"C{n}") for n in range(len(messages), 20)]
    idle = [machines.line() for _ in range(10)]
    half = machines.line()
    half.write(b"\x0bMSH|")

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(machines.send, messages))

    assert answers == [("AA", f"C{n}") for n in range(20)]
    entered = [machines.values(order)[code] for order, (*_, code) in zip(orders, single, strict=True)]
    assert all(value is not None and float(value) == 11 for value in entered)
    assert all(line.send(oru("nobody's", CBC, control_id=f"I{n}"))[0] == "AA" for n, line in enumerate(idle))


def test_while_the_database_is_away_nothing_is_acknowledged(machines, fresh):
    (order,) = machines.bench.received("CBC")
    message = oru(machines.accession(order), CBC)
    line = machines.line()
    assert line.send(oru("nobody's", CBC, control_id="0")) == ("AA", "0")

    with database_closed(fresh):
        away = line.send(message)
    back = line.send(message)

    assert away == ("AR", "1")
    assert back == ("AA", "1")
    assert machines.bench.item(order).stage is WorkStage.VERIFY


@contextmanager
def database_closed(fresh):
    place = make_url(fresh.owner_dsn)
    elsewhere = place.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(elsewhere, autocommit=True) as owner:
        owner.execute(f'ALTER DATABASE "{place.database}" ALLOW_CONNECTIONS false'.encode())
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = 'hms_app'",
            (place.database,),
        )
        yield
        owner.execute(f'ALTER DATABASE "{place.database}" ALLOW_CONNECTIONS true'.encode())


def test_a_rejected_tube_takes_the_analysers_values_with_it(machines):
    (order,) = machines.bench.received("CBC")
    machines.send(oru(machines.accession(order), CBC))
    item = machines.bench.item(order)
    sample = machines.bench.tech.send(lab.samples_of(appointment_id=item.appointment_id)).items[0]

    machines.bench.tech.send(lab.reject(sample_id=sample.id, version=sample.version, cause=RejectCause.CLOTTED))

    assert machines.bench.item(order).analyser == ""
