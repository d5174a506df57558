"""Which programs of this computer make sound: a player, and for each language an engine that has a voice for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from shared.languages import Language

Command: TypeAlias = tuple[str, ...]

WORDS: Final = "{words}"
"""Stands for the file to play or the sentence to say; a command without it finds them in HMS_WORDS."""
_POWERSHELL: Final = ("powershell", "-NoProfile", "-NonInteractive", "-Command")
_SYSTEM_SPEECH: Final = (
    "Add-Type -AssemblyName System.Speech; $engine = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "$voice = @($engine.GetInstalledVoices() | Where-Object { $_.Enabled -and "
    "$_.VoiceInfo.Culture.TwoLetterISOLanguageName -eq '{language}' })[0]; if (-not $voice) { exit 3 }; "
    "$engine.SelectVoice($voice.VoiceInfo.Name); $engine.Speak($env:HMS_WORDS)"
)
_EVERY: Final = frozenset(Language)

# The first that is installed; each ends when it has been heard.
PLAYERS: Final[Sequence[Command]] = (
    ("pw-play", WORDS),
    ("paplay", WORDS),
    ("aplay", "-q", WORDS),
    (*_POWERSHELL, "(New-Object Media.SoundPlayer $env:HMS_WORDS).PlaySync()"),
)
# With the languages each surely speaks; one that has no voice after all ends with a failure, and clips take over.
ENGINES: Final[Sequence[tuple[frozenset[Language], Command]]] = (
    (_EVERY, ("espeak-ng", "-s", "145", "-v", "{language}", "--", WORDS)),
    (frozenset({Language.ENGLISH, Language.HINDI}), ("espeak", "-s", "145", "-v", "{language}", "--", WORDS)),
    (frozenset({Language.ENGLISH}), ("spd-say", "--wait", "-l", "{language}", "--", WORDS)),
    (
        _EVERY,
        (
            *_POWERSHELL,
            _SYSTEM_SPEECH,
        ),
    ),
)


@dataclass(frozen=True)
class Loudspeaker:
    """What this computer can do; empty where it has nothing."""

    player: Command = ()
    engines: Mapping[Language, Command] = field(default_factory=dict)


def loudspeaker(is_installed: Callable[[str], object]) -> Loudspeaker:
    """`is_installed` is `shutil.which`, or says what a test wants."""
    player = next((command for command in PLAYERS if is_installed(command[0])), ())
    engines: dict[Language, Command] = {}
    for languages, command in ENGINES:
        if is_installed(command[0]):
            for language in languages - engines.keys():
                engines[language] = tuple(part.replace("{language}", language) for part in command)
    return Loudspeaker(player, engines)
