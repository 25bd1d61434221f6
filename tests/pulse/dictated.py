"""What the tests of dictation do with a real microphone and the real recogniser; prints JSON.

Each line of `said` is spoken into the microphone when the form asks for its field; "-" is silence, and
"unplug" takes the microphone away.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from voicetrainer import places
from voicetrainer.authoring import load_scenario
from voicetrainer.cli.dictating import microphone
from voicetrainer.cli.note_form import Form, or_typed, spoken
from voicetrainer.core.events import Noted
from voicetrainer.core.note import form, written
from voicetrainer.sound.clips import write_wav
from voicetrainer.speech.choose import voice_of_trainee

PARCEL = load_scenario(places.scenarios() / "parcel.yaml").scenario


def rendered(said: list[str], folder: Path) -> list[Path | None]:
    voice, _ = voice_of_trainee(PARCEL, folder)
    clips: list[Path | None] = []
    for number, words in enumerate(said):
        clips.append(None if words in ("-", "unplug") else folder / f"{number}.wav")
        if path := clips[-1]:
            write_wav(path, voice.render(words, "neutral").samples)
    return clips


def dictate(*said: str) -> dict[str, object]:
    told: list[str] = []
    typed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        left = list(zip(said, rendered(list(said), Path(folder)), strict=True))
        playing: list[subprocess.Popen[bytes]] = []

        def speak() -> None:
            if not left:
                raise EOFError
            words, clip = left.pop(0)
            if words == "unplug":
                subprocess.run(["pactl", "suspend-source", "mic", "1"], check=True)
            elif clip:
                playing.append(subprocess.Popen(["paplay", "--device=micfeed", str(clip)]))

        def keys(prompt: str) -> str:
            typed.append(prompt)
            if len(typed) > 2:
                raise EOFError
            return "by hand"

        with microphone("", None, told.append) as hear:
            if hear is None:
                return {"told": told, "entries": None, "typed": typed}

            def heard() -> str:
                speak()
                return hear()

            one = Form(form(("order",), abuse=True), or_typed(spoken(heard, told.append), keys, told.append))
            one.fill()
        for player in playing:
            player.wait()
    note = written(one.entries, 0, PARCEL, dictated=True)
    return {"told": told, "entries": one.entries, "typed": typed, "note": shown(note)}


def without_an_ear() -> dict[str, object]:
    """As where no recogniser is installed: what is left is the typed one."""
    told: list[str] = []
    with microphone("", "typed", told.append) as hear:
        return {"heard": hear is not None, "told": told}


def shown(note: Noted) -> dict[str, object]:
    return {"name": note.name, "numbers": note.numbers, "promises": [p.by for p in note.promises]}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
