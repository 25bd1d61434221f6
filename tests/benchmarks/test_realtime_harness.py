"""The realtime benchmark measures what it says it measures: scripted systems with known faults."""

import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.realtime import bench, lane, texts
from benchmarks.realtime.baseline import SilenceTimeout
from benchmarks.realtime.edges_score import NEAR, Edges, merged, read_rttm, score
from benchmarks.realtime.material import UNDER, scripts
from benchmarks.realtime.noises import MAKERS
from benchmarks.realtime.observed import observe
from benchmarks.realtime.play import play
from benchmarks.realtime.render import LABELS
from benchmarks.realtime.results import rows
from benchmarks.realtime.rows import Row, table
from benchmarks.realtime.script import Noticed, Script
from voicetrainer.core.ports import BLOCK, Samples
from voicetrainer.sound.clips import read_clip

EVERY = scripts()
NAMED = {script.name: script for script in EVERY}


class Reciter:
    """Says its line from a given block on, ducked or cut where it is told to; hears nothing."""

    name = "reciter"
    reply_wait = 500
    paced = False

    def __init__(
        self, ducks: int = 10**9, stops: int = 10**9, goes_on: int = 10**9, replies: int = 10**9
    ) -> None:
        self._ducks, self._stops, self._goes_on, self._replies = ducks, stops, goes_on, replies

    def open(self, script: Script) -> None:
        self._line = script.opening.samples if script.opening else np.zeros(0, np.float32)
        self._reply = script.reply.samples
        self._now = 0

    def push(self, block: Samples) -> Samples:
        now, self._now = self._now, self._now + 20
        if now >= self._replies:
            return self._from(self._reply, now - self._replies)
        if self._stops <= now < self._goes_on:
            return np.zeros(BLOCK, np.float32)
        late = self._goes_on - self._stops if now >= self._goes_on else 0
        return self._from(self._line, now - late) * np.float32(0.2 if now >= self._ducks else 1.0)

    def events(self) -> list[Noticed]:
        return []

    def close(self) -> None: ...

    @staticmethod
    def _from(samples: Samples, at: int) -> Samples:
        out = np.zeros(BLOCK, np.float32)
        piece = samples[at * 16 : at * 16 + BLOCK]
        out[: len(piece)] = piece
        return out


# -- material ----------------------------------------------------------------------------------------


def test_the_material_is_the_same_each_time() -> None:
    again = scripts()
    assert [s.name for s in again] == [s.name for s in EVERY]
    assert all(
        np.array_equal(a.sounds[-1].samples, b.sounds[-1].samples) for a, b in zip(EVERY, again, strict=True)
    )


def test_every_pause_length_stands_at_natural_and_at_unnatural_places() -> None:
    paused = [s for s in EVERY if s.kind == "pause"]
    for pause in texts.PAUSES:
        those = [s for s in paused if s.pause == pause]
        assert {s.natural for s in those} == {True, False}
        assert all(s.sounds[1].at - s.sounds[0].end == pause for s in those)


def test_a_clip_begins_and_ends_with_sound() -> None:
    labels = json.loads(LABELS.read_text("utf-8"))
    for name, label in labels.items():
        samples = read_clip(LABELS.parent / f"{name}.flac")
        assert label["end"] == len(samples) // 16
        loud = np.abs(samples).max()
        assert np.abs(samples[:320]).max() > loud * 0.002, name
        assert np.abs(samples[-320:]).max() > loud * 0.002, name


def test_the_committed_clips_are_small() -> None:
    assert sum(file.stat().st_size for file in LABELS.parent.glob("*.flac")) < 3_000_000


@pytest.mark.parametrize("what", MAKERS)
def test_a_noise_is_made_again_from_its_seed(what: str) -> None:
    first, again = (MAKERS[what](np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first, again)
    assert 0.01 < np.abs(first).max() <= 1


def test_murmurs_lie_under_the_line_and_apart() -> None:
    for script in (s for s in EVERY if s.kind == "murmur"):
        assert script.opening
        assert len(script.sounds) <= UNDER
        assert script.end < script.opening.length
        pairs = zip(script.sounds, script.sounds[1:], strict=False)
        assert all(later.at - earlier.end > 500 for earlier, later in pairs)


# -- reading the caller's lane ---------------------------------------------------------------------------


def test_a_duck_is_found_where_it_is() -> None:
    script = NAMED["interruption-00"]
    at = script.onset // 20 * 20 + 200
    seen = observe(play(script, Reciter(ducks=at)))
    assert seen.under[0].duck == pytest.approx(at - script.onset, abs=40)
    assert seen.under[0].stop is None


def test_a_stop_is_found_where_it_is_and_counts_as_sunk() -> None:
    script = NAMED["interruption-00"]
    at = script.onset // 20 * 20 + 400
    under = observe(play(script, Reciter(stops=at))).under[0]
    assert under.stop == pytest.approx(at - script.onset, abs=40)
    assert under.duck == pytest.approx(at - script.onset, abs=40)


def test_a_caller_who_talks_on_neither_ducks_nor_stops() -> None:
    under = observe(play(NAMED["interruption-02"], Reciter())).under[0]
    assert (under.duck, under.stop) == (None, None)


def test_a_line_taken_up_again_is_whole_and_one_given_up_is_not() -> None:
    script = NAMED["murmur-00"]
    assert observe(play(script, Reciter())).whole
    assert observe(play(script, Reciter(stops=5000, goes_on=6500))).whole
    assert not observe(play(script, Reciter(stops=5000))).whole


def test_the_lines_own_end_is_no_stop() -> None:
    script = NAMED["murmur-00"]
    assert all(under.stop is None for under in observe(play(script, Reciter())).under)


def test_silence_between_two_sounds_is_found() -> None:
    sound = np.concatenate([np.ones(1600), np.zeros(8000), np.ones(1600)]).astype(np.float32)
    assert lane.silences(sound) == [(100, 600)]
    assert lane.first_sound(sound, 200) == 600


# -- replies ------------------------------------------------------------------------------------------------


def test_a_reply_counts_from_the_true_end() -> None:
    script = NAMED["plain-00"]
    at = script.end // 20 * 20 + 600
    assert observe(play(script, Reciter(replies=at))).reply == pytest.approx(at - script.end, abs=5)


def test_a_reply_inside_the_pause_is_a_false_cut_in() -> None:
    script = NAMED["pause-02-700"]
    seen = observe(play(script, Reciter(replies=script.sounds[0].end // 20 * 20 + 320)))
    assert seen.reply is not None
    assert seen.reply < 0
    table_rows = {row.name: row for row in rows([seen], 500)}
    assert table_rows["cut-in-700"].median == 100
    assert table_rows["cut-in-700"].met is False
    assert table_rows["lag"].samples == ()


def test_the_baseline_waits_its_timeout_and_stops_at_a_murmur() -> None:
    turn = observe(play(NAMED["plain-00"], SilenceTimeout(700)))
    assert turn.reply == pytest.approx(700, abs=120)
    cut = observe(play(NAMED["pause-02-1000"], SilenceTimeout(700)))
    assert cut.reply is not None
    assert cut.reply < 0
    murmured = observe(play(NAMED["murmur-00"], SilenceTimeout(700)))
    assert not murmured.whole


# -- edges ---------------------------------------------------------------------------------------------------


def test_edges_are_matched_with_the_nearest_and_the_rest_is_missed() -> None:
    noticed = [Noticed("onset", 1010), Noticed("end", 1900), Noticed("end", 2030), Noticed("onset", 9000)]
    edges = score(noticed, [(1000, 2000), (5000, 6000)])
    assert (edges.onsets, edges.ends, edges.missed) == ((10,), (30,), 2)
    assert score([Noticed("onset", 1000 + NEAR + 1)], [(1000, 2000)]).missed == 2


def test_edges_add_up() -> None:
    assert (Edges((1,), (2,), 3) + Edges((4,), (), 1)).absolute == [1.0, 4.0, 2.0]


def test_people_who_speak_at_once_are_one_stretch() -> None:
    assert merged([(0, 500), (400, 900), (1000, 1200), (2000, 2100)]) == [(0, 1200), (2000, 2100)]


def test_hand_labels_are_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "ref.rttm"
    file.write_text("SPEAKER a 1 3.168 0.800 <NA> <NA> X <NA> <NA>\n", "utf-8")
    assert read_rttm(file) == {"a": [(3168, 3968)]}


# -- the table -----------------------------------------------------------------------------------------------


def test_both_goals_of_a_row_must_be_met() -> None:
    row = Row("lag", "lag", "ms", (10.0, 15.0, 70.0), 20, 60)
    assert (row.median, row.p95, row.met) == (15.0, 70.0, False)
    assert replace(row, p95_goal=80).met is True
    assert replace(row, samples=()).met is None


def test_a_share_is_told_in_per_cent() -> None:
    row = Row("stops", "stops", "%", (1.0, 0.0, 0.0, 0.0), 2, share=True)
    assert (row.median, row.p95, row.met) == (25.0, None, False)


def test_systems_stand_side_by_side() -> None:
    lines = table({"a": [Row("x", "lag", "ms", (5.0,), 20)], "b": []}).splitlines()
    assert "a" in lines[0].split()
    assert lines[2].split()[-2:] == ["–", "0"]


def test_the_baseline_is_measured_in_a_process_of_its_own_and_written_down(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "bench-realtime.json"
    bench.main(["--quick", "--system", "baseline", "--only", "plain", "--out", str(out)])
    found = json.loads(out.read_text("utf-8"))
    assert found["schema"] == 1
    assert {row["name"] for row in found["systems"]["silence timeout"]} >= {
        "lag",
        "cut-in-300",
        "whole",
        "memory",
    }
    assert len(found["calls"]["silence timeout"]) == 3
    assert "system lag" in capsys.readouterr().out
