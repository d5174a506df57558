import json

from hypothesis import given
from hypothesis import strategies as st

from client.api.sse import Message, SseParser

FRAMES = (
    b'event: queue\ndata: {"a":\ndata: "b"}\n\n: beat\n\nid: 7\r\nevent: board\r\ndata: x\r\n\r\ndata: '
    + "বাংলা 🙂".encode()
    + b"\n\nevent: nothing\n\n"
)
MESSAGES = [Message("queue", '{"a":\n"b"}'), Message("board", "x"), Message("message", "বাংলা 🙂")]


@given(st.lists(st.integers(0, len(FRAMES)), max_size=30))
def test_reads_the_same_messages_however_the_bytes_are_cut(cuts):
    parser = SseParser()
    ends = [*sorted(cuts), len(FRAMES)]

    messages = [m for start, end in zip([0, *ends], ends, strict=False) for m in parser.feed(FRAMES[start:end])]

    assert messages == MESSAGES


@given(st.text(), st.integers(1, 7))
def test_brings_any_json_text_over_unchanged(text, size):
    parser = SseParser()
    raw = f"event: changed\ndata: {json.dumps(text, ensure_ascii=False)}\n\n".encode(errors="replace")

    messages = [m for i in range(0, len(raw), size) for m in parser.feed(raw[i : i + size])]

    assert [json.loads(m.data) for m in messages] == [text.encode(errors="replace").decode()]


def test_keeps_an_unfinished_message_to_itself():
    assert SseParser().feed(b"event: queue\ndata: {}\n") == []
