"""The page: one file, no request, nothing a trainee said is ever markup."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import parcel
import pytest

from voicetrainer.core.events import Answered, Ended, Trouble
from voicetrainer.core.score import Evidence, Judged, Verdict
from voicetrainer.report.html import html_report
from voicetrainer.report.inputs import Report

VOID = {"meta", "input", "br", "path", "rect", "circle", "use", "polygon", "polyline"}
HOSTILE = "</script></style><img src=x onerror=alert(1)>\"'&{{7*7}}<!--"
CALLS = {
    "full": parcel.with_sound(),
    "no recording": parcel.REPORT,
    "silent": parcel.SILENT,
    "unscored": parcel.UNSCORED,
    "nothing at all": parcel.NOTHING,
    "first, to lose the fear": replace(
        parcel.REPORT, timeline=(Answered(0, scored=False), *parcel.TIMELINE[1:])
    ),
}


class Page(HTMLParser):
    """Elements with their attributes; complains about tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    def all(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.found if attribute in attrs]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def pages() -> dict[str, tuple[str, Page]]:
    html = {name: html_report(report) for name, report in CALLS.items()}
    return {name: (text, Page(text)) for name, text in html.items()}


@pytest.mark.parametrize("name", CALLS)
def test_the_page_asks_nothing_of_any_network(pages, name: str):
    html, page = pages[name]
    assert "default-src 'none'" in html
    assert not re.search(r"https?:|url\(|@import|srcset|<link|<iframe|fetch\(|XMLHttp|WebSocket", html)
    for address in page.all("href") + page.all("src"):
        assert address.startswith(("#", "data:audio/")), address[:80]


@pytest.mark.parametrize("name", CALLS)
def test_every_id_is_there_once_and_every_reference_finds_one(pages, name: str):
    _, page = pages[name]
    ids = Counter(page.all("id"))
    assert [id_ for id_, count in ids.items() if count > 1] == []
    wanted = [address[1:] for address in page.all("href") if address.startswith("#")]
    wanted += [id_ for labels in page.all("aria-labelledby") for id_ in labels.split()] + page.all("for")
    assert set(wanted) <= set(ids)
    cards = set(page.all("data-id"))
    assert set(page.all("data-mark")) | {card for card in page.all("data-card") if card} <= cards


@pytest.mark.parametrize("name", CALLS)
def test_every_button_and_picture_has_a_name(pages, name: str):
    html, page = pages[name]
    for _, attrs in (one for one in page.found if one[1].get("role") == "img"):
        assert attrs["aria-label"]
    assert not re.search(r"<button[^>]*>\s*</button>", html)
    assert 'lang="en-GB"' in html and "<title>" in html


@pytest.mark.parametrize("name", CALLS)
def test_the_same_call_gives_the_same_page(pages, name: str):
    assert html_report(CALLS[name]) == pages[name][0]


def spoilt(judged: Judged) -> Judged:
    return replace(
        judged, evidence=tuple(replace(one, words=HOSTILE, note=HOSTILE) for one in judged.evidence)
    )


def hostile() -> Report:
    floor = replace(
        parcel.FLOOR,
        utterances=tuple(replace(one, text=HOSTILE) for one in parcel.UTTERANCES),
        lines=tuple(replace(one, text=HOSTILE, cut=False) for one in parcel.LINES),
        overlaps=tuple(replace(one, words=HOSTILE) for one in parcel.FLOOR.overlaps),
    )
    sections = tuple(
        replace(section, title=HOSTILE, items=tuple(map(spoilt, section.items)))
        for section in parcel.SECTIONS
    )
    scenario = replace(
        parcel.SCENARIO,
        title=HOSTILE,
        caller=replace(parcel.SCENARIO.caller, name=HOSTILE),
        you=replace(parcel.SCENARIO.you, name=HOSTILE, firm=HOSTILE),
        meters={HOSTILE: parcel.SCENARIO.meters["anger"]},
    )
    about = replace(parcel.Setting(), trainee=HOSTILE, microphone=HOSTILE, rubric=parcel.Named(title=HOSTILE))
    card = replace(parcel.CARD, sections=sections)
    return replace(parcel.REPORT, floor=floor, scorecard=card, scenario=scenario, about=about)


def test_what_a_trainee_or_an_author_wrote_is_never_markup():
    html = html_report(hostile())
    page = Page(html)
    tags = Counter(tag for tag, _ in page.found)
    assert tags["img"] == 0
    assert tags["script"] == 1
    assert "49" not in page.all("data-go")
    assert not any(name.startswith("on") for _, attrs in page.found for name in attrs)
    assert "onerror=alert(1)" in page.text, "it is shown, as words"


def test_each_piece_of_evidence_has_a_time_to_press(pages):
    _, page = pages["full"]
    times = page.all("data-go")
    for section in parcel.SECTIONS:
        for judged in section.items:
            for evidence in judged.evidence:
                assert str(evidence.onset) in times, (judged.item.id, evidence)


@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_a_moment_of_any_verdict_has_its_place_on_the_timeline(verdict: Verdict) -> None:
    sections = tuple(
        replace(section, items=tuple(replace(item, verdict=verdict) for item in section.items))
        for section in parcel.SECTIONS
    )
    card = replace(parcel.REPORT.scorecard, sections=sections)
    assert "data-mark" in html_report(replace(parcel.REPORT, scorecard=card))


def test_what_the_data_calls_lost_the_page_calls_missed(pages):
    _, page = pages["full"]
    assert "missed" in page.text
    assert not re.search(r"\blost\b", page.text)


def test_the_sound_lies_in_the_page_and_without_it_the_words_are_read(pages):
    full, silent = pages["full"][1], pages["no recording"][1]
    assert [src[:22] for src in full.all("src")] == ["data:audio/flac;base64"]
    assert "Hear it" in full.text and "Read it" not in full.text
    assert silent.all("src") == []
    assert "Read it" in silent.text and "Hear it" not in silent.text
    assert "plain blocks" in silent.text


def test_an_uncompressed_recording_is_named_as_such():
    html = html_report(replace(parcel.REPORT, recording=b"RIFF1234WAVE"))
    assert "data:audio/wav;base64,UklGR" in html


def test_a_silent_call_is_told_to_look_at_the_microphone(pages):
    _, page = pages["silent"]
    assert "We heard no speech. Was the microphone on?" in page.text
    assert "Say a first sentence." in page.text
    assert "You stayed on the line for 1 min 4 s." in page.text


def test_an_unscored_call_shows_no_score_and_no_verdict(pages):
    for name in ("unscored", "first, to lose the fear"):
        _, page = pages[name]
        assert "of 100" not in page.text
        assert "missed" not in page.text
        assert "not scored" in page.text


def test_a_call_that_broke_off_says_so_and_shows_what_there_was():
    cut = replace(parcel.REPORT, timeline=parcel.TIMELINE[:-1])
    assert "broken off before its end" in Page(html_report(cut)).text


def test_a_critical_item_is_named_first():
    card = replace(parcel.CARD, passed=False, critical_lost=("sent away",))
    page = Page(html_report(replace(parcel.REPORT, scorecard=card)))
    assert "It is critical, so the call is not passed" in page.text
    assert "Won, but not passed" in page.text


def test_a_call_of_which_too_little_could_be_assessed_neither_passes_nor_fails():
    card = replace(parcel.CARD, passed=None)
    assert "neither passes nor fails" in Page(html_report(replace(parcel.REPORT, scorecard=card))).text


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        (Answered(0, overlap_assessed=False), "With headphones they are"),
        (Answered(0, words_assessed=False), "the recogniser in use makes too many errors"),
        (Answered(0, latency=None), "delay of the sound device is not known"),
    ],
)
def test_what_could_not_be_assessed_is_said_under_the_verdict(setting, says):
    report = replace(parcel.REPORT, timeline=(setting, *parcel.TIMELINE[1:]))
    assert says in Page(html_report(report)).text


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("ear lost", "The recogniser stopped at 0:12"),
        ("gremlins", "Something in the program stopped at 0:12"),
    ],
)
def test_what_broke_on_the_way_is_told_once(what: str, says: str):
    timeline = (*parcel.TIMELINE[:4], Trouble(12_000, what), Trouble(13_000, what), *parcel.TIMELINE[4:])
    page = Page(html_report(replace(parcel.REPORT, timeline=timeline)))
    assert page.text.count(says) == 1


def test_the_page_says_what_it_is_not_for(pages):
    _, page = pages["full"]
    assert "not for decisions about employment" in page.text
    assert "measured 84 ms, subtracted" in page.text
    assert "headphones" in page.text


def test_a_line_that_was_cut_shows_what_was_heard_of_it(pages):
    _, page = pages["full"]
    assert "both times they said tomorrow—" in page.text
    assert "and I—" not in page.text
    assert "(pause" not in page.text


def test_a_call_of_ten_minutes_makes_a_page_of_reasonable_size():
    length = 600_000
    many = tuple(
        replace(parcel.FLOOR.overlaps[0], utterance=2, onset=at, end=at + 400)
        for at in range(0, length, 5_000)
    )
    peaks = tuple(abs((at * 37 % 100) / 100) for at in range(length // 50))
    floor = replace(parcel.FLOOR, overlaps=many, duration=length)
    report = replace(
        parcel.REPORT,
        floor=floor,
        peaks=(peaks, peaks),
        timeline=(*parcel.TIMELINE[:-1], Ended(length, "won")),
    )
    html = html_report(report)
    assert len(html) < 500_000
    Page(html)


def test_evidence_without_words_or_figure_is_still_a_time():
    items = (parcel.judged("answered", "floor.answered", "C01", "earned", Evidence(0, 0)),)
    card = replace(parcel.CARD, sections=(replace(parcel.SECTIONS[0], items=items),))
    page = Page(html_report(replace(parcel.REPORT, scorecard=card)))
    assert "at 0:00" in page.text


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PRESSES = """
<script>
const press = key => document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
const chosen = () => document.querySelector('[data-mark][aria-pressed="true"]')?.dataset.mark;
const out = {controls: document.getElementById("sound").controls, first: chosen()};
press("k"); out.k = chosen(); press("j"); out.j = chosen();
press("ArrowRight"); out.right = document.getElementById("now").textContent;
press("m"); out.muted = document.getElementById("sound").muted;
document.getElementById("keys").checked = false; press("k"); out.off = chosen();
document.querySelector('#tr [data-go="31500"]').click();
out.caption = document.getElementById("caption").textContent;
out.visible = document.querySelectorAll("#evidence > article:not([hidden])").length;
out.wide = document.documentElement.scrollWidth <= innerWidth;
document.body.setAttribute("data-out", JSON.stringify(out));
</script></body>"""


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here to open the page with")
def test_in_a_browser_keys_move_between_marks_and_captions_follow(tmp_path: Path):
    page = tmp_path / "report.html"
    page.write_text(html_report(CALLS["full"]).replace("</body>", PRESSES), "utf-8")
    done = subprocess.run(
        [CHROMIUM or "", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         f"--user-data-dir={tmp_path / 'profile'}", "--window-size=600,900", "--dump-dom", page.as_uri()],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    found = re.search(r"data-out=\"([^\"]*)\"", done.stdout.decode())
    assert found, done.stderr.decode()[-2000:]
    out = found[1].replace("&quot;", '"')
    assert '"controls":false' in out
    assert '"first":"e0","k":"m3","j":"e0"' in out, out
    assert '"right":"0:21.2"' in out or '"right":"0:20.6"' in out, out
    assert '"muted":true' in out and '"off":"e0"' in out
    assert "granddaughter" in out and '"visible":1' in out and '"wide":true' in out
