"""`voicetrainer hear SCENARIO`: which of its phrases does the recogniser miss, or take for others?"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

import click

from .. import catalogue, language, places
from ..authoring import Loaded, load_scenario
from ..core.errors import EngineError, UsageError
from ..core.match import Matcher
from . import names
from .help import described

if TYPE_CHECKING:
    from ..core.ports import Ear, Samples
    from ..run.hearing import Found, Memory, Report, Spoken, Trial
    from ..speech.casting import Casting
    from ..speech.engine import KeyedVoice

VOICES = ("flite:female-1", "flite:male-1", "flite:male-2")
SUBSTITUTES = ("pyttsx3:male-1", "pyttsx3:female-1", "pyttsx3:male-older-1")
"""Where flite is not installed."""
EAR = "moonshine"
SHOWN = 20


@click.command(**described("hear"))
@click.argument("scenario", shell_complete=names.complete_scenario)
@click.option("--voices", metavar="NAMES", help=catalogue.say("hear.opt-voices"))
@click.option("--ear", default=EAR, show_default=True, metavar="NAME", help=catalogue.say("hear.opt-ear"))
@click.option("--quick", is_flag=True, help=catalogue.say("hear.opt-quick"))
@click.option("--built-in", is_flag=True, help=catalogue.say("hear.opt-built-in"))
@click.option("--all", "everything", is_flag=True, help=catalogue.say("hear.opt-all"))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text",
              help=catalogue.say("hear.opt-format"))  # fmt: skip
def hear(
    scenario: str, voices: str | None, ear: str, quick: bool, built_in: bool, everything: bool, style: str
) -> None:
    loaded = load_scenario(names.scenario_path(scenario))
    begun = time.monotonic()
    report = listened(loaded, _voices(voices), ear, quick, built_in)
    if style == "json":
        click.echo(json.dumps(as_data(loaded, report), ensure_ascii=False, indent=1))
        return
    for line in told(loaded, report, None if everything else SHOWN):
        click.echo(line)
    click.echo(catalogue.say("hear.took", seconds=f"{time.monotonic() - begun:.0f}"))


def listened(loaded: Loaded, voices: Sequence[str], ear: str, quick: bool, built_in: bool) -> Report:
    """Have everything spoken and heard that is not known yet, and judge it."""
    from ..run import hearing

    scenario = loaded.scenario
    matcher = Matcher(scenario.phrases)
    every = hearing.listened_for(scenario)
    banks = language.banks(scenario.language)
    shipped = {name for name, words in banks.items() if scenario.phrases.get(name) == words}
    own = hearing.listened_for(scenario, shipped)
    phrases = [one for one in hearing.spoken(every, matcher) if built_in or own.keys() & one.lists]
    conditions = hearing.QUICK if quick else hearing.CONDITIONS
    keys = {name: _opened(name).key for name in voices}
    memory = hearing.Memory(places.cache() / f"heard-{hearing.STAGE}.jsonl")
    listener = _listener(ear)
    _listen(list(hearing.wanted(phrases, keys, conditions, listener, memory)), keys, ear, listener, memory)
    return hearing.judged(phrases, list(_trials(phrases, keys, conditions, listener, memory)), every, matcher)


def _trials(
    phrases: Sequence[Spoken], keys: Mapping[str, str], conditions: Sequence[str], ear: str, memory: Memory
) -> Iterator[Trial]:
    from ..run.hearing import Trial

    for one in phrases:
        for name, key in keys.items():
            for condition in conditions:
                heard = memory.get((one.text, key, condition, ear))
                if heard is not None:
                    yield Trial(one.phrase, name, condition, heard)


def _voices(wanted: str | None) -> list[str]:
    """The voices by name, each tried.  Raises UsageError for an unknown one, EngineError if none speaks."""
    if wanted:
        chosen = [name.strip() for name in wanted.split(",") if name.strip()]
        for name in chosen:
            _opened(name).close()
        return chosen
    for several in (VOICES, SUBSTITUTES):
        try:
            for name in several:
                _opened(name).close()
        except EngineError as error:
            why = error
            continue
        if several is SUBSTITUTES:
            click.echo(catalogue.say("hear.robotic", why=why), err=True)
        return list(several)
    raise why


def _opened(name: str) -> KeyedVoice:
    from ..speech.choose import make_voice

    engine, _, person = name.partition(":")
    return make_voice(engine, _cast(person or "male-1"))


def _cast(person: str) -> Casting:
    from ..speech.casting import CAST

    known = {casting.name: casting for several in CAST.values() for casting in several}
    if person not in known:
        near = names.nearest(person, known)
        raise UsageError(catalogue.say("hear.no-voice", name=person, near=near))
    return known[person]


def _listener(ear: str) -> str:
    """The ear's name and version.  It must be one that hears, on this machine."""
    from ..speech.choose import describe_engines

    row = next((one for one in describe_engines() if one.kind == "ear" and one.name == ear), None)
    if (row is None and ":" not in ear) or (row and (row.cloud or ear == "typed")):
        raise UsageError(catalogue.say("hear.no-such-ear", name=ear))
    if row and not row.installed:
        raise EngineError(row.why)
    return f"{ear} {row.version if row else ''}".strip()


# -- listening, in processes of their own -----------------------------------------------------------

Task = tuple["Spoken", str, tuple[str, ...]]


def _listen(tasks: list[Task], keys: Mapping[str, str], ear: str, listener: str, memory: Memory) -> None:
    if not tasks:
        return
    count = sum(len(conditions) for _, _, conditions in tasks)
    processes = max(1, min(os.cpu_count() or 1, len(tasks)))
    label = catalogue.say("hear.listening", count=count)
    context = multiprocessing.get_context("spawn")
    with (
        click.progressbar(length=count, label=label, file=sys.stderr) as bar,
        ProcessPoolExecutor(processes, context, _begin, (ear,)) as pool,
    ):
        waiting = {pool.submit(_heard, one.text, v, c): (one, v) for one, v, c in tasks}
        try:
            for done in as_completed(waiting):
                one, voice = waiting[done]
                heard = done.result()
                memory.keep({(one.text, keys[voice], c, listener): text for c, text in heard.items()})
                bar.update(len(heard))
        except BrokenProcessPool as error:
            raise EngineError(catalogue.say("hear.broke-off", ear=ear)) from error
        finally:
            pool.shutdown(cancel_futures=True)


class _Booth:
    """What a process keeps from one phrase to the next: the ear, voices, a noise."""

    ear: Ear
    noise: Samples
    voices: dict[str, KeyedVoice]


def _begin(ear: str) -> None:
    from ..sound.clips import read_clip
    from ..speech.choose import make_ear

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which keeps what was heard
    _Booth.ear, _Booth.voices = make_ear(ear), {}
    _Booth.noise = read_clip(places.audio() / "scenery" / "office.flac")


def _heard(text: str, voice: str, conditions: Sequence[str]) -> dict[str, str]:
    """Speak it once, and listen under each condition."""
    from ..run.hearing import levelled

    if voice not in _Booth.voices:
        _Booth.voices[voice] = _opened(voice)
    said = levelled(_Booth.voices[voice].render(text, "neutral").samples)
    return {condition: _words(_under(said, condition, text)) for condition in conditions}


def _words(samples: Samples) -> str:
    _Booth.ear.start()
    _Booth.ear.feed(samples)
    return _Booth.ear.finish().text


def _under(said: Samples, condition: str, seed: str) -> Samples:
    from ..run.hearing import in_noise
    from ..sound.scenery import PhoneBand

    match condition:
        case "phone":
            return PhoneBand().block(said)
        case "noise 20 dB":
            return in_noise(said, _Booth.noise, 20, seed)
        case "noise 10 dB":
            return in_noise(said, _Booth.noise, 10, seed)
    return said


# -- telling --------------------------------------------------------------------------------------


def told(loaded: Loaded, report: Report, most: int | None) -> Iterator[str]:
    """The result as lines for a person."""
    missed = sum(bool(one.missed) for one in report.found)
    worst = report.worst
    yield catalogue.say(
        "hear.summary", phrases=len(report.found), title=loaded.scenario.title, trials=report.trials,
        always=len(report.found) - missed, missed=missed, often=len(worst),
    )  # fmt: skip
    for shares in (report.by_voice, report.by_condition):
        parts = (f"{name} {100 * lost / max(1, count):.0f} %" for name, (lost, count) in shares.items())
        yield catalogue.say("hear.missed-by", shares=", ".join(parts))
    for one in worst[:most]:
        yield ""
        yield from _told(one)
    if most is not None and len(worst) > most:
        yield ""
        yield catalogue.say("hear.more", count=len(worst) - most)


def _told(one: Found) -> Iterator[str]:
    said = one.spoken
    yield catalogue.say(
        "hear.phrase",
        phrase=said.phrase,
        list=", ".join(said.lists),
        missed=len(one.missed),
        trials=one.trials,
    )
    if heard := list(dict.fromkeys(trial.heard for trial in one.missed if trial.heard))[:3]:
        yield catalogue.say("hear.heard", texts=" / ".join(heard))
    for name, trials in one.mistaken.items():
        yield catalogue.say("hear.mistaken", list=name, times=len(trials), heard=trials[0].heard)
    if one.advice:
        yield "  " + suggestion(one)


def suggestion(one: Found) -> str:
    key = f"hear.advice-{(one.advice or 'another').replace(' ', '-')}"
    return catalogue.say(key, wording=one.wording, list=one.spoken.lists[0], other=one.other)


def as_data(loaded: Loaded, report: Report) -> dict[str, Any]:
    """For other programs."""
    return {
        "scenario": loaded.scenario.name,
        "trials": report.trials,
        "missed by voice": {k: {"missed": a, "of": b} for k, (a, b) in report.by_voice.items()},
        "missed by condition": {k: {"missed": a, "of": b} for k, (a, b) in report.by_condition.items()},
        "phrases": [_row(one) for one in report.found],
    }


def _row(one: Found) -> dict[str, Any]:
    wrong = [*one.missed, *(trial for trials in one.mistaken.values() for trial in trials)]
    return {
        "phrase": one.spoken.phrase,
        "lists": list(one.spoken.lists),
        "spoken": one.spoken.text,
        "trials": one.trials,
        "missed": len(one.missed),
        "mistaken": {name: len(trials) for name, trials in one.mistaken.items()},
        "suggestion": suggestion(one) if one.advice else "",
        "heard": [
            {"voice": t.voice, "condition": t.condition, "text": t.heard} for t in dict.fromkeys(wrong)
        ],
    }
