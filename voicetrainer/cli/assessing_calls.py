"""`assess FILE…`: each recorded call or transcript becomes a call of its own, judged."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .. import __version__
from ..authoring import Loaded, load_rubric, load_scenario_text
from ..authoring.rubric import STANDARD
from ..authoring.transcript_file import Transcript, read_transcript
from ..core import events as e
from ..core.errors import ClipError, StoreError, VoiceTrainerError
from ..core.scenario import Scenario
from ..language.reader import reader_for
from ..run import assessing
from ..run.assessing.lane import Lane, Spoken, Tools, listen
from ..run.assessing.recorded import Placed, another_language, assessed, clear_words, placed, too_little
from ..run.assessing.timeline import Setting
from ..store.folder import CallFolder
from ..store.info import CallInfo, Engine, Result, Source
from .assessing import say
from .opening import Finished
from .reporting import write_report

if TYPE_CHECKING:
    from ..core.ports import Ear, Samples
    from ..sound.channels import Channels

TEMPLATE = Path(assessing.__file__).with_name("recorded-call.yaml")
SOUND = frozenset(
    ".wav .flac .ogg .oga .opus .mp3 .aif .aiff .aifc .au .snd .caf .w64 .rf64 .wave "
    # these cannot be read, which is told; in a folder they would be passed over in silence
    ".m4a .aac .wma .amr .mp4 .webm .mkv .gsm .3gp .vox".split()
)
TRANSCRIPTS = frozenset(".vtt .srt .json .csv".split())
WITHOUT_FACTS = """
  sections:
    listening:
      items:
        reflected:
          title: Said back what you heard, in a few words
          rule: acts.said
          advice: [E02, V05]
          acts: reflection
          weight: 1.5
          limits: {from turns: 4 turns, no longer than: 20 s}
"""
"""Of the rubric's changes: which facts are said back can be told only where a scenario names them."""
UNTITLED = "A recorded call"
"""The template's title."""
UNFINISHED = ".assessing-"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What all the calls of a run are judged by."""

    root: Path
    agent: str | None = None
    rubric: Path = STANDARD
    scenario: Loaded | None = None
    baseline: tuple[Path, ...] = ()
    trainee: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """One file, judged."""

    file: Path
    call: str
    """Name of its folder."""
    total: float | None
    passed: bool | None
    length: e.Ms
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    file: Path
    why: str


def scenario_text(of: Scenario | None, title: str = "") -> str:
    """The stand-in for a scenario; with the names, facts and own phrases of a real one, but not its way."""
    text = TEMPLATE.read_text("utf-8")
    if of is None:
        return text.replace(UNTITLED, json.dumps(title or UNTITLED)) + WITHOUT_FACTS
    parts: dict[str, object] = {
        "title": title or of.title,
        "language": of.language,
        "you": {"name": of.you.name, "firm": of.you.firm},
        "caller": {"name": of.caller.name},
        "facts": {name: list(fact.forms) for name, fact in of.facts.items()},
        "phrases": {name: list(phrases) for name, phrases in of.phrases.items()},
    }
    kept = [line for line in text.splitlines() if not line.startswith(("title:", "caller:"))]
    if of.firm_at_fault is not None:
        kept.append(f"fault of the firm: {'yes' if of.firm_at_fault else 'no'}")
    # JSON is YAML
    return "\n".join([*kept, *(f"{key}: {json.dumps(value)}" for key, value in parts.items())]) + "\n"


class CallJudge:
    """Judges the files of one process."""

    def __init__(self, wanted: Wanted, at_once: bool = False) -> None:
        """`at_once`: listen to both sides at the same time, each with an ear of its own."""
        self.wanted, self._at_once = wanted, at_once
        self._of = wanted.scenario.scenario if wanted.scenario else None
        self._name = f"{self._of.name}-recorded.yaml" if self._of else TEMPLATE.name
        self.scenario = load_scenario_text(Path(self._name), scenario_text(self._of).encode()).scenario
        self._rubric = load_rubric(wanted.rubric)
        self._reader = reader_for(self.scenario)

    @cached_property
    def _ear(self) -> Ear:
        return _new_ear()

    @cached_property
    def _second_ear(self) -> Ear:
        return _new_ear() if self._at_once else self._ear

    @cached_property
    def _baseline(self) -> e.Baselined | None:
        return own_voice(self.wanted.baseline) if self.wanted.baseline else None

    def __call__(self, file: Path) -> Done | Failed:
        """Never raises for what is wrong with the file."""
        try:
            return self._judged(file)
        except StoreError as error:
            return Failed(file, say("not-kept", path=file, why=error))
        except VoiceTrainerError as error:
            return Failed(file, str(error))

    def _judged(self, file: Path) -> Done:
        if file.suffix.lower() in TRANSCRIPTS:
            return self._of_transcript(file, file)
        from ..sound.channels import read_channels

        try:
            channels = read_channels(file)
        except ClipError:
            beside = next((p for s in sorted(TRANSCRIPTS) if (p := file.with_suffix(s)).is_file()), None)
            if beside is None:
                raise
            return self._of_transcript(file, beside)
        return self._of_sound(file, channels)

    # -- from sound ------------------------------------------------------------------------------

    def _of_sound(self, file: Path, channels: Channels) -> Done:
        left, right = self.lanes(channels)
        if too_little((left, right)):
            raise ClipError(say("nobody-speaks", path=file))
        place = placed(left, right, _side(self.wanted.agent), self.scenario)
        setting = Setting(
            ear=self._ear.name,
            words_assessed=not self._ear.poor and clear_words(place.agent),
            troubles=troubles_of(place, channels.clipped),
        )
        notes = [*_of_sides(place), *_of_sound(channels)]
        notes += [say(f"trouble-{what.replace(' ', '-')}") for what in setting.troubles]
        timeline = assessed(place.agent, place.caller, self.scenario, setting, self._reader, self._baseline)
        sound = channels if place.side == "left" else channels.swapped
        return self._kept(
            file, timeline, Engine(self._ear.name, getattr(self._ear, "version", "")), sound, notes
        )

    def lanes(self, channels: Channels) -> tuple[Lane, Lane]:
        """Left and right."""
        jobs = (
            (channels.left, channels.right, self._ear),
            (channels.right, channels.left, self._second_ear),
        )
        if self._at_once:
            with ThreadPoolExecutor(2) as threads:
                left, right = threads.map(lambda job: _heard(*job), jobs)
        else:
            left, right = (_heard(*job) for job in jobs)
        return left, right

    # -- from a transcript -------------------------------------------------------------------------

    def _of_transcript(self, file: Path, transcript: Path) -> Done:
        found = read_transcript(transcript, self.wanted.agent)
        left, right = lanes_of(found)
        if too_little((left, right)):
            raise ClipError(say("nobody-speaks", path=transcript))
        # known names decide; else the words do, and whoever spoke first stands on the left
        place = placed(left, right, "left" if found.known else None, self.scenario)
        setting = Setting(overlap_assessed=not found.coarse, measured=False)
        timeline = assessed(place.agent, place.caller, self.scenario, setting, self._reader)
        notes = [say("coarse-times")] if found.coarse else []
        if place.why in ("maybe swapped", "unknown"):
            notes.append(say("who-is-agent", names=", ".join(found.speakers)))
        return self._kept(file, timeline, Engine("transcript"), None, notes)

    def _title(self, file: Path) -> str:
        """The file's name: of what a call is about there may be many recordings."""
        return f"{self._of.title}: {file.name}" if self._of else file.name

    # -- what is kept ------------------------------------------------------------------------------

    def _kept(
        self, file: Path, timeline: Sequence[e.Event], ear: Engine, sound: Channels | None,
        notes: Sequence[str],
    ) -> Done:  # fmt: skip
        """Whole or not at all: it is made aside, and moved where calls lie."""
        root = self.wanted.root
        started = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        scenario = replace(self.scenario, title=self._title(file))
        info = self._info(file, ear, started, sound is not None)
        finished = Finished(info, timeline, scenario, self._rubric)
        card = finished.judged()
        info = replace(info, result=Result(card.outcome, card.total, card.passed, card.duration))
        try:
            root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=root) as aside:
                folder = CallFolder.create(Path(aside), file.stem, started)
                self._write(folder, info, timeline, sound)
                write_report(replace(finished, info=info), folder)
                shutil.move(folder.path, root / folder.name)
        except OSError as error:
            raise StoreError(say("cannot-write", file=root, why=error.strerror or str(error))) from error
        return Done(file, folder.name, card.total, card.passed, card.duration, tuple(notes))

    def _write(
        self, folder: CallFolder, info: CallInfo, timeline: Sequence[e.Event], sound: Channels | None
    ) -> None:
        if sound is not None:
            import numpy as np

            from ..sound.clips import write_flac

            write_flac(folder.path / "call.flac", np.stack([sound.left, sound.right], axis=1))
        writer = folder.writer()
        for event in timeline:
            writer.append(event)
        writer.close()
        folder.write_info(info)

    def _info(self, file: Path, ear: Engine, started: datetime, sound: bool) -> CallInfo:
        rubric, title = self._rubric, self._title(file)
        # calls of one name are a person's attempts at one thing; nobody knows whose a recording is
        name = self._name if self.wanted.trainee else f"{file.stem}-recorded.yaml"
        text = scenario_text(self._of, title)
        return CallInfo(
            program=__version__,
            started=started,
            trainee=self.wanted.trainee,
            scenario=Source.of(name, title, str(self.scenario.level), text),
            rubric=Source.of(
                f"{rubric.name}.yaml", rubric.title, rubric.version, self.wanted.rubric.read_text("utf-8")
            ),
            ear=ear,
            voice=Engine("none"),
            vad=Engine("silero" if sound else "none"),
            practice="assessed",
            recording="call.flac" if sound else "",
        )


def _new_ear() -> Ear:
    from ..speech.choose import choose_ear

    return choose_ear()[0]


def troubles_of(place: Placed, clipped: bool) -> tuple[str, ...]:
    """What of the words cannot be relied on: the agent's, or else the caller's."""
    if not clear_words(place.agent):
        clean = another_language(place.agent) and not clipped
        return ("another language" if clean else "words unclear",)
    return () if clear_words(place.caller) else ("caller unclear",)


def _heard(own: Samples, other: Samples, ear: Ear) -> Lane:
    from ..sound.channels import own_blocks
    from ..sound.delivery import DeliveryMeter
    from ..sound.edges import Edges
    from ..sound.vad import Gate, SileroVad

    tools = Tools(SileroVad, Gate, Edges, DeliveryMeter, ear)
    return listen(own, own_blocks(own, other).tolist(), tools)


def lanes_of(found: Transcript) -> tuple[Lane, Lane]:
    """The agent's, or the first speaker's; and the others'."""
    lanes: tuple[list[Spoken], list[Spoken]] = ([], [])
    for cue in found.cues:
        own = lanes[0 if cue.who == found.first else 1]
        onset = max(cue.onset, own[-1].end) if own else cue.onset
        own.append(Spoken(onset, max(cue.end, onset + 20), cue.text))
    return Lane(tuple(lanes[0])), Lane(tuple(lanes[1]))


def _side(agent: str | None) -> Literal["left", "right"] | None:
    match agent:
        case "left" | "right":
            return agent
    return None


def _of_sides(place: Placed) -> list[str]:
    """How it is known which side the agent's is, where that is worth telling."""
    told = place.sides.because
    if place.why in ("usual", "told") and place.sides.agent in (place.side, None):
        return []
    if place.why == "unknown":
        return [say("side-unknown")]
    side, other = say(place.side), "left" if place.side == "right" else "right"
    words, at = (told.words, _clock(told.onset)) if told else ("", "")
    key = f"side-{place.why.replace(' ', '-')}"
    return [say(key, side=side, words=words, at=at, other=other)]


def _of_sound(channels: Channels) -> list[str]:
    cut = [] if channels.whole else [say("breaks-off", length=_clock(channels.length))]
    return cut + ([say("overdriven")] if channels.clipped else [])


def _clock(at: e.Ms) -> str:
    return f"{at // 60_000}:{at // 1000 % 60:02d}"


def own_voice(clips: Sequence[Path]) -> e.Baselined:
    """The agent's voice at rest.  Raises ClipError if the clips hold too little of it."""
    import numpy as np

    from ..core.delivery import ENOUGH_VOICE
    from ..sound.clips import read_clip
    from ..sound.delivery import delivery_of_clip, rest_of

    found = delivery_of_clip(np.concatenate([read_clip(path) for path in clips]))
    if found.voiced < ENOUGH_VOICE:
        seconds, wanted = round(found.voiced / 1000, 1), ENOUGH_VOICE / 1000
        raise ClipError(say("baseline-short", seconds=seconds, wanted=wanted))
    return rest_of(found)
