"""Speaks one sentence into one file, then ends.  Run by path; imports nothing of voicetrainer.

espeak-ng is GPL-3 and pyttsx3's Linux driver races and deadlocks, so both live in this process
alone, and it never speaks twice.  Standard input: a JSON object with `text`, `voice`, `rate`
(words a minute), `pitch` (0…100) and `file`, where the sound goes; where a system has no such
voice, `sex` picks the nearest.  The file appears only when it is whole.  Exit code 0, or 1 with
one line of reason on standard error.
"""

import ctypes
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

POLL = 0.01
PATIENCE = 3.0
SETTLE = 0.05


def main() -> None:
    request = json.load(sys.stdin)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)  # drivers print
    if sys.platform.startswith("linux"):
        load_espeak()
    import pyttsx3

    engine = pyttsx3.init()
    prepare(engine, request)
    part = Path(request["file"] + ".part")
    engine.save_to_file(request["text"], str(part))
    engine.runAndWait()
    wait_for_sound(part)
    part.replace(request["file"])


def load_espeak() -> None:
    """The library that pip brought, under the name pyttsx3 looks for; else the system's own."""
    try:
        import espeakng_loader
    except ImportError:
        return
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)


def prepare(engine: Any, request: dict[str, Any]) -> None:
    """Set voice, rate and pitch.  On Linux each is polled until it reads back: the library applies
    them in a thread of its own, and a new voice puts the rate back to its default."""
    if sys.platform.startswith("linux"):
        engine.proxy.setBusy(False)  # else pyttsx3 2.99 only queues them until the line is spoken
        set_and_wait(engine, "voice", request["voice"], same_variant)
        set_and_wait(engine, "rate", request["rate"], equal)
        set_and_wait(engine, "pitch", request["pitch"], equal)
        engine.proxy.setBusy(True)
    else:  # SAPI5 and NSSS have no pitch, and voices of their own
        voice = nearest_voice(engine.getProperty("voices"), request["sex"])
        if voice:
            engine.setProperty("voice", voice)
        engine.setProperty("rate", request["rate"])
    time.sleep(SETTLE)


def equal(wanted: object, now: object) -> bool:
    return now == wanted


def same_variant(wanted: object, now: object) -> bool:
    """Asked for 'en-gb+f2' it answers 'gmw/en+f2'."""
    return str(now).partition("+")[2] == str(wanted).partition("+")[2]


def set_and_wait(engine: Any, name: str, value: object, matches: Callable[[object, object], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        engine.setProperty(name, value)
        for _ in range(10):
            if matches(value, engine.getProperty(name)):
                return
            time.sleep(POLL)
    raise RuntimeError(f"{name} {value!r} was not taken")


def nearest_voice(voices: list[Any], sex: str) -> str | None:
    def english(voice: Any) -> bool:
        return any("en" in str(language).lower() for language in voice.languages or [])

    def fits(voice: Any) -> bool:
        gender = str(voice.gender or "").lower().removeprefix("voicegender")
        return gender == sex

    chosen = [v for v in voices if english(v) and fits(v)] or [v for v in voices if english(v)]
    return str(chosen[0].id) if chosen else None


def wait_for_sound(path: Path) -> None:
    """The file exists, holds more than a header, and has stopped growing."""
    end, last = time.monotonic() + PATIENCE, -1
    while time.monotonic() < end:
        size = path.stat().st_size if path.exists() else -1
        if size > 100 and size == last:
            return
        last = size
        time.sleep(POLL)
    raise RuntimeError("no sound was written")


if __name__ == "__main__":
    code = 1
    try:
        main()
        code = 0
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
    os._exit(code)  # the drivers hang or assert when Python shuts down in order
