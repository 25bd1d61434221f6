"""The page in a real browser: nothing is asked of a network, all is reached by keys, read aloud, printed."""

# ruff: noqa: E501  (scripts that run in the page)

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import everything
import parcel
import pytest
from browser import CHROMIUM, Browser, browser

from voicetrainer.core.events import Answered, Trouble
from voicetrainer.core.score import SectionScore
from voicetrainer.report.html import html_report
from voicetrainer.report.inputs import Report

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here to open the page with")
AXE = Path(os.environ.get("VOICETRAINER_AXE", Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"))
"""From npm, where somebody installed it: `npm install --no-save axe-core`."""


def long_form() -> tuple[SectionScore, ...]:
    """As many items as the standard rubric asks."""
    return tuple(
        replace(
            section,
            items=tuple(
                replace(judged, item=replace(judged.item, id=f"{judged.item.id} {again}"))
                for again in range(6)
                for judged in section.items
            ),
        )
        for section in everything.CARD.sections
    )


def crowded() -> Report:
    """Long answers, six notices: page one as full as it gets."""
    long = " ".join(["I hear you, and I will look at what the driver wrote that day."] * 5)
    setting = Answered(0, overlap_assessed=False, words_assessed=False, latency=None)
    troubles = [Trouble(12_000, "microphone gap")]
    sections = tuple(
        replace(
            one,
            items=tuple(
                replace(judged, evidence=tuple(replace(e, words=e.words and long) for e in judged.evidence))
                for judged in one.items
            ),
        )
        for one in long_form()
    )
    return replace(
        everything.REPORT,
        scorecard=replace(everything.CARD, sections=sections),
        timeline=(setting, *troubles, *parcel.TIMELINE[1:]),
        what_ifs=(replace(everything.WHAT_IF, line=long),) * 2,
        recording=None,
    )


REPORTS = {
    "crowded": crowded(),
    "full": everything.REPORT,
    "first": replace(parcel.with_sound(), call=everything.CALL, measures=everything.MEASURES),
    "long form": replace(
        everything.REPORT, scorecard=replace(everything.CARD, sections=long_form()), recording=None
    ),
    "no recording": replace(everything.REPORT, recording=None, peaks=None),
    "silent": parcel.SILENT,
    "unscored": parcel.UNSCORED,
}
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    found = {name: folder / f"{name.replace(' ', '-')}.html" for name in REPORTS}
    for name, path in found.items():
        path.write_text(html_report(REPORTS[name]), "utf-8")
    return found


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.mark.parametrize("name", REPORTS)
def test_opening_it_asks_nothing_and_nothing_goes_wrong(page: Browser, files, name: str):
    page.open(files[name])
    page.run(f"{OPEN}, document.querySelectorAll('[data-mark]').forEach(one => one.click())")
    assert {address.split(":")[0] for address in page.requests} <= {"file", "data"}
    assert len([address for address in page.requests if address.startswith("file")]) == 1
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1600])
@pytest.mark.parametrize("name", ["full", "first", "long form"])
def test_the_page_never_scrolls_sideways(page: Browser, files, name: str, width: int):
    page.open(files[name], width)
    page.run(OPEN)
    assert page.run("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", REPORTS)
def test_it_prints_on_two_pages(page: Browser, files, name: str):
    page.open(files[name])
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf())
    assert len(pages) == 2


def test_the_keys_play_and_move_between_marks(page: Browser, files):
    page.open(files["full"])
    chosen = "document.querySelector('[data-mark][aria-pressed=true]').dataset.t"
    advised = page.run(chosen)
    page.press("k")
    assert int(page.run(chosen)) > int(advised)
    page.press("j")
    assert page.run(chosen) == advised
    page.run("document.activeElement.blur(), document.getElementById('sound').pause()")
    page.press(" ")
    assert page.run("document.getElementById('sound').paused") is False
    page.press(" ")
    assert page.run("document.getElementById('sound').paused")
    before = page.run("document.getElementById('seek').value")
    page.press("ArrowRight")
    assert float(page.run("document.getElementById('seek').value")) == pytest.approx(
        float(before) + 1, abs=0.21
    )
    page.press("m")
    assert page.run("document.getElementById('sound').muted")


def test_single_keys_can_be_switched_off_and_rest_while_somebody_writes(page: Browser, files):
    page.open(files["full"])
    over = "document.querySelector('#evidence > article:not([hidden]) .over')"
    page.run(f"{over}.open = true, {over}.querySelector('textarea').focus()")
    page.press("m")
    assert page.run("document.getElementById('sound').muted") is False
    page.run("document.activeElement.blur(), document.getElementById('keys').click()")
    page.press("m")
    assert page.run("document.getElementById('sound').muted") is False


WHERE = """(() => {
  const here = document.activeElement, places = ["header", "#h-well", "#h-one", ".transport", ".seekwrap",
    "#canvas", "#evidence", "#tr", ".heat", "#items"];
  const section = here.closest("section"), own = section && "#" + section.getAttribute("aria-labelledby");
  const found = places.find(place => here.closest(place) || own === place && !here.closest("#timeline, #items"));
  const style = getComputedStyle(here), box = here.getBoundingClientRect();
  return [found ?? here.tagName, style.outlineStyle !== "none", box.width > 0 && box.height > 0,
    box.bottom > 0 && box.top < innerHeight];
})()"""


def test_tab_goes_from_the_result_to_the_items_and_is_always_seen(page: Browser, files):
    page.open(files["full"])
    walked = []
    for _ in range(150):
        page.press("Tab")
        walked.append(page.run(WHERE))
        if walked[-1][0] == "BODY":
            walked.pop()
            break
    places = list(dict.fromkeys(place for place, *_ in walked))
    wanted = [
        "header",
        "#h-well",
        "#h-one",
        ".transport",
        ".seekwrap",
        "#canvas",
        "#evidence",
        "#tr",
        ".heat",
    ]
    assert [place for place in places if place in (*wanted, "#items")] == [*wanted, "#items"]
    assert all(ring and there and seen for _, ring, there, seen in walked), walked


def test_each_mark_is_large_enough_to_hit_and_has_a_name(page: Browser, files):
    page.open(files["full"])
    marks = page.run(
        "[...document.querySelectorAll('[data-mark]')].map(one => { const box = one.getBoundingClientRect();"
        " return [Math.min(box.width, box.height), one.getAttribute('aria-label')] })"
    )
    assert marks and all(size >= 24 and name.strip() for size, name in marks), marks


def test_choosing_a_mark_of_many_verdicts_leads_to_each_of_them(page: Browser, files):
    page.open(files["long form"])
    page.run("document.querySelector('[data-all]').click()")
    shown = "[...document.querySelectorAll('#evidence > article')].filter(one => !one.hidden)"
    first = page.run(f"{shown}.map(one => one.dataset.id)")
    chip = "document.querySelector('.moment:not([hidden]) .chip:not([aria-current])')"
    other = page.run(f"(chip => (chip.focus(), chip.click(), chip.dataset.card))({chip})")
    assert len(first) == 1 and page.run(f"{shown}.map(one => one.dataset.id)") == [other]
    assert page.run("document.querySelector('[data-all][aria-pressed=true]') !== null")
    assert page.run("document.activeElement.dataset.card") == other


def test_the_command_that_overrules_follows_what_is_written(page: Browser, files):
    page.open(files["full"])
    said = page.run(
        "(form => { form.closest('details').open = true;"
        " form.querySelector('[data-verdict]').value = 'not-assessed';"
        " const why = form.querySelector('[data-reason]'); why.value = 'She said \"go on\" $(rm) `x`';"
        " why.dispatchEvent(new Event('input', {bubbles: true}));"
        " return form.querySelector('code').textContent })(document.querySelector('.over .form'))"
    )
    assert said.startswith(f"voicetrainer overrule {everything.CALL} ")
    assert said.endswith("""--verdict not-assessed --reason "She said 'go on' (rm) x\"""")


def test_without_javascript_all_evidence_is_there_and_nothing_that_needs_it(page: Browser, files):
    page.open(files["full"], script=False)
    page.send("Emulation.setScriptExecutionDisabled", value=False)
    count = "[...document.querySelectorAll('{}')].filter(one => one.offsetParent !== null).length"
    every = page.run("document.querySelectorAll('#evidence > article').length")
    assert page.run(count.format("#evidence > article")) == every > 10
    assert page.run(count.format(".scripted")) == 0
    assert page.run("document.querySelector('audio').controls")


CONTRAST = """(() => {
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const parts = c => (c.match(/[\\d.]+/g) ?? []).map(Number);
  const ground = node => { for (; node; node = node.parentElement) { const c = parts(getComputedStyle(node).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
  const found = [];
  for (const node of document.querySelectorAll("main *")) {
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    if (!own || !node.getClientRects().length || node.closest("svg, .visually-hidden")) continue;
    const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) found.push([node.className || node.tagName, node.textContent.trim().slice(0, 30), ratio]);
  }
  return found;
})()"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["full", "silent"])
def test_every_text_stands_out_from_its_ground(page: Browser, files, name: str, dark: bool):
    page.open(files[name], dark=dark)
    page.run(OPEN)
    assert page.run(CONTRAST) == []


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here: npm install --no-save axe-core")
@pytest.mark.parametrize(
    ("name", "width", "dark"),
    [("full", 390, False), ("full", 1280, True), *((name, 1280, False) for name in REPORTS)],
)
def test_axe_finds_nothing(page: Browser, files, name: str, width: int, dark: bool):
    page.open(files[name], width, dark=dark)
    page.run(OPEN)
    page.run(AXE.read_text("utf-8") + ";0")
    found = page.run(
        "axe.run(document, {resultTypes: ['violations']}).then(done => done.violations.map("
        "one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 200) + ' ' + node.failureSummary)]))"
    )
    assert found == [], json.dumps(found, indent=1)
