"""Render the golden sounds: `python -m tests.floor_sounds.make`.  Needs flite and espeak-ng on the path.

Each sound is cut to its first and last audible sample, so its labels are exact: an utterance begins and
ends with its clip.  Samples are whole multiples of 1/4096, which halves the files and is far below speech.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.realtime.noises import MAKERS
from benchmarks.realtime.render import spoken, trimmed
from voicetrainer.core.events import Mark
from voicetrainer.core.lines import Speech, pieces_of
from voicetrainer.core.ports import RATE, Clip, Samples
from voicetrainer.core.turns import TurnDetector
from voicetrainer.run.loop import PRE_ROLL
from voicetrainer.sound.clips import write_flac
from voicetrainer.sound.recorded import at_level
from voicetrainer.speech.clipfile import marks_to_rows
from voicetrainer.speech.line import Rendered, compose
from voicetrainer.speech.moonshine_ear import MoonshineEar

from .play import CLIPS, LABELS, RAMBLES, is_clear
from .scenes import CALLERS, CUTS_IN, SCENES, STORY, VOICES, Scene

HERE = Path(__file__).parent
TRAINEE_DBFS, CALLER_DBFS = -26.0, -22.0
STEPS = 4096
LONGEST_WORD = RATE // 2
CMU, GPL = "CMU Flite and its voices (BSD-like)", "eSpeak NG output; the engine is GPL-3, its output is not"


@dataclass(frozen=True)
class Credit:
    file: str
    engine: str
    words: str
    licence: str
    sha256: str


def main() -> None:
    CLIPS.mkdir(exist_ok=True)
    for old in CLIPS.glob("*.flac"):
        old.unlink()
    lines = {voice: _line(STORY, voice) for voice in sorted(set(CALLERS.values()))}
    credits = [_kept(f"story-{voice}", clip.samples, voice, STORY) for voice, clip in lines.items()]
    stops = {voice: _line(CUTS_IN, voice) for voice in lines}
    credits += [_kept(f"stop-{voice}", clip.samples, voice, CUTS_IN) for voice, clip in stops.items()]
    labels, ear = [], MoonshineEar()
    for voice in VOICES:
        for scene in SCENES:
            samples = _sound(scene, voice)
            name = f"{scene.name}-{voice.replace(' ', '-')}"
            credits.append(
                _kept(name, samples, voice, scene.said + (f" … {scene.then[1]}" if scene.then else ""))
            )
            label = _label(scene, name, voice, samples, lines[CALLERS[voice]], stops[CALLERS[voice]])
            clear = is_clear(scene.kind, scene.content, ear.recognise(_as_in_a_call(samples)).text)
            labels.append(label | {"clear": clear})
    marks = {f"story-{v}": marks_to_rows(c.marks) for v, c in lines.items()}
    marks |= {f"stop-{v}": marks_to_rows(c.marks) for v, c in stops.items()}
    rows = ",\n".join(json.dumps(label) for label in labels)
    LABELS.write_text(f'{{"lines": {json.dumps(marks)},\n"scenes": [\n{rows}\n]}}\n', "utf-8")
    _credit(credits)
    size = sum(file.stat().st_size for file in CLIPS.glob("*.flac"))
    print(f"{len(labels)} scenes, {size / 1e6:.2f} MB")


def _line(text: str, voice: str) -> Clip:
    rendered = (
        Rendered(piece, at_level(spoken(piece.text, voice), CALLER_DBFS)) if isinstance(piece, Speech)
        else Rendered(piece)
        for piece in pieces_of(text)
    )  # fmt: skip
    return compose(rendered)


def _sound(scene: Scene, voice: str) -> Samples:
    if scene.said in MAKERS:
        return MAKERS[scene.said](np.random.default_rng(VOICES.index(voice)))
    samples = spoken(scene.said, voice)
    if scene.kind == "short overlap" and len(samples) > LONGEST_WORD:
        samples = spoken(scene.said, voice, LONGEST_WORD / len(samples))
    samples = at_level(samples, TRAINEE_DBFS)
    if scene.then:
        silence = np.zeros(scene.then[0] * RATE // 1000, np.float32)
        samples = np.concatenate([samples, silence, at_level(spoken(scene.then[1], voice), TRAINEE_DBFS)])
    return _broken_off(samples, scene.cut_to) if scene.cut_to else samples


def _as_in_a_call(samples: Samples) -> Samples:
    """With the silence that the ear is given before an onset and behind an end."""
    silence = [np.zeros(ms * RATE // 1000, np.float32) for ms in (PRE_ROLL, TurnDetector().endpoint)]
    return np.concatenate([silence[0], samples, silence[1]])


def _broken_off(samples: Samples, after: int) -> Samples:
    """Stopped in mid-word, softly, `after` ms from where the caller will have cut in."""
    cut = samples[: (RAMBLES + after) * RATE // 1000].copy()
    fade = RATE // 25
    cut[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return trimmed(cut)


def _label(
    scene: Scene, clip: str, voice: str, samples: Samples, story: Clip, stop: Clip
) -> dict[str, object]:
    """Times in ms from the first sample of the caller's line that the overlap lies over."""
    length = len(samples) * 1000 // RATE
    if scene.anchor == "speech":
        onset, line = -RAMBLES, stop
    else:
        onset, line = _anchor(scene, story.marks, story.length) + scene.at, story
    ends = onset + length
    if scene.then:  # what lies under the line is the murmur alone
        said = at_level(spoken(scene.said, voice), TRAINEE_DBFS)
        ends = onset + len(said) * 1000 // RATE
    row = {key: value for key, value in asdict(scene).items() if key in ("kind", "said", "anchor", "content")}
    over = "stop" if scene.anchor == "speech" else "story"
    times = {"onset": onset, "end": min(ends, line.length), "length": length}
    return {"name": clip, "voice": voice, "caller": CALLERS[voice], **row, "line": over, **times}


def _anchor(scene: Scene, marks: tuple[Mark, ...], length: int) -> int:
    sentences = [mark for mark in marks if mark.kind == "sentence"]
    pause = next(mark for mark in marks if mark.kind == "pause")
    question = next(mark for mark in sentences if mark.text.endswith("?"))
    return {
        "onset": 0, "end": length, "pause": pause.onset, "pause end": pause.end,
        "sentence 1": sentences[0].end, "question": question.end,
    }[scene.anchor]  # fmt: skip


def _kept(name: str, samples: Samples, voice: str, words: str) -> Credit:
    file = CLIPS / f"{name}.flac"
    write_flac(file, (np.round(samples * STEPS) / STEPS).astype(np.float32))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if words in MAKERS:
        return Credit(file.name, "own synthesis", words, "Apache-2.0", digest)
    engine, licence = (
        (voice.replace("espeak", "eSpeak NG,"), GPL) if "espeak" in voice else (f"flite, {voice}", CMU)
    )
    return Credit(file.name, engine, words, licence, digest)


def _credit(credits: list[Credit]) -> None:
    head = (
        "The golden sounds of the floor, one a line: file, engine and voice, words, licence, SHA-256.\n"
        "No person was recorded.  Rendered by make.py.  Flite's licence, and its voices', stands in full\n"
        "in audio/trainees/CREDITS.md.\n\n"
    )
    rows = (
        "\t".join((c.file, c.engine, c.words, c.licence, f"sha256:{c.sha256}")) + "\n"
        for c in sorted(credits, key=lambda credit: credit.file)
    )
    (HERE / "CREDITS").write_text(head + "".join(rows), "utf-8")


if __name__ == "__main__":
    main()
