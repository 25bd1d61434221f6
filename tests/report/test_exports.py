"""Exports are held against the rules of their formats, by small readers that know nothing of the writers."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from typing import Any, get_args

import parcel
import pytest

from voicetrainer.core.events import Outcome
from voicetrainer.core.floor import OverlapKind, SilenceKind
from voicetrainer.core.score import Flip, Overrule, Stability, Strip, Verdict, WhatIf
from voicetrainer.report.exports import ENDINGS, FORMATS, Export, as_json
from voicetrainer.report.exports.export import Corrected

NAME = "2026-11-21-1410-parcel-7f3a"
EXPORT = Export(parcel.REPORT, NAME)
NASTY = (
    '=HYPERLINK("http://x","y")', "--> 00:00", "<v Nobody>& Söhne</v>", 'she said "no"\n\nand left\r\n',
    "-1+1", "@SUM(A1)", "\tdde", "Grüße, Ölaf – 你好", "a,b;c", "NOTE", " +5",
)  # fmt: skip


def nasty() -> Export:
    """The same call, in which people say what breaks files."""
    floor = parcel.FLOOR
    said = [
        replace(one, text=text) for one, text in zip(floor.utterances, NASTY, strict=False)
    ] + list(floor.utterances[len(NASTY) :])  # fmt: skip
    lines = tuple(replace(line, text=f"{text} {line.text}", marks=()) for line, text in
                  zip(floor.lines, NASTY, strict=False))  # fmt: skip
    sections = tuple(
        replace(
            section,
            items=tuple(
                replace(
                    judged,
                    evidence=tuple(
                        replace(proof, words=NASTY[(at + n) % len(NASTY)])
                        for n, proof in enumerate(judged.evidence)
                    ),
                )
                for at, judged in enumerate(section.items)
            ),
        )
        for section in parcel.CARD.sections
    )
    report = replace(
        parcel.REPORT,
        floor=replace(floor, utterances=tuple(said), lines=lines),
        scorecard=replace(parcel.CARD, sections=sections),
    )
    return Export(report, "my calls/für Jörg")


EVERY = {
    "made up": EXPORT,
    "nasty": nasty(),
    "silent": Export(parcel.SILENT, NAME),
    "unscored": Export(parcel.UNSCORED, NAME),
    "nothing": Export(parcel.NOTHING, NAME),
}
every = pytest.mark.parametrize("export", EVERY.values(), ids=EVERY)


def test_every_format_has_a_writer_and_an_ending() -> None:
    from voicetrainer.cli.exporting import FORMATS as OFFERED

    assert set(FORMATS) == set(ENDINGS) == set(OFFERED)


@every
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_call_is_written_the_same_again(form: str, export: Export) -> None:
    assert FORMATS[form](export) == FORMATS[form](export)


# -- JSON ------------------------------------------------------------------------------------

KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float),
    "boolean": (bool,), "null": (type(None),),
}  # fmt: skip


KNOWN = {
    "$ref", "$schema", "$id", "$defs", "title", "description", "type", "properties", "required", "oneOf",
    "additionalProperties", "items", "enum", "const", "minimum", "maximum", "pattern", "format",
}  # fmt: skip


def mistakes(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """What JSON Schema finds wrong, as far as our schema uses it."""
    assert set(schema) <= KNOWN, f"the reader does not know {set(schema) - KNOWN}"
    if "$ref" in schema:
        return mistakes(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    found = []
    if "oneOf" in schema:
        fits = [one for one in schema["oneOf"] if not mistakes(value, one, root, at)]
        found += [] if len(fits) == 1 else [f"{at}: {len(fits)} of oneOf"]
    found += [f"{at}: {value!r}" for wrong in plain_mistakes(value, schema) if wrong]
    if isinstance(value, list):
        for number, one in enumerate(value):
            found += mistakes(one, schema.get("items", {}), root, f"{at}[{number}]")
    if isinstance(value, dict):
        found += in_object(value, schema, root, at)
    return found


def plain_mistakes(value: Any, schema: dict[str, Any]) -> Iterator[bool]:
    kinds = schema.get("type", list(KINDS))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    truth = isinstance(value, bool)
    yield not any(isinstance(value, KINDS[k]) and (k == "boolean" or not truth) for k in kinds)
    yield "enum" in schema and value not in schema["enum"]
    yield "const" in schema and value != schema["const"]
    yield "pattern" in schema and not re.search(schema["pattern"], value)
    if isinstance(value, int | float) and not truth:
        yield value < schema.get("minimum", value) or value > schema.get("maximum", value)


def in_object(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str) -> list[str]:
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{at}: no {name}" for name in schema.get("required", []) if name not in value]
    for name, one in value.items():
        if name in known:
            found += mistakes(one, known[name], root, f"{at}.{name}")
        elif other is False:
            found.append(f"{at}: {name} is not told of")
        elif isinstance(other, dict):
            found += mistakes(one, other, root, f"{at}.{name}")
    return found


SCHEMA: dict[str, Any] = json.loads(as_json.schema())


@every
def test_the_json_is_what_the_published_schema_says(export: Export) -> None:
    assert mistakes(json.loads(as_json.write(export)), SCHEMA, SCHEMA) == []


def full() -> Export:
    """With everything there can be: doubts, an overruled item, a correction, a what-if, figures."""
    from voicetrainer.core.measures import Measure
    from voicetrainer.report.inputs import Attempt

    section = parcel.CARD.sections[0]
    judged = replace(
        section.items[0],
        stability=Stability((Flip("report.notice-latency", "earned"),), True),
        overruled=Overrule("lost", "Jörg", "she had asked him", "2026-11-22T10:00:00+00:00"),
    )
    figures = (Measure("interruptions", 1, "times", 0), Measure("level", None, "dB"))
    what_if = WhatIf(
        20_200, "report.why-hold", (), "interruptions", (Strip("trainee", 20_200, 21_000, "But"),), (), "…", 7
    )
    card = replace(
        parcel.CARD,
        sections=(replace(section, items=(judged, *section.items[1:])), *parcel.CARD.sections[1:]),
    )
    report = replace(
        parcel.REPORT,
        scorecard=card,
        measures=figures,
        earlier=(Attempt(parcel.Setting().started, 70.5, figures),),
        what_ifs=(what_if,),
    )
    return Export(report, NAME, (Corrected(5, "But the driver", "But your driver", "Jörg", "heard it"),))


def test_doubts_overrulings_corrections_and_what_ifs_are_in_the_json() -> None:
    made = json.loads(as_json.write(full()))
    assert mistakes(made, SCHEMA, SCHEMA) == []
    item = made["sections"][0]["items"][0]
    assert item["stability"]["decides"] and item["overruled"]["was"] == "lost"
    assert made["corrections"][0]["was"] == "But the driver"
    assert made["what_ifs"][0]["was"][0]["who"] == "trainee" and made["earlier"][0]["total"] == 70.5


def test_the_reader_of_schemas_does_find_mistakes() -> None:
    made = json.loads(as_json.write(EXPORT))
    made["total"] = "76.6"
    made["sections"][0]["items"][0]["verdict"] = "missed"
    del made["call"]["seed"]
    made["floor"]["lines"][0]["feeling"] = "calm"
    assert len(mistakes(made, SCHEMA, SCHEMA)) == 4


def test_the_schema_names_every_word_the_program_can_use() -> None:
    defs = SCHEMA["$defs"]
    floor = defs["floor"]["properties"]
    assert set(defs["verdict"]["enum"]) == set(get_args(Verdict))
    assert set(SCHEMA["properties"]["outcome"]["enum"]) == set(get_args(Outcome))
    assert set(floor["overlaps"]["items"]["properties"]["kind"]["enum"]) == set(get_args(OverlapKind))
    assert set(floor["silences"]["items"]["properties"]["kind"]["enum"]) == set(get_args(SilenceKind))


def test_everything_in_the_schema_is_required_and_closed() -> None:
    def walk(node: object) -> None:
        if isinstance(node, dict):
            if "properties" in node:
                assert node["additionalProperties"] is False
                assert set(node["required"]) == set(node["properties"])
            for one in node.values():
                walk(one)
        elif isinstance(node, list):
            for one in node:
                walk(one)

    walk(SCHEMA)


def test_the_json_holds_evidence_with_its_figures() -> None:
    made = json.loads(as_json.write(EXPORT))
    item = made["sections"][0]["items"][0]
    assert item["id"] == "interruptions" and item["verdict"] == "lost"
    (proof,) = item["evidence"]
    assert (proof["onset_ms"], proof["end_ms"], proof["value"]) == (20_200, 21_000, 0.8)
    assert made["floor"]["reply_gaps"][1]["fto_ms"] == -800


def test_a_call_without_a_score_shows_no_verdict_in_any_format() -> None:
    from voicetrainer.core.events import Answered

    timeline = (Answered(0, scored=False), *parcel.TIMELINE[1:])
    export = Export(replace(parcel.REPORT, timeline=timeline), NAME)
    assert json.loads(as_json.write(export))["sections"] == []
    assert len(list(csv.reader(io.StringIO(FORMATS["csv"](export))))) == 1
    assert points(FORMATS["textgrid"](export)) == []


# -- WebVTT ----------------------------------------------------------------------------------

CLOCK = r"(\d\d+):([0-5]\d):([0-5]\d)\.(\d{3})"


def cues(text: str) -> list[tuple[int, int, str, str]]:
    """Onset and end in ms, voice, words.  Fails where a WebVTT parser would drop something."""
    assert text.startswith("WEBVTT\n") and "\r" not in text
    found = []
    for block in re.split(r"\n{2,}", text.removeprefix("WEBVTT").strip("\n")):
        if not block:
            continue
        number, timing, *payload = block.split("\n")
        assert number.isdigit() and "-->" not in number
        times = re.fullmatch(rf"{CLOCK} --> {CLOCK}", timing)
        assert times, timing
        one, two = (clock(times.groups()[at : at + 4]) for at in (0, 4))
        (words,) = payload
        assert "-->" not in words
        voice = re.fullmatch(r"<v ([^<>&\n]*(?:&(?:amp|lt|gt);[^<>&\n]*)*)>([^<>]*)</v>", words)
        assert voice, words
        assert not re.search(r"&(?!amp;|lt;|gt;)", voice[2])
        found.append((one, two, unescape(voice[1]), unescape(voice[2])))
    return found


def clock(parts: tuple[str | Any, ...]) -> int:
    hours, minutes, seconds, ms = map(int, parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


@every
def test_captions_are_webvtt_in_order_and_never_empty_in_time(export: Export) -> None:
    found = cues(FORMATS["vtt"](export))
    assert all(one < two for one, two, *_ in found)
    assert [one for one, *_ in found] == sorted(one for one, *_ in found)


def test_captions_name_both_speakers_and_break_lines_by_their_sentences() -> None:
    found = cues(FORMATS["vtt"](EXPORT))
    assert {voice for *_, voice, _ in found} == {"Sam", "Maureen"}
    whole = replace(parcel.FLOOR.lines[4], marks=(
        parcel.Mark("sentence", 0, 600, "Exactly."),
        parcel.Mark("sentence", 700, 1_600, "Yes. Exactly that."),
    ))  # fmt: skip
    floor = replace(parcel.FLOOR, lines=(whole,), utterances=())
    split = cues(FORMATS["vtt"](Export(replace(parcel.REPORT, floor=floor), NAME)))
    assert split == [
        (44_400, 45_000, "Maureen", "Exactly."),
        (45_100, 46_000, "Maureen", "Yes. Exactly that."),
    ]


def test_no_word_can_end_a_cue_or_open_a_tag() -> None:
    said = [words for *_, voice, words in cues(FORMATS["vtt"](EVERY["nasty"])) if voice == "Sam"]
    assert "<v Nobody>& Söhne</v>" in said and "--> 00:00" in said
    assert 'she said "no" and left' in said


# -- RTTM ------------------------------------------------------------------------------------


@every
def test_rttm_has_ten_columns_and_three_decimals(export: Export) -> None:
    rows = [line.split(" ") for line in FORMATS["rttm"](export).splitlines()]
    for row in rows:
        assert len(row) == 10 and row[0] == "SPEAKER" and row[2] in ("1", "2")
        assert re.fullmatch(r"\d+\.\d{3}", row[3]) and re.fullmatch(r"\d+\.\d{3}", row[4])
        assert float(row[4]) > 0
        assert row[7] == {"1": "trainee", "2": "caller"}[row[2]]
        assert [row[5], row[6], row[8], row[9]] == ["<NA>"] * 4
    assert [float(row[3]) for row in rows] == sorted(float(row[3]) for row in rows)


def test_rttm_tells_all_speech_to_the_millisecond() -> None:
    rows = [line.split() for line in FORMATS["rttm"](EXPORT).splitlines()]
    for who, stretches in (("trainee", parcel.UTTERANCES), ("caller", parcel.LINES)):
        told = {(round(float(r[3]) * 1000), round(float(r[4]) * 1000)) for r in rows if r[7] == who}
        assert told == {(one.onset, one.end - one.onset) for one in stretches}  # type: ignore[attr-defined]


def test_typed_words_are_no_sound_and_not_in_the_rttm() -> None:
    floor = replace(parcel.FLOOR, utterances=(replace(parcel.UTTERANCES[0], typed=True),), lines=())
    assert FORMATS["rttm"](Export(replace(parcel.REPORT, floor=floor), NAME)) == ""


# -- TextGrid --------------------------------------------------------------------------------

Tier = tuple[str, str, list[tuple[float, float, str]]]


def tiers(text: str) -> list[Tier]:
    """Class, name, and (xmin, xmax, label) of each interval; a point has twice the same time.

    As Praat does, it takes only numbers, quoted strings and flags, in their order, and ignores the rest.
    """
    tokens = re.findall(r'"((?:[^"]|"")*)"|<(\w+)>|(?<![\[\w])(-?\d+(?:\.\d+)?)(?![\]\w])', text)
    flat = iter([(s.replace('""', '"'), flag, number) for s, flag, number in tokens])

    def word() -> str:
        return next(flat)[0]

    def figure() -> float:
        return float(next(flat)[2])

    assert (word(), word()) == ("ooTextFile", "TextGrid")
    begin, end = figure(), figure()
    assert next(flat)[1] == "exists"
    found: list[Tier] = []
    for _ in range(int(figure())):
        kind, name = word(), word()
        assert (figure(), figure()) == (begin, end)
        rows = []
        for _ in range(int(figure())):
            one = figure()
            rows.append((one, figure() if kind == "IntervalTier" else one, word()))
        found.append((kind, name, rows))
    assert next(flat, None) is None
    return found


def points(text: str) -> list[tuple[float, float, str]]:
    return tiers(text)[-1][2]


@every
def test_interval_tiers_cover_the_call_without_holes_and_points_differ(export: Export) -> None:
    text = FORMATS["textgrid"](export)
    found = tiers(text)
    assert [name for _, name, _ in found] == ["caller", "trainee", "overlaps", "states", "items"]
    length = max(rows[-1][1] for kind, _, rows in found if kind == "IntervalTier")
    for kind, _, rows in found:
        if kind == "IntervalTier":
            assert rows[0][0] == 0 and rows[-1][1] == length
            assert all(one < two for one, two, _ in rows)
            assert all(a[1] == b[0] for a, b in pairwise(rows))
        else:
            times = [at for at, *_ in rows]
            assert times == sorted(set(times)) and all(at <= length for at in times)


def test_overlaps_states_and_items_are_where_they_happened() -> None:
    found = {name: rows for _, name, rows in tiers(FORMATS["textgrid"](EXPORT))}
    assert (20.2, 21.0, "interruption") in found["overlaps"]
    assert (15.0, 58.6, "softening") in found["states"]
    assert (20.2, 20.2, "interruptions: lost") in found["items"]
    assert any(label.startswith("reply-gap: earned · apology: earned") for *_, label in found["items"])


def test_quotes_and_line_breaks_stay_inside_their_label() -> None:
    found = {name: rows for _, name, rows in tiers(FORMATS["textgrid"](EVERY["nasty"]))}
    assert 'she said "no" and left' in {label for *_, label in found["trainee"]}


# -- CSV -------------------------------------------------------------------------------------


def rows(export: Export) -> list[dict[str, str]]:
    text = FORMATS["csv"](export)
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@every
def test_the_table_has_a_row_for_each_item(export: Export) -> None:
    found = rows(export)
    assert [row["item"] for row in found] == [judged.item.id for _, judged in export.judged]
    assert all(None not in row and None not in row.values() for row in found)


def test_the_table_tells_advice_rule_verdict_place_and_figures() -> None:
    first = rows(EXPORT)[0]
    told = {name: first[name] for name in
            ("advice", "rule", "verdict", "onset_ms", "end_ms", "value", "limit", "unit")}  # fmt: skip
    assert told == {
        "advice": "L02 L03", "rule": "floor.interruptions", "verdict": "lost", "onset_ms": "20200",
        "end_ms": "21000", "value": "0.8", "limit": "0", "unit": "s over the caller",
    }  # fmt: skip
    assert rows(full())[0]["overruled_by"] == "Jörg" and rows(full())[0]["close_call"] == "yes"


def test_no_cell_can_be_taken_for_a_formula() -> None:
    table = rows(EVERY["nasty"])
    cells = [cell for row in table for name, cell in row.items() if name != "value"]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r|%")]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    section = parcel.CARD.sections[0]
    hidden = replace(section.items[0], evidence=(replace(parcel.INTERRUPTION, words=" \u2003+5"),))
    card = replace(parcel.CARD, sections=(replace(section, items=(hidden,)),))
    assert rows(Export(replace(parcel.REPORT, scorecard=card), NAME))[0]["words"] == "'+5"


def test_a_minus_in_a_figure_stays_a_figure() -> None:
    section = parcel.CARD.sections[0]
    low = replace(section.items[0], evidence=(replace(parcel.INTERRUPTION, value=-3.5),))
    card = replace(parcel.CARD, sections=(replace(section, items=(low,)),))
    assert rows(Export(replace(parcel.REPORT, scorecard=card), NAME))[0]["value"] == "-3.5"
