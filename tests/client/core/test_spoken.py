"""What is said: numbers spelled in each language, and a clip that can be heard for every word of it."""

import math
import wave
from array import array

import pytest

from client.core.clips import RATE, clip_file, compose
from client.core.spoken import SPEECH, utterance
from shared.languages import Language


def samples(file):
    with wave.open(str(file)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, RATE), file
        return array("h", sound.readframes(sound.getnframes()))


def loudness(heard):
    return math.sqrt(sum(one * one for one in heard) / len(heard)) / 32768


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.ENGLISH, "Number, M zero two seven, Please go to room, one zero one"),
        (Language.BENGALI, "নম্বর, এম শূন্য দুই সাত, অনুগ্রহ করে, এক শূন্য এক, নম্বর কক্ষে যান"),
        (Language.HINDI, "नंबर, एम शून्य दो सात, कृपया कमरा नंबर, एक शून्य एक, में जाएँ"),
        (Language.ARABIC, "رقم, إم صفر اثنان سبعة, يرجى التوجه إلى الغرفة رقم, واحد صفر واحد"),
    ],
)
def test_a_call_is_spelled_in_the_words_and_the_order_of_the_language(language, sentence):
    said = utterance(language, "M-027", "101")

    assert said.sentence == sentence
    assert [clip for clip in said.clips if len(clip) == 1] == [*"m027", *"101"]


@pytest.mark.parametrize(
    ("room", "spelled"),
    [("101", "101"), ("12B", "12b"), ("ECG", "ecg"), ("OT 3", "ot3"), ("১০১", "101"), ("٤٢", "42")],
)
def test_a_room_of_digits_and_abbreviations_is_spelled(room, spelled):
    assert utterance(Language.ENGLISH, "7-001", room).clips == ("number", *"7001", "go", *spelled)


@pytest.mark.parametrize("room", ["Eye clinic", "Lab 2", "১০১ক", "", "–"])
def test_where_a_room_has_a_name_the_clips_send_people_to_the_screen(room):
    assert utterance(Language.ENGLISH, "M-027", room).clips == ("number", *"m027", "elsewhere")


def test_an_engine_says_the_name_of_a_room_and_never_an_empty_one():
    assert utterance(Language.ENGLISH, "M-027", "Eye clinic").sentence.endswith("Please go to room, Eye clinic")
    assert utterance(Language.ENGLISH, "M-027", "").sentence.endswith("Please look at the screen for your room")


@pytest.mark.parametrize("language", Language)
def test_every_word_has_a_clip_that_can_be_heard(language):
    for name in SPEECH[language].words:
        heard = samples(clip_file(language, name))
        assert 0.1 < len(heard) / RATE < 4.5, name
        assert loudness(heard) > 0.03, name


def test_all_clips_together_are_small_and_each_is_a_word_of_some_language():
    clips = {file for language in Language for file in clip_file(language, "number").parent.iterdir()}

    assert clips == {clip_file(language, name) for language in Language for name in SPEECH[language].words}
    assert sum(file.stat().st_size for file in clips) < 3_000_000


@pytest.mark.parametrize("language", Language)
def test_an_announcement_is_one_sound_with_all_its_clips_and_short_pauses(language, tmp_path):
    clips = utterance(language, "M-027", "101").clips

    compose(language, clips, tmp_path / "words.wav")

    spoken = sum(len(samples(clip_file(language, clip))) for clip in clips)
    assert spoken < len(samples(tmp_path / "words.wav")) < spoken + 2 * RATE
    assert loudness(samples(tmp_path / "words.wav")) > 0.03
