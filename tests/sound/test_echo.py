"""The echo canceller, on the real library: noise shaped like speech as the caller, clips as the trainee."""

import sys
from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.cues import Echo
from voicetrainer.core.errors import EngineError
from voicetrainer.core.ports import BLOCK, RATE
from voicetrainer.core.turns import TurnDetector
from voicetrainer.sound.clips import level_dbfs, read_clip
from voicetrainer.sound.echo import ADDED, LEAKAGE_DB, LONGEST, CancellingPhone, EchoCanceller
from voicetrainer.sound.echo_delay import estimate_delay
from voicetrainer.sound.echo_guard import EchoGuard
from voicetrainer.sound.echo_measure import RINGS_ON, SPAN, EchoMeasure
from voicetrainer.sound.echo_reference import CUSHION, Reference
from voicetrainer.sound.fractions import Stretch, read_at
from voicetrainer.sound.recorded import RecordedPhone, Room, at_level
from voicetrainer.sound.vad import Gate, SileroVad

CLIPS = Path(__file__).parent / "clips"
TRAINEES = Path(__file__).parents[2] / "audio" / "trainees"


def caller(seconds: float) -> np.ndarray:
    """Speech of the recorded trainees, −20 dBFS, with pauses of half a second."""
    pieces: list[np.ndarray] = []
    while sum(map(len, pieces)) < seconds * RATE:
        for clip in sorted(TRAINEES.glob("fair/*.flac")):
            if clip.stem != "room":
                pieces += [at_level(read_clip(clip), -20.0), np.zeros(RATE // 2, np.float32)]
    return np.concatenate(pieces)[: round(seconds * 50) * BLOCK]


HISS = at_level(np.random.default_rng(3).standard_normal(RATE).astype(np.float32), -65.0)


def room(level: float, delay: int) -> RecordedPhone:
    return RecordedPhone(Room(HISS, Echo(level, delay)))


def hold(phone: RecordedPhone | CancellingPhone, said: np.ndarray) -> np.ndarray:
    """Read a block, hand one over, as a call does; what was read."""
    heard = []
    for at in range(0, len(said), BLOCK):
        block = phone.read()
        assert block is not None
        heard.append(block)
        phone.write(said[at : at + BLOCK])
    return np.concatenate(heard)


def onsets(heard: np.ndarray) -> list[int]:
    vad, gate, detector = SileroVad(), Gate(), TurnDetector()
    events = []
    for at in range(0, len(heard), BLOCK):
        events += detector.push(gate.push(vad.speech(heard[at : at + BLOCK])))
    return [event.onset for event in events if type(event).__name__ == "SpeechStarted"]


@pytest.mark.parametrize("delay", [10, 40, 150, 350])
def test_the_caller_is_not_heard_as_the_trainee(delay: int) -> None:
    said = caller(20)
    assert onsets(hold(room(-10.0, delay), said)), "without cancelling it is"
    phone = CancellingPhone(room(-10.0, delay), EchoCanceller())
    assert onsets(hold(phone, said)) == []
    report = phone.report()
    assert report.usable
    assert report.known
    assert report.erle_db is not None
    assert report.erle_db > 25
    assert phone.canceller.converged


def test_an_interruption_comes_through_at_its_time() -> None:
    inner = room(-20.0, 80)
    clip = at_level(read_clip(TRAINEES / "hasty" / "let-me-stop-you.flac"), -24.0)
    inner.cue(clip, at=12_000)
    phone = CancellingPhone(inner, EchoCanceller())
    found = onsets(hold(phone, caller(15)))
    assert len(found) >= 1
    assert found[0] - 12_000 == pytest.approx(150, abs=150)


def test_what_it_adds_to_the_delay_is_told() -> None:
    inner = RecordedPhone()
    hiss = at_level(np.random.default_rng(5).standard_normal(RATE).astype(np.float32), -30.0)
    inner.cue(hiss, at=0)
    phone = CancellingPhone(inner, EchoCanceller())
    heard = hold(phone, np.zeros(2 * RATE, np.float32))
    late = int(np.argmax(np.correlate(heard, hiss, "valid")))
    assert late == ADDED * RATE // 1000
    assert inner.latency
    assert phone.latency
    assert phone.latency.input == inner.latency.input + ADDED


def test_a_trainee_who_wears_headphones_without_saying_so_is_still_heard() -> None:
    """Without any echo the canceller goes on expecting one and takes up to 5 dB for a while."""
    inner = RecordedPhone(Room(HISS))
    clip = at_level(read_clip(CLIPS / "sorry.flac"), -26.0)
    inner.cue(clip, at=10_000)
    phone = CancellingPhone(inner, EchoCanceller())
    heard = hold(phone, caller(14))
    said = heard[10 * RATE + ADDED * RATE // 1000 :]
    assert level_dbfs(said) > level_dbfs(clip[: len(said)]) - 6
    assert onsets(heard)[0] == pytest.approx(10_000, abs=200)
    report = phone.report()
    assert report.usable
    assert report.erle_db is None


def test_much_talking_over_the_caller_is_not_taken_for_echo() -> None:
    """In a five-minute call half of the newest spans were talked over, and the canceller was refused."""
    measure, rng = EchoMeasure(), np.random.default_rng(6)
    quiet, played, echo, voice = (
        (level * rng.standard_normal(BLOCK)).astype(np.float32) for level in (1e-5, 0.1, 0.03, 0.05)
    )
    for _ in range(100):
        measure.push(quiet * 0, quiet, quiet)
    for block in range(600):
        over = block // SPAN % 5 > 1
        measure.push(played, echo + voice * over, voice if over else quiet)
    left = measure.figures().leakage
    assert left is not None
    assert left < LEAKAGE_DB


def test_a_loudspeaker_that_is_too_late_is_refused_with_a_reason() -> None:
    phone = CancellingPhone(room(-10.0, 600), EchoCanceller())
    hold(phone, caller(15))
    report = phone.report()
    assert not report.usable
    assert report.delay > LONGEST
    assert "headphones" in report.reason
    assert report.leakage_db is not None
    assert report.leakage_db > -30


def test_before_anything_was_played_nothing_is_known() -> None:
    report = CancellingPhone(RecordedPhone(), EchoCanceller()).report()
    assert report.usable
    assert not report.known
    assert report.erle_db is None


def test_a_cut_line_leaves_the_reference_too() -> None:
    inner = room(-6.0, 20)
    phone = CancellingPhone(inner, EchoCanceller())
    said = caller(12)
    hold(phone, said[: 10 * RATE])
    for at in range(10 * RATE, 11 * RATE, BLOCK):  # a second at once, cut before any of it was played
        phone.write(said[at : at + BLOCK])
    phone.flush()
    assert onsets(hold(phone, np.zeros(2 * RATE, np.float32))) == []


def test_everything_else_is_the_inner_phones() -> None:
    inner = RecordedPhone()
    phone = CancellingPhone(inner, EchoCanceller())
    assert phone.speaking_until == 0
    phone.cue(np.ones(BLOCK, np.float32), at=0)
    assert phone.speaking_until == 20
    with pytest.raises(AttributeError):
        _ = phone.no_such_thing


def test_the_block_as_it_was_heard_is_kept() -> None:
    inner = RecordedPhone()
    inner.cue(np.full(BLOCK, 0.5, np.float32), at=0)
    phone = CancellingPhone(inner, EchoCanceller())
    phone.read()
    assert phone.raw == pytest.approx(0.5)


def test_a_missing_library_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit.rtc", None)
    with pytest.raises(EngineError, match="pip install livekit"):
        EchoCanceller()


@pytest.mark.parametrize("delay", [-120, 0, 33, 250, 600])
def test_the_delay_is_found_in_the_sound(delay: int) -> None:
    said = caller(6)
    late = delay * RATE // 1000
    echo = np.roll(said, late) * 0.1
    hiss = at_level(np.random.default_rng(4).standard_normal(len(said)).astype(np.float32), -55.0)
    found = estimate_delay(said, echo + hiss)
    assert found
    assert found.delay == delay


def test_no_delay_is_found_where_there_is_no_echo() -> None:
    for seed in range(20):
        hiss = np.random.default_rng(seed).standard_normal(5 * RATE).astype(np.float32)
        assert estimate_delay(caller(5), hiss * 0.01) is None
    other = np.concatenate([read_clip(clip) for clip in sorted(TRAINEES.glob("hasty/*.flac"))])
    assert estimate_delay(caller(5), other[: 5 * RATE]) is None


def test_too_little_sound_tells_no_delay() -> None:
    assert estimate_delay(caller(1), caller(1)) is None
    assert estimate_delay(np.zeros(5 * RATE, np.float32), caller(5)) is None


class QueuedPhone(RecordedPhone):
    """As a sound card's: three blocks wait in its queue until they are played."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.queue: list[np.ndarray] = [np.zeros(BLOCK, np.float32)] * 3

    @property
    def queued(self) -> int:
        return 20 * len(self.queue)

    def write(self, block: np.ndarray) -> None:
        self.queue.append(block)

    def read(self) -> np.ndarray | None:
        super().write(self.queue.pop(0) if self.queue else np.zeros(BLOCK, np.float32))
        return super().read()

    def flush(self) -> None:
        self.queue.clear()


class Noted(EchoCanceller):
    """Keeps its reference."""

    def __init__(self) -> None:
        super().__init__()
        self.reference: list[np.ndarray] = []

    def played(self, block: np.ndarray) -> None:
        self.reference.append(block)
        super().played(block)


def test_what_waited_in_the_loudspeakers_queue_when_a_line_was_cut_is_no_reference() -> None:
    canceller = Noted()
    phone = CancellingPhone(QueuedPhone(Room(HISS)), canceller)
    hold(phone, np.zeros(RATE, np.float32))  # the queue is known by now
    hold(phone, np.full(10 * BLOCK, 0.1, np.float32))
    phone.flush()
    hold(phone, np.zeros(RATE, np.float32))
    assert sum(bool(block.any()) for block in canceller.reference) == 7, "3 of 10 were never played"


SWEEP = np.sin(np.cumsum(np.linspace(0.01, 0.5, 1600 * BLOCK))).astype(np.float32)


def step_by_step(reference: Reference, blocks: int, ppm: float = 0.0, told_late: int = 0) -> np.ndarray:
    """What a loudspeaker tells that takes SWEEP `ppm` fast, and the reference it makes."""
    given, out = 0, []
    for block in range(1, blocks + 1):
        reached = block * BLOCK * (1 + ppm * 1e-6)
        now = min(len(SWEEP), int(reached) + BLOCK)
        if block != told_late:
            reference.add(SWEEP[given:now])
            given = now
        out.append(reference.block(reached))
    return np.concatenate(out)


def test_what_is_told_late_is_where_it_belongs() -> None:
    calm = step_by_step(Reference(), 60)
    assert np.array_equal(calm[CUSHION + BLOCK :], SWEEP[BLOCK : len(calm) - CUSHION])
    assert np.array_equal(step_by_step(Reference(), 60, told_late=30), calm), "the cushion lasts for it"


@pytest.mark.parametrize("ppm", [500.0, -500.0])
def test_a_loudspeaker_with_a_clock_of_its_own_is_brought_to_that_of_the_microphone(ppm: float) -> None:
    reference = Reference()
    out = step_by_step(reference, 1500, ppm)
    assert reference.clocks.slope * 1e6 == pytest.approx(ppm, abs=10)
    assert reference._place is not None
    true = len(out) * (1 + ppm * 1e-6) - CUSHION
    assert reference._place == pytest.approx(true, abs=10 * RATE / 1000)


def test_sound_is_read_between_its_samples() -> None:
    read = read_at(SWEEP, 0, 5000.25, 1.0005)
    places = 5000.25 + 1.0005 * np.arange(BLOCK)
    assert read == pytest.approx(np.interp(places, np.arange(len(SWEEP)), SWEEP), abs=0.01)


@pytest.mark.parametrize("more", [5e-4, -5e-4])
def test_a_sound_is_stretched_without_a_seam(more: float) -> None:
    stretch = Stretch()
    untouched = stretch.push(SWEEP[:BLOCK])
    assert np.array_equal(untouched, SWEEP[:BLOCK])
    stretch.more = more
    out = np.concatenate([stretch.push(SWEEP[at : at + BLOCK]) for at in range(BLOCK, 200 * BLOCK, BLOCK)])
    assert len(out) == pytest.approx(199 * BLOCK * (1 + more), abs=20)
    true = np.interp(BLOCK + np.arange(len(out)) / (1 + more), np.arange(len(SWEEP)), SWEEP)
    assert np.abs(out - true)[16:].max() < 0.02


def test_microphone_blocks_that_got_lost_are_left_out_of_the_reference_within_a_moment() -> None:
    reference = Reference()
    reached = 0
    for block in range(450):
        reached += BLOCK * (6 if block == 300 else 1)
        reference.add(SWEEP[: BLOCK * (6 if block == 300 else 1)])
        reference.block(float(reached))
        if block in (302, 340):
            assert not reference.clocks.sure
    assert reference.clocks.sure
    assert reference._place == reached - CUSHION, "where it was before, against the newest sample"


def test_a_latency_that_wanders_for_a_while_moves_no_sample() -> None:
    reference, places = Reference(), []
    for block in range(600):
        reference.add(SWEEP[:BLOCK])
        wander = 8 * RATE // 1000 if 300 < block < 380 else 0
        reference.block(block * BLOCK + wander)
        assert reference._place is not None
        places.append(reference._place - block * BLOCK)
    assert np.ptp(places) < 0.01 * RATE / 1000


def taught() -> EchoGuard:
    """One that has heard enough of the caller to trust the canceller."""
    guard, quiet = EchoGuard(), np.zeros(BLOCK, np.float32)
    for block in caller(30).reshape(-1, BLOCK):
        guard.push(block, quiet, quiet, quiet)
    return guard


def test_while_played_and_heard_are_not_in_step_nobody_is_heard_over_the_caller() -> None:
    guard, loud = taught(), np.full(BLOCK, 0.1, np.float32)
    guard.doubt = True
    for _ in range(20):
        guard.push(loud, loud, loud, loud)
    assert not guard.audible
    guard.doubt = False
    assert guard.audible


def test_in_the_callers_first_words_nothing_counts_and_a_ring_tone_is_no_word() -> None:
    guard, loud = EchoGuard(), np.full(BLOCK, 0.1, np.float32)
    ring = at_level(read_clip(Path(__file__).parents[2] / "audio" / "ring.flac"), -26.0)
    for at in range(0, 4 * RATE, BLOCK):
        block = np.resize(ring, 4 * RATE)[at : at + BLOCK]
        guard.push(block, block, block, block)
    heard = []
    for block in caller(3).reshape(-1, BLOCK):
        guard.push(block, loud, loud, loud)
        heard.append(guard.audible)
    assert not any(heard[:30])
    assert any(heard)


def test_a_scrap_of_echo_is_no_voice_and_a_word_is() -> None:
    guard = taught()
    said, loud, soft = (np.full(BLOCK, level, np.float32) for level in (0.1, 0.05, 0.001))
    for _ in range(3):
        guard.push(said, loud, loud, loud)
    assert not guard.audible
    guard.push(said, loud, soft, soft)
    assert not guard.audible
    guard.push(said, loud, loud, loud)
    assert guard.audible
    for _ in range(8):
        guard.push(said, loud, soft, soft)
    assert not guard.audible, "what is left is far below what was heard"
    for _ in range(RINGS_ON):
        guard.push(soft * 0, soft, soft, soft)
    assert guard.audible, "the caller has been silent for long enough"
