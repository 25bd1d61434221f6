"""The loop on exact blocks: what goes in, what comes out, and what a fault leaves behind."""

from __future__ import annotations

import queue
from dataclasses import dataclass, field

import numpy as np

from voicetrainer.core import events as e
from voicetrainer.core.errors import EngineError, StoreError
from voicetrainer.core.ports import BLOCK_MS, Clip, Heard, Latency, Samples
from voicetrainer.run.lines import Ahead, OnTheSpot
from voicetrainer.run.listen import AtOnce, Relay, Said
from voicetrainer.run.loop import PRE_ROLL
from voicetrainer.run.parts import Key, Parts, Talk, Typed, Typing
from voicetrainer.speech.silent_voice import SilentVoice

from .parts import Beep, Room, Says, loop, of

GREETING = (400, 1200)


def test_the_callers_first_sample_is_handed_over_at_the_true_end_of_speech_plus_the_reply_wait() -> None:
    held = loop([GREETING], ["Hello"])
    held.call.start()
    while not of(held.call, e.LineStarted):
        held.step()
    (started,) = of(held.call, e.LineStarted)
    assert isinstance(started, e.LineStarted)
    assert started.at == 2000 == started.onset, "1200 ms + 800 ms"
    room = held.parts.phone
    assert isinstance(room, Room)
    sounding = [n for n, block in enumerate(room.written) if np.abs(block).max() > 0]
    assert sounding[0] == 2000 // BLOCK_MS - 1, "in the block handed over at that moment"


def test_a_line_ends_when_its_last_sample_was_heard() -> None:
    call = loop([GREETING], ["Hello"]).run()
    started, ended = of(call, e.LineStarted)[0], of(call, e.LineEnded)[0]
    assert isinstance(started, e.LineStarted) and isinstance(ended, e.LineEnded)
    assert ended.end == started.onset + started.length
    assert 0 <= ended.at - ended.end < BLOCK_MS


def test_the_devices_latency_is_taken_off_the_reply_gap() -> None:
    """The trainee hears the line 150 ms after hand-over; an answer 800 ms later has a gap of 800 ms."""

    def gap(latency: Latency | None, onset: int) -> int:
        speech = [GREETING, (onset, onset + 1500)]
        call = loop(speech, ["Hello", "I am sorry"] + [""] * 9, room=Room(speech, latency)).run()
        turn = of(call, e.Turn)[1]
        assert isinstance(turn, e.Turn)
        return turn.fto

    line_over = 2000 + 1300
    exact = gap(Latency(0, 0, "exact"), line_over + 820)
    assert abs(exact - gap(Latency(70, 80, "reported"), line_over + 820 + 160)) <= BLOCK_MS


def test_the_ear_gets_sound_from_before_the_onset() -> None:
    ear = Says(["Hello"])
    loop([GREETING], [], ear=AtOnce(ear)).run()
    assert ear.lengths[-1] == PRE_ROLL + 800 + 500


def test_an_interrupted_line_is_cut_within_a_block() -> None:
    held = loop([GREETING, (2400, 4200)], ["Hello", "but listen to me"] + [""] * 9)
    call = held.run()
    (interrupted,) = of(call, e.Interrupted)
    cut = next(x for x in of(call, e.LineEnded) if isinstance(x, e.LineEnded) and x.cut)
    assert cut.at == interrupted.at and cut.end - cut.at <= BLOCK_MS
    assert isinstance(held.parts.phone, Room) and held.parts.phone.flushes


def test_both_sides_are_recorded_block_by_block() -> None:
    @dataclass
    class Tape:
        trainee: list[Samples] = field(default_factory=list)
        caller: list[Samples] = field(default_factory=list)

        def append(self, trainee: Samples, caller: Samples) -> None:
            self.trainee.append(trainee)
            self.caller.append(caller)

        def delay_caller(self, delay: int) -> None: ...

    tape = Tape()

    def record(parts: Parts) -> None:
        parts.recorder = tape

    call = loop([GREETING], ["Hello"], change=record).run()
    assert len(tape.trainee) == len(tape.caller)
    assert abs(len(tape.caller) * BLOCK_MS - call.now) <= BLOCK_MS
    started = of(call, e.LineStarted)[0].at // BLOCK_MS
    assert np.abs(tape.caller[started - 2]).max() == 0 < np.abs(tape.caller[started]).max()


def test_on_loudspeakers_the_caller_does_not_hear_itself() -> None:
    class Leaky(Room):
        def read(self) -> Samples | None:
            block = super().read()
            if block is not None and self.written:
                block = block + self.written[-1]
            return block

    def deaf(parts: Parts) -> None:
        parts.half_duplex = True

    speech = [GREETING]
    heard = loop(speech, ["Hello"] + ["Eleven days"] * 400, room=Leaky(speech)).run()
    lines = of(heard, e.LineEnded)
    assert any(x.cut for x in lines), "with echo and nothing against it the caller stops itself"  # type: ignore[attr-defined]
    call = loop(speech, ["Hello"], room=Leaky(speech), change=deaf).run()
    assert len(of(call, e.SpeechStarted)) == 1
    assert not any(x.cut for x in of(call, e.LineEnded))  # type: ignore[attr-defined]


def test_a_dead_microphone_ends_the_call_and_keeps_what_there_was() -> None:
    held = loop([GREETING], ["Hello"], room=Room([GREETING], dies_at=3000))
    call = held.run()
    assert call.outcome == "broken" and isinstance(call.timeline[-1], e.Ended)
    assert held.error is not None and of(call, e.Turn)


def test_a_full_disk_is_told_once_and_the_call_goes_on() -> None:
    class Full:
        calls = 0

        def event(self, event: e.Event) -> None:
            self.calls += 1
            if self.calls == 3:
                raise StoreError("No space left.")

    full = Full()
    held = loop([GREETING], ["Hello"], watchers=[full])
    call = held.run()
    assert call.outcome == "lost" and [x.what for x in of(call, e.Trouble)] == ["timeline stopped"]  # type: ignore[attr-defined]
    assert full.calls > 10


def test_a_voice_that_breaks_is_replaced_and_no_line_is_lost() -> None:
    class Broken(Beep):
        def render(self, text: str, mood: str) -> Clip:
            return super().render("broken", mood)

    held = loop([GREETING], ["Hello"], lines=OnTheSpot([Broken(), Beep(), SilentVoice()]))
    call = held.run()
    assert len(of(call, e.LineStarted)) == len(of(call, e.Saying))
    assert held.notices == ["It broke."]
    assert [x.what for x in of(call, e.Trouble)] == ["voice lost"]  # type: ignore[attr-defined]


def test_a_line_that_is_not_ready_is_waited_for() -> None:
    @dataclass
    class Slow:
        wanted: int | None = None

        def need(self, text: str, mood: str, now: int) -> Clip | None:
            self.wanted = now
            return None

        def ready(self, text: str, mood: str) -> Clip | None:
            self.asked = getattr(self, "asked", 0) + 1
            return Clip(np.zeros(1600, np.float32)) if self.asked > 10 else None

        def prefetch(self, lines: object) -> None: ...
        def overdue(self, now: int) -> bool:
            return False

        def close(self) -> None: ...

    call = loop([GREETING], ["Hello"], lines=Ahead(Slow(), queue.SimpleQueue())).run()
    saying, started = of(call, e.Saying)[0], of(call, e.LineStarted)[0]
    assert saying.at == 2000 and 2000 < started.at <= 2000 + 11 * BLOCK_MS


class Worker:
    """An ear's worker that answers at once, or never."""

    def __init__(self, results: queue.SimpleQueue[Said], texts: list[str], hangs: bool = False) -> None:
        self.results, self.texts, self.hangs = results, texts, hangs
        self.sounds: dict[int, list[Samples]] = {}
        self.finished: dict[int, int] = {}

    def start(self, utterance: int) -> None:
        self.sounds[utterance] = []

    def feed(self, utterance: int, samples: Samples) -> None:
        self.sounds[utterance].append(samples)

    def finish(self, utterance: int, now: int) -> None:
        self.finished[utterance] = now
        if not self.hangs:
            self.sounds.pop(utterance)
            self.results.put(Said(utterance, "heard", heard=Heard(self.texts.pop(0))))

    def recognise(self, utterance: int, samples: Samples, now: int) -> None:
        self.start(utterance)
        self.feed(utterance, samples)
        self.finish(utterance, now)

    def overdue(self, now: int) -> bool:
        return self.hangs and any(now > at + 1000 for at in self.finished.values())

    def unanswered(self) -> list[tuple[int, Samples, bool]]:
        return [(n, np.concatenate(blocks), n in self.finished) for n, blocks in self.sounds.items()]

    def close(self) -> None: ...


def test_when_an_ear_hangs_the_next_one_hears_the_same_utterance() -> None:
    made: list[Worker] = []

    def next_worker(results: object) -> Worker | None:
        made.append(Worker(results, ["Hello"], hangs=not made))  # type: ignore[arg-type]
        return made[-1]

    held = loop([GREETING], [], ear=Relay(next_worker))
    call = held.run()
    (turn,) = of(call, e.Turn)
    assert isinstance(turn, e.Turn) and turn.text == "Hello" and (turn.onset, turn.end) == GREETING
    assert [x.what for x in of(call, e.Trouble)] == ["ear lost"]  # type: ignore[attr-defined]


def test_when_no_ear_is_left_the_turn_is_unclear_and_the_call_goes_on() -> None:
    made: list[Worker] = []

    def next_worker(results: object) -> Worker | None:
        if made:
            return None
        made.append(Worker(results, [], hangs=True))  # type: ignore[arg-type]
        return made[-1]

    call = loop([GREETING], [], ear=Relay(next_worker)).run()
    assert of(call, e.Unclear) and call.outcome == "lost"


def test_a_typed_turn_has_the_time_of_its_typing_and_the_keyboard_is_not_heard() -> None:
    held = loop([(500, 900)], [])
    held.call.start()
    for _ in range(20):
        held.step()
    held.inbox.put(Typing())
    for _ in range(50):
        held.step()
    held.inbox.put(Typed("Hello"))
    for _ in range(60):
        held.step()
    (turn,) = of(held.call, e.Turn)
    assert isinstance(turn, e.Turn) and turn.text == "Hello"
    assert (turn.onset, turn.end) == (420, 1420)
    assert len(of(held.call, e.SpeechStarted)) == 1


def test_hold_plays_music_and_hang_up_ends_the_call() -> None:
    held = loop([GREETING], ["Hello"])
    held.call.start()
    for _ in range(180):
        held.step()
    held.inbox.put(Key("hold"))
    for _ in range(10):
        held.step()
    assert isinstance(held.parts.phone, Room)
    assert 0 < np.abs(held.parts.phone.written[-1]).max() < 0.2, "softly"
    held.inbox.put(Key("hang up"))
    held.step()
    assert held.call.outcome == "hung up"


def test_push_to_talk_hears_only_while_the_key_is_down_and_ends_the_turn_with_it() -> None:
    def push(parts: Parts) -> None:
        parts.push_to_talk = True

    held = loop([(0, 4000)], ["Hello"], change=push)
    held.call.start()
    for _ in range(50):
        held.step()
    assert not of(held.call, e.SpeechStarted)
    held.inbox.put(Talk(True))
    for _ in range(50):
        held.step()
    held.inbox.put(Talk(False))
    held.step()
    (started,), (ended,) = of(held.call, e.SpeechStarted), of(held.call, e.SpeechEnded)
    assert isinstance(started, e.SpeechStarted) and isinstance(ended, e.SpeechEnded)
    assert (started.onset, ended.end) == (1000, 2000)


def test_a_machine_that_is_late_again_and_again_is_asked_for_less_and_the_person_told() -> None:
    class Late(Worker):
        """Words come 900 ms after the endpoint."""

        eased = 0

        def finish(self, utterance: int, now: int) -> None:
            self.finished[utterance] = now

        def overdue(self, now: int) -> bool:
            for utterance in [u for u, at in self.finished.items() if now >= at + 900]:
                del self.finished[utterance]
                self.results.put(Said(utterance, "heard", heard=Heard("hello")))
            return False

        def ease(self) -> str:
            self.eased += 1
            return f"slow {self.eased}"

    held = loop(
        [(t, t + 800) for t in range(400, 30_000, 6000)], [], ear=Relay(lambda results: Late(results, []))
    )  # type: ignore[arg-type]
    call = held.run()
    assert held.notices[0] == "slow 1"
    assert next(x.what for x in of(call, e.Trouble)) == "machine slow"  # type: ignore[attr-defined]


def test_an_ear_that_breaks_in_a_recorded_call_does_not_end_it() -> None:
    class Breaks(Says):
        def recognise(self, samples: Samples) -> Heard:
            raise EngineError("It broke.")

    held = loop([GREETING], [], ear=AtOnce(Breaks([])))
    call = held.run()
    assert call.outcome == "lost" and held.notices == ["It broke."]
    assert [x.what for x in of(call, e.Trouble)] == ["ear lost"]  # type: ignore[attr-defined]
