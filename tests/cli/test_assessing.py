"""`voicetrainer assess`: recordings, transcripts, lines of text, clips."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import soundfile

from tests.cli.conftest import Home
from voicetrainer.authoring.transcript_file import read_transcript
from voicetrainer.cli.assessing_calls import CallJudge, Done, Failed, Wanted, scenario_text
from voicetrainer.cli.assessing_runs import files_of
from voicetrainer.cli.opening import open_call
from voicetrainer.core.errors import ClipError
from voicetrainer.core.floor import floor_of
from voicetrainer.store.folder import CallFolder, list_calls

TALK = """WEBVTT

1
00:00:00.500 --> 00:00:03.000
<v Sam>Good morning, Northway Parcels, Sam speaking. How can I help?</v>

2
00:00:03.800 --> 00:00:09.000
<v Maureen>I have been waiting for my parcel for eleven days and nobody rang me back.</v>

3
00:00:09.900 --> 00:00:14.000
<v Sam>I am so sorry, eleven days is far too long. What is your order number?</v>

4
00:00:14.600 --> 00:00:17.000
<v Maureen>It is NP four four seven one.</v>

5
00:00:18.000 --> 00:00:23.000
<v Sam>Thank you. I will call you myself at four o'clock today. Goodbye.</v>
"""


def kept(root: Path) -> CallFolder:
    return list_calls(root)[0].folder


def test_an_assessed_recording_is_judged_as_the_call_itself_was(
    held: tuple[Home, str], tmp_path: Path
) -> None:
    home, _ = held
    call = home.calls[0]
    done = CallJudge(Wanted(tmp_path))(call / "call.flac")
    assert isinstance(done, Done), done
    was, now = open_call(CallFolder(call)), open_call(kept(tmp_path))
    before, after = floor_of(was.timeline, was.scenario), floor_of(now.timeline, now.scenario)
    assert now.info.practice == "assessed"
    # speech is found where it was found then, to the block
    spans = [[(u.onset, u.end) for u in floor.utterances] for floor in (before, after)]
    assert len(spans[0]) == len(spans[1])
    assert all(abs(a - b) <= 60 for x, y in zip(*spans, strict=True) for a, b in zip(x, y, strict=True))
    counts = [[o.utterance for o in floor.overlaps if o.kind == "interruption"] for floor in (before, after)]
    assert counts[0] == counts[1]
    assert abs(before.trainee_ms - after.trainee_ms) < 300
    verdicts = [
        {j.item.id: j.verdict for s in one.by_program().sections for j in s.items} for one in (was, now)
    ]
    same = ("interruptions", "no-blame", "no-hurry", "reply-gaps", "dead-air", "no-passing-on")
    assert [verdicts[0][item] for item in same] == [verdicts[1][item] for item in same]


def test_the_command_line_decides_which_channel_is_the_agents(held: tuple[Home, str], tmp_path: Path) -> None:
    sound, rate = soundfile.read(held[0].calls[0] / "call.flac")
    swapped = tmp_path / "swapped.wav"
    soundfile.write(swapped, sound[:, ::-1], rate)
    done = CallJudge(Wanted(tmp_path / "calls", agent="right"))(swapped)
    assert isinstance(done, Done)
    floor = floor_of(
        open_call(kept(tmp_path / "calls")).timeline, open_call(kept(tmp_path / "calls")).scenario
    )
    assert any("eleven days" in line.text.lower() or "11 days" in line.text for line in floor.lines)


def test_a_transcript_becomes_a_call_without_a_voice(home: Home, tmp_path: Path) -> None:
    (tmp_path / "monday.vtt").write_text(TALK)
    said = home.run("assess", str(tmp_path / "monday.vtt"), "--out", str(tmp_path / "out"))
    assert "of 100" in said
    call = open_call(kept(tmp_path / "out"))
    floor = floor_of(call.timeline, call.scenario)
    assert [u.onset for u in floor.utterances] == [500, 9_900, 18_000]
    assert [g.fto for g in floor.gaps] == [500, 900, 1_000]
    verdicts = {j.item.id: j.verdict for s in call.judged().sections for j in s.items}
    assert verdicts["greeted"] == verdicts["held-on-to"] == "earned"
    assert verdicts["kept-level"] == "not assessed"
    assert "outcome" not in verdicts
    again = home.run("assess", str(tmp_path / "monday.vtt"), "--out", str(tmp_path / "out"))
    assert "were assessed before" in again
    assert len(list_calls(tmp_path / "out")) == 1
    assert "recorded elsewhere" in (kept(tmp_path / "out").path / "report.html").read_text("utf-8")


@pytest.mark.parametrize("style", ["vtt", "json"])
def test_our_own_exports_can_be_assessed_again(held: tuple[Home, str], tmp_path: Path, style: str) -> None:
    home, file = held[0], tmp_path / f"call.{style}"
    home.run("export", "last", "--format", style, "--out", str(file))
    found = read_transcript(file)
    assert found.known
    assert "listen to me" in " ".join(cue.text for cue in found.cues if cue.who == found.first)


OTHERS = {
    "srt": "1\n00:00:01,000 --> 00:00:02,500\nAgent: Hello.\n\n2\n0:03,000 --> 0:04,000\nCustomer: Hi.\n",
    "csv": "speaker;start;end;text\nagent 1;1.0;2.5;Hello.\ncustomer;00:00:03.0;00:00:04.0;Hi.\n",
    "json": json.dumps(
        {"segments": [{"speaker": "Operator", "start": 1.0, "end": 2.5, "text": "Hello."},
                      {"speaker": "SPEAKER_01", "start": "0:03", "end": 4, "text": " Hi."}]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", OTHERS)
def test_other_programs_transcripts_are_read(tmp_path: Path, style: str) -> None:
    file = tmp_path / f"call.{style}"
    file.write_text(OTHERS[style])
    found = read_transcript(file)
    assert [(cue.onset, cue.end, cue.text) for cue in found.cues] == [
        (1_000, 2_500, "Hello."),
        (3_000, 4_000, "Hi."),
    ]
    assert found.known
    assert found.first == found.cues[0].who


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.vtt", "WEBVTT\n\n00:01 --> soon\n<v A>x</v>\n", ":3: this is no time: soon"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nhello\n", ":2: nobody is named"),
        ("a.json", "{", ":1: is no JSON"),
        ("a.json", '{"a": 1}', "no list of what was said"),
        ("a.json", '[{"text": "x", "start": 1, "end": 2}]', r":\[1\]: one of these is missing: who"),
        ("a.csv", "who,start,end,text\nagent,1,2,hi\n", "only one speaker"),
        ("a.csv", "who,start,end,text\n", "no words with times"),
        ("a.csv", "who,start,end,text\nA,1,2,x\nB,2,3,y\nC,3,4,z\n", "--agent NAME"),
    ],
)
def test_a_broken_transcript_says_where_and_what(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ClipError, match=said):
        read_transcript(tmp_path / name)


def test_one_channel_needs_a_transcript_beside_it(held: tuple[Home, str], tmp_path: Path) -> None:
    sound, rate = soundfile.read(held[0].calls[0] / "call.flac")
    file = tmp_path / "mono.wav"
    soundfile.write(file, sound[:rate].mean(axis=1), rate)
    judge = CallJudge(Wanted(tmp_path / "out"))
    failed = judge(file)
    assert isinstance(failed, Failed)
    assert "one channel" in failed.why
    file.with_suffix(".vtt").write_text(TALK)
    assert isinstance(judge(file), Done)


def test_a_folder_is_looked_through_without_the_calls_that_are_kept_in_it(tmp_path: Path) -> None:
    for name in ("b.wav", "a.flac", "a.vtt", "c.srt", "deep/d.mp3", "notes.txt", ".hidden/e.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    own = tmp_path / "out" / "2026-01-01-1000-a-00ff"
    own.mkdir(parents=True)
    for name in ("timeline.jsonl", "call.flac", "call.json"):
        (own / name).write_text("x")
    found = [str(file.relative_to(tmp_path)) for file in files_of([tmp_path, tmp_path / "b.wav"])]
    assert found == ["a.flac", "b.wav", "c.srt", "deep/d.mp3"]


def test_with_a_scenario_its_facts_are_known_and_its_way_is_not() -> None:
    from voicetrainer import places
    from voicetrainer.authoring import load_scenario, load_scenario_text

    real = load_scenario(places.scenarios() / "parcel.yaml").scenario
    made = load_scenario_text(Path("parcel-recorded.yaml"), scenario_text(real).encode()).scenario
    assert set(made.facts) == set(real.facts)
    assert (made.caller.name, made.you.firm, made.firm_at_fault) == (
        "Maureen Price",
        "Northway Parcels",
        True,
    )
    assert set(made.states) == {"call", "over"}
    assert not made.checkpoints


def test_text_goes_on_where_it_stopped_and_lists_what_is_broken(home: Home, tmp_path: Path) -> None:
    lines, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines.write_text('{"id": "a", "text": "how can i help"}\nno json\n{"id": "b", "text": "goodbye"}\n')
    said = home.run("assess", "--text", str(lines), "--out", str(out), code=1)
    assert "in.jsonl:2: is no JSON" in said
    whole = out.read_bytes()
    assert [json.loads(line)["id"] for line in whole.splitlines()] == ["a", "b"]
    out.write_bytes(whole[:-10])  # killed while it wrote
    home.run("assess", "--text", str(lines), "--out", str(out), code=1)
    assert out.read_bytes() == whole


def test_wrong_usage_is_told(home: Home, tmp_path: Path) -> None:
    assert "Say what to assess" in home.run("assess", code=2)
    assert "There is no file" in home.run("assess", str(tmp_path / "gone.wav"), code=2)
    assert "There is no file" in home.run("assess", "--text", str(tmp_path / "gone.jsonl"), code=2)
    (tmp_path / "empty").mkdir()
    assert "no recordings and no transcripts" in home.run("assess", str(tmp_path / "empty"), code=2)


def test_broken_files_are_listed_and_the_rest_goes_on(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.vtt").write_text("WEBVTT\n")
    (folder / "b.vtt").write_text(TALK)
    (folder / "c.wav").write_text("no sound")
    said = home.run("assess", str(folder), "--out", str(tmp_path / "out"), "--jobs", "1", code=1)
    assert "2 files could not be used" in said
    assert len(list_calls(tmp_path / "out")) == 1
    shutil.rmtree(folder)
