"""Observations → the rows of the table.  What each row means is told in docs/benchmark-realtime.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voicetrainer.core.events import Ms

from .edges_score import Edges
from .observed import Observed, Under
from .rows import Row

CUT_INS = {300: 1.0, 500: 3.0, 700: 10.0, 1000: 40.0}
EDGE: Ms = 100
"""A reply that comes so much sooner than the wait was meant to be early."""


def rows(seen: Sequence[Observed], wait: Ms) -> list[Row]:
    turns = [o for o in seen if o.kind in ("pause", "plain")]
    return [*_replies(turns, wait), *_cut_ins(turns, wait), *_talked_over(seen), *_murmurs(seen),
            *_edges(seen)]  # fmt: skip


def _replies(turns: Sequence[Observed], wait: Ms) -> Iterator[Row]:
    fair = [o for o in turns if o.reply is not None and o.reply >= 0 and o.reply_wall is not None]
    early = [o for o in fair if o.reply is not None and o.reply < wait - EDGE]
    late = [o for o in fair if o not in early]
    lags = tuple(o.reply_wall - (o.wait or wait) for o in late if o.reply_wall is not None)
    yield Row("lag", "system lag", "ms", lags, 20, 60,
              note="first sample − (true end + the wait meant), the machine's delay included")  # fmt: skip
    yield Row("early-share", "turns answered early", "%", tuple(float(o in early) for o in fair), 30,
              share=True, at_least=True, note="of the turns that were not cut into")  # fmt: skip
    yield Row("early", "early reply: true end → first sample", "ms",
              tuple(o.reply_wall for o in early if o.reply_wall is not None), 450, 900)  # fmt: skip
    yield Row("reply", "any reply: true end → first sample", "ms",
              tuple(o.reply_wall for o in fair if o.reply_wall is not None))  # fmt: skip


def _cut_ins(turns: Sequence[Observed], wait: Ms) -> Iterator[Row]:
    for pause, goal in CUT_INS.items():
        for natural in (None, True, False):
            those = [o for o in turns if o.pause == pause and natural in (None, o.natural)]
            where = {None: "", True: ", where a sentence could end", False: ", inside a sentence"}[natural]
            yield Row(f"cut-in-{pause}{where.replace(',', '').replace(' ', '-')}",
                      f"{'' if natural is None else '  '}false cut-ins, pause of {pause} ms{where}", "%",
                      tuple(float(_cut_into(o)) for o in those), goal if natural is None else None,
                      share=True)  # fmt: skip
    yield Row("cut-in-early", "false cut-ins by early replies", "%",
              tuple(float(_cut_into(o) and o.decided and _too_soon(o, wait)) for o in turns), 5,
              share=True, note="of all turns, with and without pauses")  # fmt: skip


def _cut_into(seen: Observed) -> bool:
    return seen.reply is not None and seen.reply < 0


def _too_soon(seen: Observed, wait: Ms) -> bool:
    """Sooner than the reply wait after the words before the pause."""
    assert seen.reply is not None
    return seen.since_pause is not None and seen.since_pause < wait - EDGE


def _talked_over(seen: Sequence[Observed]) -> Iterator[Row]:
    for aloud, name, goal in ((False, "headphones", 350), (True, "with echo", 450)):
        those = [u for o in seen if o.kind == "interruption" and o.loudspeakers is aloud for u in o.under]
        yield Row(f"duck-{name.replace(' ', '-')}", f"overlap onset → 12 dB lower, {name}", "ms",
                  tuple(float(u.duck) for u in those if u.duck is not None), None, goal,
                  note=f"{sum(u.duck is None for u in those)} of {len(those)} never")  # fmt: skip
        yield Row(f"stop-{name.replace(' ', '-')}", f"overlap onset → stop, clear words, {name}", "ms",
                  tuple(float(u.stop) for u in those if u.stop is not None), 600, 900,
                  note=f"{sum(u.stop is None for u in those)} of {len(those)} never")  # fmt: skip
        yield Row(f"yields-{name.replace(' ', '-')}", f"  yields at all, {name}", "%",
                  tuple(float(u.stop is not None) for u in those), share=True)  # fmt: skip


def _murmurs(seen: Sequence[Observed]) -> Iterator[Row]:
    calls = [o for o in seen if o.kind == "murmur"]
    every = [u for o in calls for u in o.under]
    yield _stops("false-stops", "stops for backchannels, coughs, keys, doors", every, 2)
    for what in ("backchannel", "cough", "keyboard", "door"):
        yield _stops(f"false-stops-{what}", f"  for a {what}", [u for u in every if u.what == what], None)
    yield Row("whole", "caller's line heard whole after murmurs", "%", tuple(float(o.whole) for o in calls),
              100, share=True, at_least=True,
              note="every sentence to its end, at once or taken up again")  # fmt: skip


def _stops(name: str, title: str, under: Sequence[Under], goal: float | None) -> Row:
    return Row(name, title, "%", tuple(float(u.stop is not None) for u in under), goal, share=True)


def _edges(seen: Sequence[Observed]) -> Iterator[Row]:
    total = sum((o.edges for o in seen), Edges())
    labels = len(total.onsets) + len(total.ends) + total.missed
    yield Row("edges", "onset and end of speech against exact labels", "ms", tuple(total.absolute), 20, 80,
              note=f"{total.missed} of {labels} not noticed")  # fmt: skip
    yield Row("onsets", "  onsets", "ms", tuple(float(abs(n)) for n in total.onsets))
    yield Row("ends", "  ends", "ms", tuple(float(abs(n)) for n in total.ends))
