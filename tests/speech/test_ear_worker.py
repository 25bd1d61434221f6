"""An ear in its thread: results, failures, hanging.  Times are made up; nothing sleeps."""

from __future__ import annotations

import itertools
import queue

import numpy as np

from voicetrainer.speech.worker import EarResult, EarWorker

from .fakes import EchoEar, FailingEar, HangingEar

BLOCK = np.zeros(320, np.float32)
Results = queue.SimpleQueue[EarResult]


def test_partial_and_final_words_come_back_with_their_utterance() -> None:
    results: Results = queue.SimpleQueue()
    worker = EarWorker(EchoEar(), results)
    worker.start(7)
    worker.feed(7, BLOCK)
    worker.feed(7, BLOCK)
    worker.finish(7, now=1000)
    kinds = [results.get(timeout=5) for _ in range(3)]
    assert [(r.utterance, r.kind, r.text) for r in kinds] == [
        (7, "partial", "320 so far"),
        (7, "partial", "640 so far"),
        (7, "heard", "640 in all"),
    ]
    assert kinds[-1].heard is not None and kinds[-1].heard.confidence == 0.9
    assert not worker.waiting
    assert not worker.overdue(10**9)
    worker.close()


def test_a_finished_utterance_can_be_recognised_at_once() -> None:
    results: Results = queue.SimpleQueue()
    worker = EarWorker(EchoEar(), results)
    worker.recognise(3, np.zeros(500, np.float32), now=0)
    assert results.get(timeout=5).text == "500 at once"
    worker.close()


def test_an_ear_that_fails_is_reported_as_lost_with_the_reason() -> None:
    results: Results = queue.SimpleQueue()
    ear = FailingEar()
    worker = EarWorker(ear, results)
    worker.start(1)
    worker.finish(1, now=0)
    result = results.get(timeout=5)
    assert (result.utterance, result.kind, result.text) == (1, "lost", "the model is gone")
    assert worker.lost
    assert ear.closed.wait(5)


def test_a_plugins_own_mistake_is_no_traceback() -> None:
    results: Results = queue.SimpleQueue()
    worker = EarWorker(FailingEar(ZeroDivisionError("secret words")), results)
    worker.start(1)
    worker.finish(1, now=0)
    result = results.get(timeout=5)
    assert result.kind == "lost"
    assert "ZeroDivisionError" in result.text and "secret" not in result.text


def test_an_ear_that_hangs_is_overdue_after_its_deadline_and_then_ignored() -> None:
    results: Results = queue.SimpleQueue()
    ear = HangingEar()
    worker = EarWorker(ear, results, deadline=3000, clock=itertools.count(0, 10).__next__)
    worker.start(1)
    worker.finish(1, now=10_000)
    assert worker.waiting
    assert not worker.overdue(13_000)
    assert worker.overdue(13_001)
    ear.free.set()
    worker.close(5)
    assert ear.closed.wait(5)
    assert results.empty()


def test_the_next_ear_takes_over_what_was_not_answered() -> None:
    results: Results = queue.SimpleQueue()
    ear = HangingEar()
    worker = EarWorker(ear, results, deadline=1000, clock=itertools.count(0, 10).__next__)
    worker.start(1)
    worker.feed(1, BLOCK)
    assert results.get(timeout=5).kind == "partial"
    worker.finish(1, now=0)
    worker.start(2)
    worker.feed(2, BLOCK)
    worker.feed(2, BLOCK)
    assert worker.overdue(2000)
    left = [(number, len(sound), finished) for number, sound, finished in worker.unanswered()]
    assert left == [(1, 320, True), (2, 640, False)]
    follower = EarWorker(EchoEar("next"), results)
    for number, sound, _ in worker.unanswered():
        follower.recognise(number, sound, now=2000)
    assert results.get(timeout=5).text == "320 at once"
    ear.free.set()
    worker.close(5)
    follower.close(5)


def test_closing_ends_the_thread_and_the_ear() -> None:
    ear = EchoEar()
    worker = EarWorker(ear, queue.SimpleQueue())
    worker.close(5)
    assert ear.closed.is_set()


def test_a_call_that_catches_up_in_leaps_does_not_take_its_ear_for_hung() -> None:
    """Five seconds of call time passed in no time at all: the ear had none to answer in."""
    ear = HangingEar()
    worker = EarWorker(ear, queue.SimpleQueue(), deadline=1000, clock=lambda: 0.0)
    worker.start(1)
    worker.finish(1, 0)
    assert not worker.overdue(5000)
    ear.free.set()
    worker.close()


def test_an_ear_that_goes_on_after_it_was_given_up_ends_with_its_thread() -> None:
    ear, life = HangingEar(), [0.0]
    worker = EarWorker(ear, queue.SimpleQueue(), clock=lambda: life[0])
    worker.start(1)
    worker.finish(1, 0)
    life[0] = 60.0
    assert worker.overdue(60_000)
    ear.free.set()
    assert ear.closed.wait(5), "nobody asks it any more"
