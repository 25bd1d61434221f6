"""Voices in their thread: order, memory, failures, hanging.  Times are made up; nothing sleeps."""

from __future__ import annotations

import queue

from voicetrainer.core.errors import EngineError
from voicetrainer.core.ports import Voice
from voicetrainer.speech.voice_worker import VoiceResult, VoiceWorker

from .fakes import FailingVoice, HangingVoice, ToneVoice

Results = queue.SimpleQueue[VoiceResult]


def started(*voices: Voice, deadline: int = 3000, kept: int = 300_000) -> tuple[VoiceWorker, Results]:
    results: Results = queue.SimpleQueue()
    return VoiceWorker(voices, results, deadline, kept), results


def test_a_needed_line_comes_as_a_result_and_is_then_at_hand() -> None:
    worker, results = started(ToneVoice())
    assert worker.need("Hello there", "calm", now=0) is None
    result = results.get(timeout=5)
    assert (result.kind, result.text, result.mood) == ("ready", "Hello there", "calm")
    assert result.clip is not None and result.clip.length == 500
    assert worker.need("Hello there", "calm", now=0) is result.clip
    worker.close()


def test_a_needed_line_passes_the_prefetched_ones() -> None:
    slow = HangingVoice()
    worker, results = started(slow)
    worker.prefetch([("first", "calm"), ("second", "calm"), ("third", "calm")])
    assert slow.entered.wait(5)
    worker.need("needed", "angry", now=0)
    slow.free.set()
    assert results.get(timeout=5).text == "needed"
    assert [text for text, _ in slow.rendered[:2]] == ["first", "needed"]
    worker.close()


def test_a_prefetched_line_is_rendered_once() -> None:
    voice = ToneVoice()
    worker, results = started(voice)
    worker.prefetch([("one", "calm")])
    worker.prefetch([("one", "calm")])
    worker.need("last", "calm", now=0)
    results.get(timeout=5)
    worker.prefetch([("one", "calm")])
    worker.need("very last", "calm", now=0)
    results.get(timeout=5)
    worker.close(5)
    assert voice.rendered.count(("one", "calm")) <= 1


def test_memory_is_bounded_and_the_oldest_go_first() -> None:
    worker, results = started(ToneVoice(), kept=600)
    for text in ("one", "two", "three"):
        worker.need(text, "calm", now=0)
        results.get(timeout=5)
    assert worker.ready("one", "calm") is None
    assert worker.ready("three", "calm") is not None
    worker.close()


def test_where_a_voice_fails_the_next_speaks_and_it_is_said_once() -> None:
    worker, results = started(FailingVoice(EngineError("no engine.")), ToneVoice())
    for text in ("one", "two"):
        worker.need(text, "calm", now=0)
    kinds = [results.get(timeout=5) for _ in range(3)]
    assert [result.kind for result in kinds] == ["note", "ready", "ready"]
    assert "no engine" in kinds[0].note and "tone" in kinds[0].note
    worker.close()


def test_a_voice_that_failed_is_asked_again_for_the_next_line() -> None:
    voice = FailingVoice(EngineError("busy"), times=1)
    worker, results = started(voice)
    worker.need("one", "calm", now=0)
    worker.need("two", "calm", now=0)
    clips = {result.text: result.clip for result in (results.get(timeout=5) for _ in range(3))}
    assert clips["one"] is not None and not clips["one"].samples.any()
    assert clips["two"] is not None and clips["two"].samples.any()
    worker.close()


def test_without_any_voice_the_caption_takes_as_long_as_the_words() -> None:
    worker, results = started(FailingVoice(ZeroDivisionError()))
    worker.need("one two three four five six", "calm", now=0)
    note, ready = results.get(timeout=5), results.get(timeout=5)
    assert "caption" in note.note and "ZeroDivisionError" in note.note
    assert ready.clip is not None and 1500 < ready.clip.length < 3000
    worker.close()


def test_a_voice_that_hangs_is_left_behind_and_the_line_still_comes() -> None:
    slow = HangingVoice()
    worker, results = started(slow, ToneVoice(), deadline=3000)
    worker.need("one", "calm", now=1000)
    assert slow.entered.wait(5)
    assert not worker.overdue(4000)
    assert worker.overdue(4001)
    assert [results.get(timeout=5).kind for _ in range(2)] == ["note", "ready"]
    assert not worker.overdue(9000)
    slow.free.set()
    worker.close(5)
    assert results.empty()


def test_prefetched_lines_survive_a_voice_that_hangs() -> None:
    slow, good = HangingVoice(), ToneVoice()
    worker, results = started(slow, good, deadline=10)
    worker.need("one", "calm", now=0)
    assert slow.entered.wait(5)
    worker.prefetch([("two", "calm")])
    assert worker.overdue(11)
    results.get(timeout=5)
    assert results.get(timeout=5).text == "one"
    slow.free.set()
    worker.need("three", "calm", now=20)
    assert results.get(timeout=5).text == "three"
    worker.need("two", "calm", now=20)
    worker.close(5)
    assert ("two", "calm") in slow.rendered + good.rendered


def test_closing_closes_the_voices() -> None:
    voice = ToneVoice()
    worker, _ = started(voice)
    worker.close(5)
    assert voice.closed
