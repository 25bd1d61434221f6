"""A made-up call of a minute, with every class of overlap, a silence and a synthetic recording."""

# ruff: noqa: E501  (what is said in one breath stays on one line)

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

import numpy as np
import soundfile

from voicetrainer.core.events import (
    Answered,
    Changed,
    Credited,
    Ended,
    Entered,
    Event,
    Mark,
    Unclear,
)
from voicetrainer.core.floor import Floor, Line, Overlap, ReplyGap, Silence, Utterance
from voicetrainer.core.ports import RATE, Latency
from voicetrainer.core.rubric import Item
from voicetrainer.core.scenario import Caller, Checkpoint, Meter, Scenario, State, You
from voicetrainer.core.score import Evidence, Judged, Scorecard, SectionScore
from voicetrainer.report.inputs import PEAK_MS, Report

LENGTH = 64_000

SCENARIO = Scenario(
    name="parcel",
    title="The parcel that never came",
    start="answered",
    states={name: State(name) for name in ("answered", "opening", "softening", "thanks")},
    caller=Caller("Maureen Price", ("female", "older"), "angry"),
    you=You("Sam", "Northway Parcels", ("redelivery tomorrow",)),
    meters={"anger": Meter(6, 0, 10)},
    checkpoints={
        "greeted": Checkpoint("C01", "greeted with name and firm"),
        "said sorry": Checkpoint(
            "D09", "said sorry for the wait", "I am sorry, Mrs Price. Eleven days is far too long."
        ),
        "gave a next step": Checkpoint("V08", "gave a next step", "A driver brings it by Friday noon."),
    },
)

LINES = (
    Line(1, 4_600, 9_800, "Eleven days! Eleven days I have waited for that parcel, (pause 0.8 s) and nobody rings me back.",
         "angry", False, (Mark("sentence", 0, 1100, "Eleven days!"), Mark("pause", 3400, 4200))),
    Line(2, 15_400, 21_000, "Well. Thank you. I rang on Monday, I rang on Thursday, and both times they said tomorrow, and I—",
         "tired", True, (Mark("sentence", 0, 500, "Well."), Mark("sentence", 600, 1500, "Thank you."),
                         Mark("sentence", 1600, 9000, "I rang on Monday, I rang on Thursday, and both times they said tomorrow"))),
    Line(3, 24_200, 26_600, "Will you let me finish! There was no card.", "furious", False),
    Line(4, 31_500, 38_400, "It is my granddaughter’s birthday on Saturday. That is what is in the box.", "tearful", False),
    Line(5, 44_400, 46_000, "Exactly. Yes. Exactly that.", "calm", False),
    Line(6, 59_000, 62_000, "Right. Thank you, dear. I will hold you to that.", "calm", False),
)  # fmt: skip

UTTERANCES = (
    Utterance(1, 900, 4_000, "Good morning, Northway Parcels, Sam speaking. How can I help?", 0.97, took_floor=True),
    Utterance(2, 6_500, 6_900, "Mm-hm.", 0.9),
    Utterance(3, 8_200, 8_700, "Right, so", 0.8),
    Utterance(4, 10_700, 14_600, "I am so sorry, Mrs Price. Eleven days is too long.", 0.95, took_floor=True),
    Utterance(5, 20_200, 23_700, "But the driver did leave a card. It says so here.", 0.92, took_floor=True),
    Utterance(6, 24_100, 24_700, "Well", 0.7),
    Utterance(7, 27_600, 30_800, "You are right, I talked over you. I am sorry. Please go on.", 0.9, took_floor=True),
    Utterance(8, 38_200, 43_600, "So it is a present for Saturday, you rang twice, and nobody knew?", 0.93, took_floor=True),
    Utterance(9, 46_900, 48_000, "", 0.2, took_floor=True),
    Utterance(10, 54_600, 58_300, "I will ring the depot now, and you hear from me by four.", 0.96, took_floor=True),
)  # fmt: skip

FLOOR = Floor(
    UTTERANCES,
    LINES,
    (
        Overlap("backchannel", 2, 1, 6_500, 6_900, "Mm-hm."),
        Overlap("false ending", 3, 1, 8_200, 8_700, "Right, so"),
        Overlap("interruption", 5, 2, 20_200, 21_000, "But the driver did leave a card."),
        Overlap("gave way", 6, 3, 24_200, 24_700, "Well"),
        Overlap("terminal", 8, 4, 38_200, 38_400, "So it is a present"),
    ),
    (
        ReplyGap(900, 9_800, 10_700, 1),
        ReplyGap(-800, 20_200, 21_000, 2),
        ReplyGap(1_000, 26_600, 27_600, 3),
        ReplyGap(-200, 38_200, 38_400, 4),
        ReplyGap(900, 46_000, 46_900, 5),
    ),
    (Silence("dead air", 48_000, 54_600),),
    LENGTH,
    sum(one.end - one.onset for one in UTTERANCES),
    sum(one.end - one.onset for one in LINES),
)

TIMELINE: tuple[Event, ...] = (
    Answered(0, 2_000, 4711, 800, "moonshine"),
    Entered(0, "answered"),
    Credited(4_500, "greeted", "C01", 900, 4_000, "Good morning, Northway Parcels", ""),
    Entered(4_500, "opening"),
    Changed(15_000, "anger", 4),
    Credited(15_000, "said sorry", "D09", 10_700, 14_600, "I am so sorry, Mrs Price.", ""),
    Entered(15_000, "softening"),
    Changed(20_900, "anger", 7),
    Changed(31_000, "anger", 5),
    Unclear(48_600, (9,), 46_900, 48_000, 1),
    Changed(58_500, "anger", 2),
    Credited(58_500, "gave a next step", "V08", 54_600, 58_300, "by four", ""),
    Entered(58_600, "thanks"),
    Ended(LENGTH, "won"),
)


def judged(id_: str, rule: str, advice: str, verdict: str, *evidence: Evidence, **more: object) -> Judged:
    item = Item(id_, rule, tuple(advice.split()), **more)  # type: ignore[arg-type]
    reasons = {
        "earned": ("report.why-gave-way", (("caller", "Maureen"),)),
        "lost": ("report.why-interruption", (("caller", "Maureen"),)),
        "not assessed": ("report.notice-unclear", (("times", "0:46"),)),
        "not needed": ("report.why-hold", ()),
    }
    return Judged(item, verdict, *reasons[verdict], evidence)  # type: ignore[arg-type]


INTERRUPTION = Evidence(
    20_200, 21_000, "But the driver did leave a card. It says so here.", 0.8, 0, "s over the caller"
)
SECTIONS = (
    SectionScore("listening", "Listening", 30, 50.0, 1.0, True, (
        judged("interruptions", "floor.interruptions", "L02 L03", "lost", INTERRUPTION, weight=8.0,
               limits={"at most": 0}),
        judged("reply-gap", "floor.reply gaps", "L04", "earned",
               Evidence(10_700, 14_600, "I am so sorry, Mrs Price. Eleven days is too long.", 0.9, 3.0, "s"),
               Evidence(27_600, 30_800, "You are right, I talked over you. I am sorry. Please go on.", 1.0, 3.0, "s"),
               weight=4.0, limits={"from ms": -300, "to ms": 3000}),
        judged("backchannels", "floor.backchannels", "D05", "earned", Evidence(6_500, 6_900, "Mm-hm."), weight=2.0),
        judged("dead-air", "floor.dead air", "E01", "lost", Evidence(48_000, 54_600, "", 6.6, 5.0, "s"), weight=3.0,
               limits={"at most": 0}),
    )),
    SectionScore("courtesy", "Courtesy", 20, 100.0, 1.0, True, (
        judged("greeting", "checkpoint", "C01", "earned", Evidence(900, 4_000, "Good morning, Northway Parcels")),
        judged("apology", "checkpoint", "D09", "earned",
               Evidence(10_700, 14_600, "I am so sorry, Mrs Price. Eleven days is too long."), weight=2.0),
        judged("sent away", "fault", "V06", "earned", critical=True),
    )),
    SectionScore("next step", "Next step", 25, 100.0, 0.75, True, (
        judged("next step", "checkpoint", "V08", "earned",
               Evidence(54_600, 58_300, "I will ring the depot now, and you hear from me by four."), weight=3.0),
        judged("open question", "checkpoint", "C02", "not assessed", Evidence(46_900, 48_000, "")),
    )),
    SectionScore("help", "Asking for help", 5, None, 0.0, False, (
        judged("supervisor", "checkpoint", "D11", "not needed"),
    )),
)  # fmt: skip

CARD = Scorecard("won", 76.6, True, 65, SECTIONS, (), LENGTH)


@dataclass(frozen=True)
class Named:
    """Stands for both a file and an engine."""

    name: str = ""
    version: str = ""
    file: str = ""
    title: str = ""


@dataclass(frozen=True)
class Setting:
    program: str = "0.1.0"
    started: datetime = datetime(2026, 11, 21, 14, 10, tzinfo=timezone(timedelta(hours=1)))
    trainee: str = "Sam"
    scenario: Named = Named(file="parcel.yaml", title="The parcel that never came", version="1")
    rubric: Named = Named(title="Standard", version="1.0")
    ear: Named = Named("Moonshine tiny-en", "0.1.0")
    voice: Named = Named("rendered lines")
    vad: Named = Named("Silero", "0.4")
    practice: str = "live"
    attempt: int = 4
    seed: int = 4711
    reply_wait: int = 800
    microphone: str = "USB headset"
    loudspeaker: str = "USB headset"
    latency: Latency | None = field(default_factory=lambda: Latency(40, 44, "measured"))
    headphones: bool | None = True


def sound() -> np.ndarray:
    """Left trainee, right caller: hum shaped like syllables where somebody speaks."""
    samples = np.zeros((LENGTH * RATE // 1000, 2), dtype=np.float32)
    noise = np.random.default_rng(7)
    for channel, stretches, pitch in ((0, UTTERANCES, 130), (1, LINES, 210)):
        for one in stretches:
            length = (one.end - one.onset) * RATE // 1000
            time = np.arange(length) / RATE
            syllables = 0.35 + 0.65 * np.abs(np.sin(2 * np.pi * 2.3 * time + one.number))
            hum = np.sin(2 * np.pi * pitch * time) + 0.3 * noise.standard_normal(length)
            start = one.onset * RATE // 1000
            samples[start : start + length, channel] = 0.2 * syllables * hum
    return samples + 0.001 * noise.standard_normal(samples.shape).astype(np.float32)


def peaks_of(samples: np.ndarray) -> tuple[tuple[float, ...], tuple[float, ...]]:
    block = PEAK_MS * RATE // 1000
    tops = np.abs(samples[: len(samples) // block * block]).reshape(-1, block, 2).max(axis=1)
    return tuple(map(float, tops[:, 0])), tuple(map(float, tops[:, 1]))


def flac(samples: np.ndarray) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="FLAC")
    return file.getvalue()


REPORT = Report(FLOOR, CARD, TIMELINE, SCENARIO, Setting())  # type: ignore[arg-type]


def with_sound() -> Report:
    samples = sound()
    return replace(REPORT, recording=flac(samples), peaks=peaks_of(samples))


SILENT = replace(
    REPORT,
    floor=replace(FLOOR, utterances=(), overlaps=(), gaps=(), silences=(Silence("dead air", 9_800, 15_400),), trainee_ms=0),
    timeline=(Answered(0, latency=None), Entered(0, "answered"), Ended(LENGTH, "lost")),
    scorecard=Scorecard("lost", 0.0, False, 65, (
        SectionScore("listening", "Listening", 30, 0.0, 1.0, True, (
            judged("dead-air", "floor.dead air", "E01", "lost", Evidence(9_800, 15_400, "", 5.6, 5.0, "s")),)),
    ), (), LENGTH),
)  # fmt: skip
UNSCORED = replace(REPORT, scorecard=Scorecard("won", None, None, 65, (), (), LENGTH))
NOTHING = replace(
    REPORT,
    floor=Floor((), (), (), (), (), 0, 0, 0),
    timeline=(),
    scorecard=Scorecard("broken", None, None, 65, (), (), 0),
)
