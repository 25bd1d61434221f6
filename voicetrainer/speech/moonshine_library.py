"""The few C functions of moonshine-voice 0.1.0 that we need, called without its Python package.

Its package imports a downloader and an HTTP client (0.12 s), copies each sample through a Python
list, and holds the interpreter meanwhile.  The C library takes a pointer to our array.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..catalogue import say
from ..core.errors import EngineError
from ..core.ports import RATE

if TYPE_CHECKING:
    from ..core.ports import Samples

PACKAGE = "moonshine_voice"
VERSION = "0.1.0"
"""0.1.1 and later download their model; they fail without a network."""
MODEL = "tiny-en"
TINY = 0
HEADER = 30000
MODEL_FILES = ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin")
SINGLE_THREAD = "MOONSHINE_ORT_SINGLE_THREAD"
"""The library looks for it in the environment while it loads.  Its own two threads spin while they wait
for each other: 0.072 CPU s a second of sound instead of 0.034, no sooner, and half as fast beside others."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Of glibc's mallopt."""
LARGE, SPARE = 1 << 18, 1 << 20
"""Bytes of a block that is given back when it is freed, and of free memory that is kept.  By default
glibc learns to keep what a decode needs: 334 MB at the end of a long utterance instead of 279."""
_LIBRARIES = {"linux": "libmoonshine.so", "darwin": "libmoonshine.dylib", "win32": "moonshine.dll"}


class _Line(ctypes.Structure):
    _fields_ = (
        ("text", ctypes.c_char_p),
        ("sound", ctypes.c_void_p),
        ("sound_length", ctypes.c_size_t),
        ("start", ctypes.c_float),
        ("duration", ctypes.c_float),
        ("id", ctypes.c_uint64),
        ("flags", ctypes.c_int8 * 5),
        ("spans", ctypes.c_void_p),
        ("span_count", ctypes.c_uint64),
        ("latency", ctypes.c_uint32),
        ("words", ctypes.c_void_p),
        ("word_count", ctypes.c_uint64),
    )


class _Transcript(ctypes.Structure):
    _fields_ = (("lines", ctypes.POINTER(_Line)), ("count", ctypes.c_uint64))


class _Option(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("value", ctypes.c_char_p))


def folder() -> Path | None:
    """Where the package lies; None if it is not installed.  Imports nothing."""
    spec = importlib.util.find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def why_not() -> str | None:
    """What stands in the way of loading it, as a sentence; None if nothing does.  Quick."""
    place = folder()
    if place is None:
        return say("speech.moonshine_missing", version=VERSION)
    found = metadata.version("moonshine-voice")
    if found != VERSION:
        return say("speech.moonshine_version", found=found, version=VERSION)
    if not (place / _LIBRARIES.get(sys.platform, "?")).is_file():
        return say("speech.moonshine_platform")
    missing = [name for name in MODEL_FILES if not (place / "assets" / MODEL / name).is_file()]
    if missing:
        return say("speech.moonshine_model", file=missing[0], version=VERSION)
    return None


class Moonshine:
    """A loaded model.  Takes 0.25 s to load and about 150 MB; call it from one thread at a time."""

    def __init__(self, options: Mapping[str, str]) -> None:
        """Raises EngineError with the remedy."""
        reason = why_not()
        place = folder()
        if reason or place is None:
            raise EngineError(reason)
        try:
            _give_back()
            with _silent_stderr(), _one_thread():
                self._library = ctypes.CDLL(str(place / _LIBRARIES[sys.platform]))
                self._handle = self._load(place / "assets" / MODEL, options)
        except OSError as error:
            raise EngineError(say("speech.moonshine_broken", why=error, version=VERSION)) from error

    def _load(self, model: Path, options: Mapping[str, str]) -> int:
        pairs = [_Option(name.encode(), value.encode()) for name, value in options.items()]
        load = self._library.moonshine_load_transcriber_from_files
        load.restype = ctypes.c_int32
        load.argtypes = [ctypes.c_char_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_int32]
        handle = int(load(os.fsencode(model), TINY, (_Option * len(pairs))(*pairs), len(pairs), HEADER))
        if handle < 0:
            raise EngineError(say("speech.moonshine_broken", why=f"error {handle}", version=VERSION))
        self._transcribe = self._library.moonshine_transcribe_without_streaming
        self._transcribe.restype = ctypes.c_int32
        number, pointer, size = ctypes.c_int32, ctypes.c_void_p, ctypes.c_uint64
        self._transcribe.argtypes = [number, pointer, size, number, ctypes.c_uint32, pointer]
        return handle

    def text(self, samples: Samples) -> str:
        """The words in it; several lines are joined.  Raises EngineError."""
        sound = np.ascontiguousarray(samples, np.float32)
        result = ctypes.POINTER(_Transcript)()
        code = self._transcribe(
            self._handle, sound.ctypes.data_as(ctypes.c_void_p), len(sound), RATE, 0, ctypes.byref(result)
        )
        if code:
            raise EngineError(say("speech.crashed", engine="moonshine", why=f"error {code}"))
        if not result:
            return ""
        found = result.contents
        lines = (found.lines[index].text or b"" for index in range(found.count))
        return " ".join(line.decode(errors="ignore").strip() for line in lines if line).strip()

    def close(self) -> None:
        if self._handle >= 0:
            free = self._library.moonshine_free_transcriber
            free.restype, free.argtypes = None, [ctypes.c_int32]
            free(self._handle)
            self._handle = -1


def _give_back() -> None:
    """Ask the system's allocator to keep little of what is freed; others than glibc are left alone."""
    if sys.platform != "linux":
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(_MMAP_THRESHOLD, LARGE)
    mallopt(_TRIM_THRESHOLD, SPARE)


@contextmanager
def _one_thread() -> Iterator[None]:
    """What the person has set themselves stays."""
    if SINGLE_THREAD in os.environ:
        yield
        return
    os.environ[SINGLE_THREAD] = "1"
    try:
        yield
    finally:
        os.environ.pop(SINGLE_THREAD, None)


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """While a C library loads: a broken model would write to the trainee's screen."""
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)
