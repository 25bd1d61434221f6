"""How steady a voice stayed, from hand-made timelines: exact figures in, verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from tests.core.calls import PARCEL
from voicetrainer.core import events as e
from voicetrainer.core.delivery import delivery_of
from voicetrainer.core.raised import Baseline, Up, raised, raised_score
from voicetrainer.core.rubric import Item
from voicetrainer.core.rules import Case
from voicetrainer.core.rules.delivery import LIMITS, RULES
from voicetrainer.core.score import Judged

LEVEL, PITCH = -30.0, 200.0
LONG = "I am sorry about this and I will look into it for you at once"


def height(semitones: float) -> float:
    return PITCH * 2 ** (semitones / 12)


@dataclass
class Spoken:
    """Builds a call: lines of the caller, and turns of which each window is given."""

    events: list[e.Event] = field(default_factory=lambda: [e.Answered(0)])
    now: int = 0
    utterance: int = 0
    lines: int = 0

    def calibrated(self) -> Spoken:
        self.events.append(e.Baselined(0, LEVEL, PITCH, 2.0, 1.5))
        return self

    def gain(self, gain: str) -> Spoken:
        self.events.append(e.GainJudged(self.now, gain))  # type: ignore[arg-type]
        return self

    def line(self, mood: str = "neutral", level: float | None = None) -> Spoken:
        self.lines += 1
        onset = self.now + 100
        self.now = onset + 2000
        self.events += [
            e.Saying(onset, self.lines, "So.", mood),
            e.LineStarted(onset, self.lines, onset, 2000, level=level),
            e.LineEnded(self.now, self.lines, self.now),
        ]
        return self

    def heard(self, windows: Sequence[tuple[float, float]], **measured: object) -> Spoken:
        """One utterance of windows (dB, semitones), both above rest, 240 ms each."""
        self.utterance += 1
        onset = self.now + 400
        made = tuple(
            e.Window(onset + 240 * i, onset + 240 * i + 240, LEVEL + db, height(st))
            for i, (db, st) in enumerate(windows)
        )
        self.now = onset + 240 * len(windows)
        found = e.Delivered(
            self.now, self.utterance, onset, self.now, LEVEL, PITCH, 140 * len(made), windows=made
        )
        self.events += [
            e.SpeechStarted(onset, self.utterance, onset),
            e.SpeechEnded(self.now, self.utterance, self.now),
            replace(found, **measured),  # type: ignore[arg-type]
        ]
        return self

    def turn(self, windows: Sequence[tuple[float, float]], text: str = LONG, **measured: object) -> Spoken:
        onset = self.now + 400
        self.heard(windows, **measured)
        self.events += [
            e.Recognised(self.now, self.utterance, text),
            e.Turn(self.now, (self.utterance,), onset, self.now, 400, text),
        ]
        return self

    def typed(self, text: str = LONG) -> Spoken:
        self.utterance += 1
        self.events += [
            e.SpeechStarted(self.now, self.utterance, self.now),
            e.SpeechEnded(self.now, self.utterance, self.now),
            e.Recognised(self.now, self.utterance, text, typed=True),
            e.Turn(self.now, (self.utterance,), self.now, self.now, 400, text),
        ]
        return self

    def judged(self, rule: str, **limits: float) -> Judged:
        ended = [*self.events, e.Ended(self.now + 100, "won")]
        item = Item("item", rule, ("L07",), limits={k.replace("_", " "): v for k, v in limits.items()})
        (found,) = RULES[rule](Case(ended, PARCEL), item)
        return found


REST = [(0.0, 0.0), (1.0, 0.5), (-1.0, -0.5), (0.0, 0.0)] * 4
LOUD = [(0.0, 0.0), *[(8.0, 4.0)] * 12, (0.0, 0.0)]


def calibrated(gain: str = "fixed") -> Spoken:
    return Spoken().calibrated().gain(gain)


def test_a_voice_at_rest_is_earned_with_the_turn_that_came_nearest() -> None:
    found = calibrated().line("angry").turn(REST).turn(REST).judged("delivery.raised")
    assert (found.verdict, found.reason) == ("earned", "delivery.raised-earned")
    assert found.evidence


def test_a_raised_voice_is_lost_from_when_to_when_and_how_far() -> None:
    found = calibrated().line("angry").turn(REST).turn(LOUD).judged("delivery.raised")
    assert (found.verdict, found.reason) == ("lost", "delivery.raised-lost")
    (shown,) = found.evidence
    onset = 2100 + 400 + 16 * 240 + 400 + 240
    assert (shown.onset, shown.end) == (onset, onset + 12 * 240)
    assert (shown.value, shown.limit, shown.unit) == (8.0, 4.0, "dB above your own")
    assert dict(found.values)["semitones"] == 4.0


def test_one_loud_syllable_is_emphasis() -> None:
    emphasis = [*REST, (12.0, 6.0), *REST]
    assert not delivery_of(calibrated().turn(emphasis).events).stretches


def test_louder_without_higher_is_a_nearer_microphone() -> None:
    nearer = [(9.0, 0.2)] * 16
    assert calibrated().line().turn(nearer).turn(nearer).judged("delivery.raised").verdict == "earned"


def test_higher_without_louder_is_no_raised_voice_while_the_gain_is_fixed() -> None:
    lively = [(0.0, 5.0)] * 16
    assert calibrated().turn(lively).turn(lively).judged("delivery.raised").verdict == "earned"


@pytest.mark.parametrize("gain", ["automatic", "unknown"])
def test_levels_are_left_out_unless_the_gain_is_fixed(gain: str) -> None:
    louder = [(12.0, 3.0)] * 16
    found = calibrated(gain).turn(louder).turn(louder).judged("delivery.raised")
    assert (found.verdict, found.reason) == ("earned", "delivery.raised-earned-pitch")
    higher = [(0.0, 5.0)] * 16
    found = calibrated(gain).turn(higher).turn(higher).judged("delivery.raised")
    assert (found.verdict, found.reason) == ("lost", "delivery.raised-lost-pitch")
    assert found.evidence[0].unit == "semitones above your own"


def test_the_latest_opinion_of_the_gain_counts_for_the_whole_call() -> None:
    call = calibrated("unknown").turn(LOUD).turn(REST).gain("fixed")
    assert delivery_of(call.events).stretches[0].height.level == pytest.approx(8.0)


def test_a_clipped_utterance_is_judged_by_its_pitch() -> None:
    (found,) = delivery_of(calibrated().turn([(8.0, 5.0)] * 8, clipped=0.05).events).stretches
    assert found.height.level is None


def test_a_lively_voice_must_go_beyond_its_own_liveliness() -> None:
    lively = Baseline(LEVEL, PITCH, level_spread=6.0, pitch_spread=3.5)
    even = Baseline(LEVEL, PITCH, level_spread=2.0, pitch_spread=1.0)
    windows = tuple(e.Window(240 * i, 240 * i + 240, LEVEL + 5, height(3)) for i in range(6))
    spoken = e.Delivered(1440, 1, 0, 1440, LEVEL + 5, height(3), 900, windows=windows)
    assert list(raised(spoken, even, levels=True))
    assert not list(raised(spoken, lively, levels=True))


# -- the baseline ------------------------------------------------------------------------------


def test_without_a_calibration_the_first_turns_that_answer_nothing_hot_are_the_baseline() -> None:
    call = Spoken().gain("fixed").turn(REST).line("neutral").turn(REST).line("angry").turn(LOUD)
    delivery = delivery_of(call.events)
    assert delivery.baseline
    assert delivery.baseline.source == "first turns"
    assert len(delivery.baseline.turns) == 2
    assert delivery.baseline.pitch == pytest.approx(PITCH)
    found = call.judged("delivery.raised")
    assert (found.verdict, found.reason) == ("lost", "delivery.raised-lost-first")
    assert dict(found.values)["baseline"] == "0:00, 0:06"


def test_with_too_little_quiet_voice_there_is_no_baseline() -> None:
    call = Spoken().gain("fixed").turn(REST[:4]).line("angry").turn(LOUD).turn(LOUD)
    assert delivery_of(call.events).baseline is None
    found = call.judged("delivery.raised")
    assert (found.verdict, found.reason) == ("not assessed", "delivery.no-baseline")


# -- staying down --------------------------------------------------------------------------------


def test_a_trainee_who_goes_up_with_the_caller_misses_it() -> None:
    call = calibrated().line("furious").turn(LOUD).line("angry").turn(REST)
    found = call.judged("delivery.stayed level", at_most=0)
    assert (found.verdict, found.reason) == ("lost", "delivery.stayed-lost")
    assert len(found.evidence) == 1
    assert dict(found.values)["times"] == 1


def test_a_trainee_who_stays_where_she_was_earns_it() -> None:
    call = calibrated().line("furious").turn(REST).line("angry").turn(REST)
    found = call.judged("delivery.stayed level")
    assert found.verdict == "earned"
    assert dict(found.values)["all"] == 2


def test_a_loud_line_of_any_mood_is_hot() -> None:
    call = calibrated().line(level=-23.0).turn(REST).line(level=-23.0).turn(REST).line(level=-15.0).turn(LOUD)
    assert [t.after_hot for t in delivery_of(call.events).replies] == [False, False, True]


def test_where_the_caller_was_never_loud_nothing_is_asked() -> None:
    found = calibrated().line("calm").turn(REST).turn(REST).judged("delivery.stayed level")
    assert (found.verdict, found.reason) == ("not needed", "delivery.no-hot-line")


# -- what cannot be told ---------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["delivery.raised", "delivery.stayed level"])
def test_what_cannot_be_told_is_not_assessed(rule: str) -> None:
    reasons = {
        "typed": calibrated().line("angry").typed().typed(),
        "silent": calibrated().line("angry").turn([], voiced=0, level=None, pitch=None),
        "clipped": calibrated().line("angry").turn(LOUD, clipped=0.2).turn(LOUD, clipped=0.2),
        "too-little": calibrated().line("angry").turn(REST[:6]),
        "no-baseline": Spoken().gain("fixed").line("angry").turn(REST).turn(REST),
    }
    for reason, call in reasons.items():
        found = call.judged(rule)
        assert (found.verdict, found.reason) == ("not assessed", f"delivery.{reason}")


def test_a_call_that_nobody_measured_is_not_assessed() -> None:
    call = calibrated().line("angry").turn(REST)
    call.events = [x for x in call.events if not isinstance(x, e.Delivered)]
    assert call.judged("delivery.raised").reason == "delivery.not-measured"


def test_a_call_without_a_turn_needs_nothing() -> None:
    for rule in RULES:
        assert calibrated().line("angry").judged(rule).verdict == "not needed"


def test_what_the_microphone_may_have_heard_of_the_caller_is_left_out() -> None:
    call = calibrated().turn(REST)
    call.events[0] = e.Answered(0, overlap_assessed=False)
    call.heard([(12.0, 9.0)] * 8)
    onset = call.now - 8 * 240
    call.events += [e.Saying(onset, 1, "So.", "angry"), e.LineStarted(onset, 1, onset, 8 * 240)]
    assert not delivery_of(call.events).stretches


# -- pace and pauses -------------------------------------------------------------------------------


def test_fast_turns_miss_the_pace_and_slow_ones_never_do() -> None:
    words = " ".join(["word"] * 20)
    at = {wpm: [(0.0, 0.0)] * round(20 * 60_000 / wpm / 240) for wpm in (90, 140, 200)}
    assert calibrated().turn(at[90], words).turn(at[140], words).judged("delivery.pace").verdict == "earned"
    found = (
        calibrated().turn(at[200], words).turn(at[200], words).turn(at[140], words).judged("delivery.pace")
    )
    assert (found.verdict, found.reason) == ("lost", "delivery.pace-lost")
    assert [round(x.value or 0, -1) for x in found.evidence] == [200, 200]


def test_the_pace_of_typed_or_poorly_heard_words_is_not_assessed() -> None:
    assert calibrated().typed().typed().judged("delivery.pace").verdict == "not assessed"
    assert calibrated().turn(REST, "So let me look").judged("delivery.pace").reason == "delivery.short-turns"
    poor = calibrated().turn(REST)
    poor.events[0] = e.Answered(0, words_assessed=False)
    assert poor.judged("delivery.pace").reason == "rules.words-not-assessed"


def test_long_pauses_inside_a_turn_are_counted() -> None:
    call = calibrated().turn(REST)
    call.now += 1100
    call.heard(REST)
    last = call.events[-1]
    assert isinstance(last, e.Delivered)
    call.events.append(e.Turn(call.now, (1, 2), 400, call.now, 400, LONG))
    assert call.judged("delivery.long pauses", at_most=0).verdict == "lost"
    assert call.judged("delivery.long pauses", at_most=1).verdict == "earned"


# -- a clip ----------------------------------------------------------------------------------------


def clip(db: float, st: float) -> e.Delivered:
    windows = tuple(e.Window(240 * i, 240 * i + 240, LEVEL + db, height(st)) for i in range(8))
    return e.Delivered(1920, 1, 0, 1920, LEVEL + db, height(st), 1000, windows=windows)


def test_the_score_of_a_clip_is_a_half_at_the_limits_and_grows_with_both() -> None:
    rest, up = Baseline(LEVEL, PITCH), Up()
    assert raised_score(clip(up.level, up.semitones), rest, levels=True) == pytest.approx(0.5)
    assert raised_score(clip(0, up.alone), rest, levels=False) == pytest.approx(0.5)
    scores = [raised_score(clip(x, x / 2), rest, levels=True) or 0 for x in (-4, 0, 4, 8, 12)]
    assert scores == sorted(scores)
    assert scores[0] < 0.01
    assert scores[-1] > 0.9


def test_without_a_level_the_balance_of_the_sound_counts_too() -> None:
    rest, up = Baseline(LEVEL, PITCH, balance=-2.0), Up()
    spoken = clip(9.0, up.semitones)
    plain, sharp = (
        replace(spoken, windows=tuple(replace(w, balance=db) for w in spoken.windows)) for db in (-2.0, 1.0)
    )
    assert raised_score(sharp, rest, levels=False) == pytest.approx(0.5)
    assert (raised_score(plain, rest, levels=False) or 0) < 0.2
    assert raised_score(sharp, rest, levels=True) == raised_score(plain, rest, levels=True)


def test_a_clip_without_pitch_has_no_score() -> None:
    assert raised_score(e.Delivered(0, 1, 0, 500, None, None), Baseline(LEVEL, PITCH), levels=True) is None


def test_every_threshold_has_an_example_with_its_unit() -> None:
    assert set(LIMITS) == set(RULES)


# -- first turns that are no measure -------------------------------------------------------------


def test_a_voice_raised_in_a_first_turn_is_not_taken_for_the_voice_at_rest() -> None:
    call = Spoken().gain("fixed").turn(REST).line("neutral").turn(LOUD).line("neutral").turn(REST)
    delivery = delivery_of(call.events)
    assert delivery.baseline and delivery.baseline.pitch == pytest.approx(PITCH)
    assert len(delivery.baseline.turns) == 2
    assert call.judged("delivery.raised").verdict == "lost"


def test_first_turns_are_not_held_against_themselves() -> None:
    call = Spoken().gain("fixed").turn(REST).line("neutral").turn(REST)
    found = call.judged("delivery.raised")
    assert (found.verdict, found.reason) == ("not assessed", "delivery.only-first-turns")
