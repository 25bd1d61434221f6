"""Lines in, lines out: what is broken, what is done, what goes on."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.sound.voices import voice
from voicetrainer.cli import assessing_lines
from voicetrainer.cli.assessing_lines import Worker
from voicetrainer.core.errors import ClipError
from voicetrainer.core.ports import Samples
from voicetrainer.language.acts import ACTS
from voicetrainer.run.assessing.batch import Died, in_order
from voicetrainer.run.assessing.clips import ClipJudge, neutral_clips
from voicetrainer.run.assessing.jsonl import BrokenError, Chunk, Line, chunks, ids_in, judge
from voicetrainer.run.assessing.texts import acts_of, judge_texts
from voicetrainer.sound.delivery import delivery_of_clip


def chunk(*lines: str) -> Chunk:
    return Chunk(tuple(enumerate((line.encode() for line in lines), 1)), 0)


def test_every_act_has_a_score_and_what_was_found_its_words() -> None:
    found = acts_of({"id": "a", "text": "i am so sorry about that"})
    assert set(found["acts"]) == set(ACTS)
    assert found["acts"]["apology"] > 0.5 > found["acts"]["blame"]
    assert "sorry" in found["words"]["apology"][0]


def test_the_context_is_what_the_caller_said_before() -> None:
    text = "so you waited in for two days and nobody came"
    before = "i waited in for two days and nobody came"
    with_it = acts_of({"id": 1, "text": text, "context": before})["acts"]["reflection"]
    assert with_it > acts_of({"id": 1, "text": text, "context": None})["acts"]["reflection"]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('{"id": 1, "text": 5}', "not-text"),
        ('{"id": 1}', "no-text"),
        ('{"text": "a"}', "no-id"),
        ('{"id": true, "text": "a"}', "no-id"),
        ("[1]", "not-an-object"),
        ("{", "not-json"),
        ("[" * 5_000, "not-json"),
    ],
)
def test_a_broken_line_is_told_and_the_rest_goes_on(line: str, key: str) -> None:
    done = judge_texts(chunk(line, '{"id": "b", "text": "hello"}'))
    assert [(one.number, one.key) for one in done.broken] == [(1, key)]
    assert [json.loads(one)["id"] for one in done.done] == ["b"]


def test_a_line_that_is_no_utf8_is_told() -> None:
    assert judge_texts(Chunk(((7, b'{"id": "\xff"}'),), 0)).broken[0].key == "not-utf8"


def test_what_is_done_is_left_out_and_every_byte_counts_for_the_bar(tmp_path: Path) -> None:
    lines = b"".join(b'{"id": %d, "text": "x"}\n' % n for n in range(5)) + b"\n"
    found = list(chunks(io.BytesIO(lines), 2, {0, 3}))
    assert [number for one in found for number, _ in one.lines] == [2, 3, 5]
    assert found[-1].read == len(lines)


def test_an_id_that_was_there_before_is_told_also_where_a_run_goes_on() -> None:
    lines = (
        b'{"id": "a", "text": "x"}\r\n\xef\xbb\xbf{"id": "b", "text": "y"}\r\n{"id": "a", "text": "z"}\r\n'
    )
    for done in (set(), {"a"}):
        found = list(chunks(io.BytesIO(lines), 5, done))
        assert [(one.number, one.key) for one in found[0].broken] == [(3, "again")]
        assert [number for number, _ in found[0].lines] == [1, 2][len(done) :]


def test_a_line_of_ten_megabytes_is_told_and_never_kept() -> None:
    lines = b'{"id": "a", "text": "' + 10_000_000 * b"x" + b'"}\n{"id": "b", "text": "y"}\n'
    found = list(chunks(io.BytesIO(lines), 5))
    assert [(one.number, one.key) for one in found[0].broken] == [(1, "long-line")]
    assert [number for number, _ in found[0].lines] == [2]
    assert found[0].read == len(lines)
    long = judge_texts(chunk(json.dumps({"id": "c", "text": 30_000 * "x "})))
    assert [one.key for one in long.broken] == ["long-text"]


def test_a_line_out_that_broke_off_is_cut_away(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_bytes(b'{"id": "a", "acts": {}}\n{"id": "b", "ac')
    assert ids_in(out) == {"a"}
    assert out.read_bytes() == b'{"id": "a", "acts": {}}\n'
    assert ids_in(tmp_path / "none.jsonl") == set()


def test_a_file_that_somebody_else_wrote_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "letter.txt"
    out.write_bytes(b"Dear Sam,")
    with pytest.raises(BrokenError):
        ids_in(out)
    assert out.read_bytes() == b"Dear Sam,"


# -- clips -----------------------------------------------------------------------------------


def clip_judge(sounds: dict[str, Samples]) -> ClipJudge:
    def read(path: Path) -> Samples:
        try:
            return sounds[path.name]
        except KeyError:
            raise ClipError(f"no {path.name}") from None

    return ClipJudge(read, delivery_of_clip, Path("/"), {"ada": ("rest.wav",) * 3})


def quiet_then(sound: Samples) -> Samples:
    pause = np.random.default_rng(1).normal(0, 0.0005, 4_000).astype(np.float32)
    return np.concatenate([pause, sound, pause])


REST = quiet_then(voice(120, "a", 1.5))
UP = quiet_then(2 * voice(190, "a", 1.5))


@pytest.mark.parametrize("gain", ["", "fixed", "automatic"])
def test_a_voice_far_above_its_own_rest_is_raised(gain: str) -> None:
    measured = clip_judge({"rest.wav": REST, "up.wav": UP}).measured
    line = {"id": 1, "path": "up.wav", "speaker": "bo", "baseline": ["rest.wav"], "gain": gain}
    assert measured(line)["raised"] > 0.5
    assert measured({**line, "path": "rest.wav"})["raised"] < 0.5


def test_without_a_baseline_nobody_is_called_raised() -> None:
    found = clip_judge({"up.wav": UP}).measured({"id": 1, "path": "up.wav", "speaker": "bo"})
    assert found["raised"] is None
    assert found["pace"] is None
    assert found["pitch"] == pytest.approx(190, rel=0.03)
    assert found["level"] == pytest.approx(-14, abs=2)


def test_clips_marked_as_neutral_are_a_baseline() -> None:
    judged = clip_judge({"rest.wav": REST, "up.wav": UP})
    assert judged.measured({"id": 1, "path": "up.wav", "speaker": "ada"})["raised"] > 0.5


def test_three_neutral_clips_of_one_speaker_are_needed() -> None:
    lines = [
        json.dumps({"id": n, "path": f"{n}.wav", "speaker": "ada" if n else "bo", "neutral": True}).encode()
        for n in range(4)
    ]
    assert neutral_clips([*lines, b"{broken neutral"]) == {"ada": ("1.wav", "2.wav", "3.wav")}


def test_a_silent_or_missing_clip_says_so() -> None:
    judged = clip_judge({"rest.wav": np.zeros(16_000, np.float32), "up.wav": UP})
    missing, silent = (
        judge(chunk(line), judged.measured).broken[0]
        for line in (
            '{"id": 1, "path": "gone.wav", "speaker": "bo"}',
            '{"id": 1, "path": "up.wav", "speaker": "bo", "baseline": ["rest.wav"]}',
        )
    )
    assert (missing.key, silent.key) == ("error", "silent-baseline")


# -- processes -------------------------------------------------------------------------------


def doubler() -> Callable[[int], int]:
    return doubled


def doubled(number: int) -> int:
    if number == 13:
        os._exit(1)  # as an engine that crashes does
    assert number != 14, f"it was {number}"
    return 2 * number


def test_results_come_in_order_and_only_the_piece_that_kills_its_process_is_lost() -> None:
    found = list(in_order(doubler, range(17), 2))
    died = [one for one in found if isinstance(one, Died)]
    assert [one.work for one in died] == [13, 14]
    assert (died[0].trace, "AssertionError" in died[1].trace, "it was 14" in died[1].trace) == (
        "",
        True,
        False,
    )
    assert [one for one in found if not isinstance(one, Died)] == [
        2 * n for n in range(17) if n not in (13, 14)
    ]


def test_one_process_needs_no_other() -> None:
    assert list(in_order(doubler, range(5), 1)) == [0, 2, 4, 6, 8]
    assert isinstance(next(iter(in_order(doubler, [14], 1))), Died)


def fragile() -> Worker:
    return lambda one: judge(one, _fragile)


def _fragile(line: Line) -> dict[str, int]:
    assert line["id"] != 7, "a bug of ours"
    return {"twice": 2 * line["id"]}


def test_of_a_chunk_only_the_line_with_a_bug_in_it_is_lost() -> None:
    lines = b"".join(b'{"id": %d}\n' % n for n in range(12))
    found = list(assessing_lines.judged_lines(fragile, chunks(io.BytesIO(lines), 5), 1))
    assert [json.loads(one)["id"] for part in found for one in part.done] == [n for n in range(12) if n != 7]
    assert [(one.number, one.key) for part in found for one in part.broken] == [(8, "bug")]
    assert found[-1].read == len(lines)


ENDLESS = """
from itertools import repeat
from tests.run.test_assess_lines import doubler
from voicetrainer.run.assessing.batch import in_order
if __name__ == "__main__":
    for result in in_order(doubler, repeat(1), 2):
        print(result, flush=True)
"""


def test_a_run_that_is_killed_takes_its_processes_along() -> None:
    root = Path(__file__).parent.parent.parent
    run = subprocess.Popen([sys.executable, "-c", ENDLESS], cwd=root, stdout=subprocess.PIPE)
    assert run.stdout
    assert run.stdout.readline() == b"2\n"
    run.kill()
    run.communicate(timeout=30)  # the pipe ends only when the last process that holds it is gone


def test_a_device_and_a_file_without_lines_are_not_read_through(tmp_path: Path) -> None:
    assert ids_in(Path(os.devnull)) == set()
    out = tmp_path / "big.bin"
    out.write_bytes(bytes(1_000))
    with pytest.raises(BrokenError):
        ids_in(out)
    assert out.stat().st_size == 1_000
