"""Who does the job rightly is not reproached: everyday sentences, as they are written and unpunctuated."""

from __future__ import annotations

from benchmarks.evaluate.part_everyday import FILES, faults, rows

MOST = 0.02
"""Share of the sentences that may be called a fault; the locked half is only scored by `make evaluate`."""


def test_everyday_sentences_are_hardly_ever_called_a_fault() -> None:
    sentences = (FILES / "everyday_open.txt").read_text("utf-8").splitlines()
    alarms = {sentence: found for sentence in sentences if (found := faults(sentence))}
    assert len(sentences) >= 300
    assert len(alarms) <= MOST * len(sentences), alarms


def test_the_halves_of_the_everyday_set_share_no_sentence() -> None:
    halves = [
        set((FILES / f"everyday_{half}.txt").read_text("utf-8").splitlines()) for half in ("open", "locked")
    ]
    assert not halves[0] & halves[1]


def test_the_row_tells_which_faults_were_called() -> None:
    locked, opened = rows(None)
    assert locked.goal == "≤ .01" and locked.n > 200
    assert opened.met is None and "tuned on" in opened.note
