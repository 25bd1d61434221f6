from pathlib import Path

import numpy as np
import pytest

from voicetrainer.core.events import SpeechEnded, SpeechPaused, SpeechResumed, SpeechStarted
from voicetrainer.core.ports import BLOCK, RATE
from voicetrainer.core.turns import TurnDetector
from voicetrainer.sound.clips import read_clip
from voicetrainer.sound.edges import KEPT, Edges
from voicetrainer.sound.recorded import at_level
from voicetrainer.sound.vad import Gate, SileroVad

CLIPS = Path(__file__).parent / "clips"
RNG = np.random.default_rng(4)


def pushed(samples: np.ndarray) -> Edges:
    edges = Edges()
    for at in range(0, len(samples) - BLOCK + 1, BLOCK):
        edges.push(samples[at : at + BLOCK])
    return edges


def bursts(*spans: tuple[int, int], length: int = 3000, noise_dbfs: float = -70.0) -> np.ndarray:
    """A voice of −20 dBFS in the spans (ms), over noise."""
    sound = at_level(RNG.standard_normal(length * 16).astype(np.float32), noise_dbfs)
    for start, end in spans:
        sound[start * 16 : end * 16] += at_level(
            RNG.standard_normal((end - start) * 16).astype(np.float32), -20.0
        )
    return sound.astype(np.float32)


def test_a_late_onset_is_moved_back_to_the_first_sound() -> None:
    assert pushed(bursts((1230, 2000))).onset(1300) == 1230


def test_an_early_onset_is_moved_forward() -> None:
    assert pushed(bursts((1230, 2000))).onset(1180) == 1230


def test_the_closure_inside_a_word_does_not_hide_its_beginning() -> None:
    assert pushed(bursts((1200, 1250), (1300, 2000))).onset(1340) == 1200


def test_a_click_well_before_the_speech_is_not_its_onset() -> None:
    assert pushed(bursts((1000, 1010), (1200, 2000))).onset(1260) == 1200


def test_a_late_end_is_moved_back_to_the_last_sound() -> None:
    assert pushed(bursts((1200, 2000))).end(1200, 2110) == pytest.approx(2000, abs=10)


def test_an_end_that_noise_hides_is_corrected_by_the_usual_lateness() -> None:
    steady = bursts(noise_dbfs=-30.0)
    assert pushed(steady).end(1000, 2000) == 1900


def test_an_end_of_which_nothing_is_known_yet_stays() -> None:
    assert pushed(bursts((1200, 3000))).end(1200, 3000) == 3000


def test_times_count_from_the_first_block_even_after_a_long_call() -> None:
    edges = pushed(np.zeros(RATE * 40, np.float32))
    for at in range(0, 48_000, BLOCK):
        edges.push(bursts((1230, 2000))[at : at + BLOCK])
    assert KEPT * 10 < 40_000
    assert edges.onset(41_300) == pytest.approx(41_230, abs=10)


def test_refined_times_stay_in_order() -> None:
    edges = pushed(bursts((1000, 1400), (1450, 2000)))
    started = edges.refine(SpeechStarted(at=1100, utterance=1, onset=1060))
    paused = edges.refine(SpeechPaused(at=1500, utterance=1, end=1480))
    resumed = edges.refine(SpeechResumed(at=1560, utterance=1, onset=1500))
    ended = edges.refine(SpeechEnded(at=2600, utterance=1, end=2090))
    assert isinstance(started, SpeechStarted)
    assert isinstance(paused, SpeechPaused)
    assert isinstance(resumed, SpeechResumed)
    assert isinstance(ended, SpeechEnded)
    assert started.onset == 1000
    assert started.onset < paused.end <= resumed.onset < ended.end
    assert ended.end == pytest.approx(2000, abs=10)
    assert (started.at, ended.at) == (1100, 2600)


@pytest.mark.parametrize(
    ("noise_dbfs", "onset_within", "end_within"), [(-90.0, 20, 30), (-46.0, 40, 90), (-40.0, 60, 130)]
)
@pytest.mark.parametrize("offset", [1000, 1007, 1013])
def test_the_edges_of_real_speech_are_found(
    noise_dbfs: float, onset_within: int, end_within: int, offset: int
) -> None:
    """Speech of −26 dBFS, noise 20 and 14 dB under it; tolerances written above, in ms."""
    clip = read_clip(CLIPS / "sorry.flac")
    sound = at_level(np.random.default_rng(offset).standard_normal(16 * 7000).astype(np.float32), noise_dbfs)
    sound[offset * 16 : offset * 16 + len(clip)] += clip
    vad, gate, detector, edges = SileroVad(), Gate(), TurnDetector(), Edges()
    events = []
    for at in range(0, len(sound) - BLOCK, BLOCK):
        block = sound[at : at + BLOCK]
        edges.push(block)
        events += [edges.refine(event) for event in detector.push(gate.push(vad.speech(block)))]
    starts = [event.onset for event in events if isinstance(event, SpeechStarted)]
    ends = [event.end for event in events if isinstance(event, SpeechEnded)]
    assert len(starts) == len(ends) == 1
    assert starts[0] == pytest.approx(offset, abs=onset_within)
    assert ends[0] == pytest.approx(offset + len(clip) / 16, abs=end_within)
