"""How it was measured, and the thresholds: the foot of the page, for whoever checks it."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.floor import DEAD_AIR, GIVES_WAY, SAME_START, TERMINAL
from . import words
from .inputs import About, Report
from .words import text

OF_A_LIVE_CALL = ("voice", "microphone", "loudspeaker", "latency", "echo", "wait")
"""What a recording made elsewhere does not tell."""


def measured(report: Report) -> dict[str, object]:
    about = report.about
    return {
        "measured": [
            (text(f"measured-{key}"), value)
            for key, value in _setting(report)
            if value and not (about.practice == "assessed" and key in OF_A_LIVE_CALL)
        ],
        "thresholds": [*_timing(), *_others()],
        "made_from": text(
            "made-from-recording" if about.practice == "assessed" else "made-from",
            rubric=about.rubric.title,
            rubric_version=about.rubric.version,
            scenario=about.scenario.file,
            seed=about.seed,
        ),
    }


def _others() -> Iterator[tuple[str, str]]:
    for key in ("close", "items"):
        yield text(f"threshold-{key}"), text(f"threshold-{key}-value")


def _timing() -> Iterator[tuple[str, str]]:
    """The first values of the timing, which no rubric changes."""
    values = {"terminal": TERMINAL, "start": SAME_START, "gives-way": GIVES_WAY, "dead-air": DEAD_AIR}
    for key, value in values.items():
        yield text(f"threshold-{key}"), text(f"threshold-{key}-value", s=words.seconds(value))


def _setting(report: Report) -> Iterator[tuple[str, str]]:
    about = report.about
    for key, engine in (("ear", about.ear), ("voice", about.voice), ("vad", about.vad)):
        yield key, f"{engine.name} {engine.version}".strip()
    yield "microphone", about.microphone
    yield "loudspeaker", about.loudspeaker
    yield "latency", _latency(about)
    yield "echo", _echo(about.headphones)
    yield "wait", text("wait-value", s=words.seconds(about.reply_wait))
    kept = text("recording-kept", caller=words.first_name(report.scenario))
    yield "recording", kept if report.recording else text("recording-none")
    yield "program", f"voicetrainer {about.program}"


def _latency(about: About) -> str:
    if about.latency is None:
        return text("latency-unknown")
    source = about.latency.source if about.latency.source in ("exact", "measured") else "reported"
    return text(f"latency-{source}", ms=about.latency.input + about.latency.output)


def _echo(headphones: bool | None) -> str:
    if headphones is None:
        return text("echo-unknown")
    return text("echo-headphones" if headphones else "echo-loudspeaker")
