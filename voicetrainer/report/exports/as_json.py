"""The whole report as JSON, in the form that `schemas/report-1.json` publishes.

Additions raise the schema's minor number; what breaks a reader makes a new file, `report-2.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib import resources
from typing import Any

from ... import catalogue
from ...core.floor import Floor
from ...core.measures import Measure
from ...core.score import Evidence, Flip, Judged, SectionScore, Strip, WhatIf
from .. import glance, words
from ..inputs import Attempt, Engine, Report, Source
from ..transcript import transcript
from .export import Corrected, Export

VERSION = "1.0"
SCHEMA = "report-1.json"

Json = dict[str, Any]


def schema() -> str:
    """The published JSON Schema, as text."""
    return resources.files("voicetrainer.report").joinpath("schemas", SCHEMA).read_text("utf-8")


def write(export: Export) -> str:
    return json.dumps(report(export), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def report(export: Export) -> Json:
    shown = export.report.shown
    card = shown.scorecard
    return {
        "format": "voicetrainer report",
        "version": VERSION,
        "call": _call(export),
        "outcome": card.outcome,
        "duration_ms": card.duration,
        "scored": shown.answered.scored,
        "total": card.total,
        "passed": card.passed,
        "pass_mark": card.pass_mark,
        "critical_missed": list(card.critical_lost) if card.sections else [],
        "notices": glance.notices(shown.floor, shown.timeline),
        "sections": [_section(section, shown) for section in card.sections],
        "measures": [_measure(one) for one in shown.measures],
        "earlier": [_attempt(one) for one in shown.earlier],
        "what_ifs": [_what_if(one) for one in shown.what_ifs],
        "transcript": _transcript(shown),
        "corrections": [_correction(one) for one in export.corrected],
        "floor": _floor(shown.floor),
        "states": [_span(onset, end) | {"name": name} for name, onset, end in export.states],
        "meters": {
            name: [{"at_ms": at, "value": value} for at, value in course]
            for name, course in glance.meters(shown.scenario, shown.timeline).items()
        },
    }


def _call(export: Export) -> Json:
    about, answered = export.report.about, export.report.answered
    return {
        "name": export.name,
        "program": about.program,
        "started": about.started.isoformat(timespec="seconds"),
        "trainee": about.trainee,
        "practice": about.practice,
        "attempt": about.attempt,
        "seed": about.seed,
        "scenario": _source(about.scenario),
        "rubric": _source(about.rubric),
        "ear": _engine(about.ear),
        "voice": _engine(about.voice),
        "vad": _engine(about.vad),
        "rang_ms": answered.rang,
        "reply_wait_ms": about.reply_wait,
        "latency_ms": answered.latency,
        "microphone": about.microphone,
        "loudspeaker": about.loudspeaker,
        "headphones": about.headphones,
        "words_assessed": answered.words_assessed,
        "overlap_assessed": answered.overlap_assessed,
    }


def _source(source: Source) -> Json:
    """With its hash, where the source has one."""
    sha256 = getattr(source, "sha256", "")
    return {"file": source.file, "title": source.title, "version": source.version, "sha256": sha256}


def _engine(engine: Engine) -> Json:
    return {"name": engine.name, "version": engine.version}


def _section(section: SectionScore, shown: Report) -> Json:
    return {
        "name": section.name,
        "title": section.title,
        "weight": section.weight,
        "score": section.score,
        "assessed": section.assessed,
        "needed": section.needed,
        "items": [_item(judged, shown) for judged in section.items],
    }


def _item(judged: Judged, shown: Report) -> Json:
    item, over, stability = judged.item, judged.overruled, judged.stability
    return {
        "id": item.id,
        "title": words.title(item, shown.scenario),
        "rule": item.rule,
        "advice": list(item.advice),
        "weight": item.weight,
        "critical": item.critical,
        "limits": dict(item.limits),
        "verdict": judged.verdict,
        "reason": words.reason(judged),
        "reason_key": judged.reason,
        "values": dict(judged.values),
        "evidence": [_evidence(one) for one in judged.evidence],
        "stability": stability
        and {"flips": [_flip(flip) for flip in stability.flips], "decides": stability.decides},
        "overruled": over and {"was": over.was, "by": over.by, "reason": over.reason, "when": over.when},
    }


def _evidence(one: Evidence) -> Json:
    figures = {"value": one.value, "limit": one.limit, "unit": one.unit}
    return _span(one.onset, one.end) | {"words": one.words} | figures | {"note": one.note}


def _flip(flip: Flip) -> Json:
    return {"doubt": _said(flip.doubt, dict(flip.values)), "doubt_key": flip.doubt, "verdict": flip.verdict}


def _measure(one: Measure) -> Json:
    return {"name": one.name, "value": one.value, "unit": one.unit, "goal": one.goal, "better": one.better}


def _attempt(one: Attempt) -> Json:
    return {
        "started": one.started.isoformat(timespec="seconds"),
        "total": one.total,
        "measures": [_measure(measure) for measure in one.measures],
    }


def _what_if(one: WhatIf) -> Json:
    return {
        "at_ms": one.at,
        "kind": one.kind,
        "text": _said(one.kind, dict(one.values)),
        "item": one.item,
        "was": [_strip(strip) for strip in one.was],
        "would": [_strip(strip) for strip in one.would],
        "line": one.line,
        "seed": one.seed,
    }


def _strip(strip: Strip) -> Json:
    return {"who": strip.who} | _span(strip.onset, strip.end) | {"words": strip.words}


def _said(key: str, values: Mapping[str, object]) -> str:
    return catalogue.say(key, **values)


def _transcript(shown: Report) -> list[Json]:
    return [
        {"who": one.who, "name": one.name} | _span(one.onset, one.end)
        | {"words": one.said, "marks": list(one.tags)}
        for one in transcript(shown.floor, shown.timeline, shown.scenario)
    ]  # fmt: skip


def _correction(one: Corrected) -> Json:
    return asdict(one)


def _floor(floor: Floor) -> Json:
    return {
        "trainee_ms": floor.trainee_ms,
        "caller_ms": floor.caller_ms,
        "talk_share": floor.talk_share,
        "utterances": [
            {"number": one.number} | _span(one.onset, one.end) | {"words": one.text}
            | {"confidence": one.confidence, "typed": one.typed, "took_floor": one.took_floor}
            for one in floor.utterances
        ],
        "lines": [
            {"number": line.number} | _span(line.onset, line.end)
            | {"words": line.text, "mood": line.mood, "cut": line.cut}
            for line in floor.lines
        ],
        "overlaps": [
            {"kind": one.kind, "utterance": one.utterance, "line": one.line} | _span(one.onset, one.end)
            | {"words": one.words, "content": one.content, "counts": one.counts}
            for one in floor.overlaps
        ],
        "reply_gaps": [
            {"fto_ms": gap.fto} | _span(gap.onset, gap.end) | {"after_line": gap.after_line}
            for gap in floor.gaps
        ],
        "silences": [{"kind": one.kind} | _span(one.onset, one.end) for one in floor.silences],
    }  # fmt: skip


def _span(onset: int, end: int) -> Json:
    return {"onset_ms": onset, "end_ms": end}
