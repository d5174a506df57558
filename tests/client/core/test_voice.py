"""The loudspeaker: a chime, the words twice in each language, by an engine or by clips, one after the other."""

import wave

import pytest

from client.core.loudspeaker import WORDS, Loudspeaker, loudspeaker
from client.core.spoken import utterance
from client.core.voice import Voice, write_chime
from shared.languages import Language

ENGLISH, BENGALI = utterance(Language.ENGLISH, "M-027", "101"), utterance(Language.BENGALI, "M-027", "101")


@pytest.fixture
def programs(tmp_path):
    """Real programs that write down what they are told to play and to say, and when they begin and end."""
    told = tmp_path / "told"
    for name in ("player", "engine"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\nfor last; do :; done\necho "$last" >> {told}\nsleep 0.05\necho . >> {told}\n')
        program.chmod(0o755)
    return tmp_path


def through(programs, *languages):
    engines = {language: (str(programs / "engine"), "-v", language, WORDS) for language in languages}
    return Loudspeaker((str(programs / "player"), WORDS), engines)


def heard(qtbot, programs, voice, *announcements):
    """What was played and said, in turn; each had ended before the next began."""
    with qtbot.waitSignal(voice.silent, timeout=10_000):
        for utterances in announcements:
            voice.announce(utterances)
    lines = (programs / "told").read_text().splitlines()
    assert lines[1::2] == ["."] * (len(lines) // 2)
    return [line.rpartition("/")[2] for line in lines[::2]]


def test_each_announcement_chimes_is_said_twice_and_waits_for_the_one_before(qtbot, programs):
    voice = Voice(through=through(programs, Language.ENGLISH))

    assert heard(qtbot, programs, voice, [ENGLISH], [ENGLISH]) == ["chime.wav", *[ENGLISH.sentence] * 2] * 2


def test_two_languages_are_each_said_twice(qtbot, programs):
    voice = Voice(through=through(programs, *Language))

    assert heard(qtbot, programs, voice, [BENGALI, ENGLISH]) == [
        "chime.wav",
        *[BENGALI.sentence, ENGLISH.sentence] * 2,
    ]


def test_a_language_without_an_engine_is_said_by_clips_in_one_sound(qtbot, programs):
    voice = Voice(through=through(programs, Language.ENGLISH))

    assert heard(qtbot, programs, voice, [BENGALI, ENGLISH]) == [
        "chime.wav",
        *["words.wav", ENGLISH.sentence] * 2,
    ]


def test_an_engine_without_a_voice_for_the_language_gives_way_to_clips(qtbot, programs):
    (programs / "engine").write_text("#!/bin/sh\nexit 3\n")
    voice = Voice(through=through(programs, *Language))

    assert heard(qtbot, programs, voice, [BENGALI, ENGLISH]) == ["chime.wav", *["words.wav"] * 4]


def test_a_computer_without_a_loudspeaker_stays_silent_and_goes_on(qtbot):
    voice = Voice(through=Loudspeaker())

    with qtbot.waitSignal(voice.silent, timeout=1000):
        voice.announce([ENGLISH])


def test_an_engine_that_hangs_is_ended_so_that_the_next_call_is_heard(qtbot, programs):
    (programs / "engine").write_text("#!/bin/sh\nexec sleep 600\n")
    voice = Voice(through=through(programs, Language.ENGLISH))
    voice._patience.setInterval(200)

    with qtbot.waitSignal(voice.silent, timeout=10_000):
        voice.announce([ENGLISH])


def test_the_first_installed_program_that_speaks_a_language_is_taken():
    old = loudspeaker({"aplay", "espeak", "spd-say"}.__contains__)
    new = loudspeaker({"pw-play", "aplay", "espeak-ng", "espeak"}.__contains__)

    assert old.player == ("aplay", "-q", WORDS)
    assert {language: command[0] for language, command in old.engines.items()} == {
        Language.ENGLISH: "espeak",
        Language.HINDI: "espeak",
    }
    assert new.player == ("pw-play", WORDS)
    assert new.engines[Language.BENGALI] == ("espeak-ng", "-s", "145", "-v", "bn", "--", WORDS)
    assert set(new.engines) == set(Language)


def test_windows_plays_and_speaks_by_its_own_means_and_no_word_is_part_of_a_command():
    windows = loudspeaker({"powershell"}.__contains__)

    assert "SoundPlayer $env:HMS_WORDS" in windows.player[-1]
    assert "-eq 'bn'" in windows.engines[Language.BENGALI][-1]
    assert [part for command in (windows.player, *windows.engines.values()) for part in command if WORDS in part] == []


def test_a_computer_with_nothing_has_neither_player_nor_engine():
    assert loudspeaker(lambda _: None) == Loudspeaker()


def test_the_chime_is_a_sound_of_about_a_second(tmp_path):
    write_chime(tmp_path / "chime.wav")

    with wave.open(str(tmp_path / "chime.wav")) as sound:
        assert 0.8 < sound.getnframes() / sound.getframerate() < 1.5
        assert max(sound.readframes(4000)) > 0
