"""Timelines as JSON lines: nothing is lost, nothing is guessed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetrainer.core.errors import StoreError
from voicetrainer.core.events import (
    Answered,
    Changed,
    Credited,
    Ended,
    LineStarted,
    Mark,
    Recognised,
    SpeechStarted,
)
from voicetrainer.store.timeline import TimelineWriter, from_json, kinds, parse, to_json

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
EVENTS = st.one_of([st.from_type(kind) for kind in kinds().values()])


@given(EVENTS)
def test_every_event_comes_back_as_it_was(event):
    assert from_json(to_json(event)) == event


@given(st.lists(EVENTS, max_size=4))
def test_a_whole_timeline_comes_back_even_with_strange_separators_in_it(events):
    content = "".join(to_json(event) + "\n" for event in events).encode()
    assert parse(content) == tuple(events)


def test_every_event_of_the_vocabulary_is_known():
    assert {"Answered", "SpeechStarted", "Turn", "Ended"} <= set(kinds())
    assert all(fields(kind)[0].name == "at" for kind in kinds().values())


def test_the_line_reads_as_the_documents_show_it():
    line = to_json(SpeechStarted(4200, 3, 4080))
    assert json.loads(line) == {"event": "SpeechStarted", "at": 4200, "utterance": 3, "onset": 4080}
    assert line.startswith('{"event": "SpeechStarted", "at": 4200')


def test_marks_inside_a_line_come_back_as_marks():
    event = LineStarted(10, 1, 20, 3000, (Mark("sentence", 0, 900, "Eleven days!"), Mark("pause", 900, 1700)))
    assert from_json(to_json(event)) == event


def test_a_whole_number_is_taken_where_a_fraction_may_stand():
    assert from_json('{"event": "Changed", "at": 5, "meter": "anger", "value": 6}') == Changed(
        5, "anger", 6.0
    )


@pytest.mark.parametrize("keep", range(1, 60))
def test_a_last_line_that_broke_off_is_dropped(keep):
    whole = [Answered(0), Recognised(900, 1, "Grüß Gott — hello, how can I help?")]
    first, second = (to_json(event).encode() for event in whole)
    assert parse(first + b"\n" + second[:keep]) == (whole[0],)


def test_a_last_line_that_only_lost_its_newline_counts():
    assert parse(to_json(Answered(0)).encode()) == (Answered(0),)


def test_an_empty_file_is_a_call_in_which_nothing_happened():
    assert parse(b"") == ()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{broken", "t.jsonl:2"),
        ("[1, 2]", "should look like"),
        ('{"event": "Sneezed", "at": 3}', "'Sneezed'"),
        ('{"event": "SpeechStarted", "at": 3, "utterance": 1}', "lacks its field 'onset'"),
        ('{"event": "SpeechStarted", "at": 3, "utterance": 1, "onset": 2, "mood": 1}', "no field 'mood'"),
        (
            '{"event": "SpeechStarted", "at": "3", "utterance": 1, "onset": 2}',
            'SpeechStarted.at cannot be "3"',
        ),
        ('{"event": "SpeechStarted", "at": true, "utterance": 1, "onset": 2}', "should be int"),
        ('{"event": "Ended", "at": 3, "outcome": "drew"}', "won / lost"),
        ('{"event": "Turn", "at": 3, "utterances": 1, "onset": 1, "end": 2, "fto": 0, "text": ""}', "[…]"),
        ('{"event": "LineStarted", "at": 3, "line": 1, "onset": 1, "length": 2, "marks": [7]}', "{…}"),
    ],
)
def test_a_broken_line_in_the_middle_is_named_by_its_place(line, says):
    content = f"{to_json(Answered(0))}\n{line}\n{to_json(Ended(9, 'won'))}\n".encode()
    with pytest.raises(StoreError) as caught:
        parse(content, "t.jsonl")
    assert "t.jsonl:2" in str(caught.value)
    assert says in str(caught.value)


def test_each_event_is_on_the_disk_before_the_next(tmp_path: Path):
    path = tmp_path / "timeline.jsonl"
    writer = TimelineWriter(path)
    for event in (Answered(0), SpeechStarted(300, 1, 200)):
        writer.append(event)
        assert parse(path.read_bytes())[-1] == event
    writer.close()
    writer.close()
    assert writer.complete


def test_a_timeline_is_continued_and_not_written_over(tmp_path: Path):
    path = tmp_path / "timeline.jsonl"
    for event in (Answered(0), Ended(5, "won")):
        writer = TimelineWriter(path)
        writer.append(event)
        writer.close()
    assert parse(path.read_bytes()) == (Answered(0), Ended(5, "won"))


def test_a_lone_surrogate_from_a_terminal_does_not_end_the_call(tmp_path: Path):
    path = tmp_path / "timeline.jsonl"
    writer = TimelineWriter(path)
    writer.append(Recognised(5, 1, "hello \udcff there"))
    writer.close()
    assert parse(path.read_bytes()) == (Recognised(5, 1, "hello ? there"),)


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_once_and_the_call_goes_on():
    writer = TimelineWriter(FULL)
    with pytest.raises(StoreError, match="make room"):
        writer.append(Answered(0))
    writer.append(Ended(5, "won"))
    assert not writer.complete
    writer.close()
    assert not writer.complete


LIMITED = """
import resource, signal, sys
from pathlib import Path
from voicetrainer.core.errors import StoreError
from voicetrainer.core.events import SpeechStarted
from voicetrainer.store.timeline import TimelineWriter
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
writer, told = TimelineWriter(Path(sys.argv[1])), 0
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
for n in range(40):
    try:
        writer.append(SpeechStarted(n, n, n))
    except StoreError:
        told += 1
assert told == 1 and not writer.complete
sys.stdout.write(Path(sys.argv[1]).read_text())
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
writer.close()
assert writer.complete
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of file size are POSIX")
def test_what_waited_is_written_at_the_end_once_there_is_room_again(tmp_path: Path):
    path = tmp_path / "timeline.jsonl"
    done = subprocess.run([sys.executable, "-c", LIMITED, path], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.endswith(b"\n"), "no half line stays in the file"
    assert [event.at for event in parse(path.read_bytes())] == list(range(40))


KILLED = """
import sys
from pathlib import Path
from voicetrainer.core.events import SpeechStarted
from voicetrainer.store.timeline import TimelineWriter
writer, n = TimelineWriter(Path(sys.argv[1])), 0
while True:
    n += 1
    writer.append(SpeechStarted(n, n, n))
    if n == 200:
        print("go", flush=True)
"""


def test_after_a_kill_the_part_so_far_opens(tmp_path: Path):
    path = tmp_path / "timeline.jsonl"
    with subprocess.Popen([sys.executable, "-c", KILLED, path], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    events = parse(path.read_bytes())
    assert len(events) >= 200
    assert [event.at for event in events] == list(range(1, len(events) + 1))


def test_a_timeline_that_cannot_be_opened_is_explained(tmp_path: Path):
    with pytest.raises(StoreError, match="gone"):
        TimelineWriter(tmp_path / "gone" / "timeline.jsonl")


def test_evidence_keeps_its_words():
    event = Credited(9, "said sorry", "D09", 4, 8, 'I am <so> sorry & "here"', "")
    assert from_json(to_json(event)) == event
