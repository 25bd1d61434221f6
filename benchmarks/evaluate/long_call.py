"""A long call made by arithmetic: a caller who complains, a trainee who answers, murmurs and cuts in."""

from __future__ import annotations

import random
from collections.abc import Iterator

from voicetrainer import places
from voicetrainer.authoring import load_scenario
from voicetrainer.core import events as e
from voicetrainer.core.scenario import Scenario

SENTENCE: e.Ms = 3_200
REPLIES = (
    "I am so sorry that you had to wait for all of these eleven days",
    "so you have rung us twice and nobody called you back is that right",
    "I can send you another one today and I will ring you at four o'clock",
    "that must have been very hard for you and I can understand why you are upset",
    "what was in the parcel please and when do you need it",
)
MURMURS = ("mm-hm", "I see", "yes", "right")
CUT_INS = ("can I stop you there please", "I will ring the depot for you", "that is not what we said")
MOODS = ("angry", "furious", "cold", "tired", "calm")


def long_call(length: e.Ms, seed: int = 1) -> tuple[list[e.Event], Scenario]:
    """The timeline of a call of about that length, and the shipped scenario it is judged by."""
    scenario = load_scenario(places.scenarios() / "parcel.yaml").scenario
    events = sorted(_events(length, random.Random(seed)), key=lambda event: event.at)
    return [e.Answered(0, rang=3000), *events, e.Ended(events[-1].at + 1, "won")], scenario


def _events(length: e.Ms, chance: random.Random) -> Iterator[e.Event]:
    now, number, utterance = 1_000, 0, 0
    while now < length:
        number += 1
        sentences = chance.randint(1, 4)
        over = sentences * SENTENCE
        cut = chance.random() < 0.15
        end = now + (over // 2 if cut else over)
        yield from _line(number, now, over, end, cut, MOODS[min(len(MOODS) - 1, now * len(MOODS) // length)])
        for at in range(now + 1_500, end - 1_000, 2_500):
            utterance += 1
            yield from _speech(utterance, at, at + 350, chance.choice(MURMURS))
            yield e.Backchannel(at + 900, utterance, "mm-hm")
        utterance += 1
        said = chance.choice(CUT_INS if cut else REPLIES)
        onset = end - 700 if cut else end + chance.randint(200, 2_500)
        stop = onset + len(said.split()) * 330
        yield e.Listening(end, end)
        yield from _speech(utterance, onset, stop, said)
        yield e.Turn(stop + 800, (utterance,), onset, stop, onset - end, said)
        yield e.Branched(stop + 800, "opening", "opening.1", None)
        yield e.Changed(stop + 800, "anger", float(chance.randint(0, 10)))
        now = stop + 820


def _line(number: int, onset: e.Ms, length: e.Ms, end: e.Ms, cut: bool, mood: str) -> Iterator[e.Event]:
    marks = []
    for at in range(0, length, SENTENCE):
        marks.append(e.Mark("sentence", at, at + SENTENCE - 180, "I have waited for eleven days."))
        marks.append(e.Mark("pause", at + 1_000, at + 1_700))
        marks += [e.Mark("word", at + 250 * n, at + 250 * n + 240, "word") for n in range(12)]
    yield e.Saying(onset, number, "I have waited for eleven days. " * (length // SENTENCE), mood)
    yield e.LineStarted(onset, number, onset, length, tuple(marks), -20.0)
    yield e.LineEnded(end, number, end, cut)


def _speech(number: int, onset: e.Ms, end: e.Ms, text: str) -> Iterator[e.Event]:
    yield e.SpeechStarted(onset + 60, number, onset)
    for at in range(onset + 700, end, 700):
        yield e.Partial(at, number, text, at)
    yield e.SpeechPaused(end + 100, number, end)
    yield e.SpeechEnded(end + 500, number, end)
    windows = tuple(e.Window(at, at + 200, -26.0, 180.0) for at in range(onset, end, 100))
    yield e.Delivered(end + 500, number, onset, end, -26.0, 180.0, end - onset, windows=windows)
    yield e.Recognised(end + 510, number, text)
