"""Progress: the figures of each week, the sentences, the terminal and the page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest

from voicetrainer.core.practice import Training, next_due, proposals
from voicetrainer.report.progress import (
    BARS,
    Point,
    Progress,
    Skipped,
    lines,
    plain,
    span,
    sparkline,
)
from voicetrainer.report.progress_page import html_progress

TODAY = date(2026, 11, 22)
ZONE = timezone(timedelta(hours=1))
TRAINING = (Training("parcel", "The parcel & the <porch>", 1, frozenset({"D09", "E02", "L02", "V15"})),)


def point(ago: int, total: float, hour: int = 9, **advice: float) -> Point:
    when = datetime(2026, 11, 22, hour, tzinfo=ZONE) - timedelta(days=ago)
    return Point(when, f"call-{ago}-{hour}", "parcel", "The parcel", 1, total, total >= 65, 65.0, advice)


def progress(*points: Point, **more: object) -> Progress:
    ordered = tuple(sorted(points, key=lambda one: one.when))
    practised = [one.practised for one in ordered]
    made = Progress("Jörg", ordered, tuple(proposals(practised, TRAINING, TODAY)), TODAY, next_due(practised))
    return replace(made, **more)


MANY = progress(
    point(40, 42, L02=0.0, D09=0.0), point(30, 55, L02=0.0, D09=1.0), point(29, 65, L02=1.0, D09=1.0),
    point(9, 71, L02=1.0, D09=1.0, E02=0.0), point(2, 88, L02=0.5, D09=1.0, E02=1.0),
)  # fmt: skip


def test_a_week_is_the_mean_of_its_calls_and_a_week_without_is_a_hole() -> None:
    assert MANY.weeks[0] == date(2026, 10, 12) and len(MANY.weeks) == 6
    assert MANY.totals == [42, 60, None, None, 71, 88]
    assert MANY.weekly("L02") == [0.0, 0.5, None, None, 1.0, 0.5]
    assert MANY.weekly("E02") == [None, None, None, None, 0.0, 1.0]


def test_weeks_do_not_break_at_the_end_of_a_year() -> None:
    made = progress(replace(point(0, 50), when=datetime(2026, 12, 31, tzinfo=ZONE)),
                    replace(point(1, 60), when=datetime(2027, 1, 4, tzinfo=ZONE)))  # fmt: skip
    assert made.weeks == [date(2026, 12, 28), date(2027, 1, 4)] and made.totals == [50, 60]


def test_the_weakest_of_late_stands_first() -> None:
    assert [one.advice for one in MANY.standings] == ["E02", "L02", "D09"]


def test_a_sparkline_has_one_sign_for_each_week() -> None:
    assert sparkline([0, 50, None, 99.9, 100]) == f"▁▅·{BARS[7]}{BARS[7]}"
    assert sparkline([0, 50, None, 100], shapes=False) == "05.9"


def test_the_terminal_says_why_and_how() -> None:
    said = plain(MANY)
    assert "Progress of Jörg  5 calls, 13 October to 20 November" in said
    assert re.search(r"1\. .* \(E02\)\n   Missed in 1 of the last 2\. Last practised 2 days ago\.\n", said)
    assert "   voicetrainer call parcel   The parcel & the <porch>, last played 2 days ago\n" in said
    assert re.search(r"^L02 .* ▁▅··█▅ ", said, re.M)
    assert all(len(line) <= 80 for line in said.splitlines())


def test_one_narrow_terminal_without_block_characters() -> None:
    said = plain(MANY, width=50, shapes=False)
    assert "05..95" in said and not set(BARS) & set(said)


def test_no_call_yet_is_answered_with_how_to_begin() -> None:
    assert "voicetrainer call" in plain(progress())
    page = html_progress(progress())
    assert "No scored call yet" in page and "<svg" not in page and "<table" not in page


def test_a_first_call_has_no_plots_of_one_ring() -> None:
    page = html_progress(progress(point(0, 70, L02=1.0)))
    assert "This is your first. The next one will stand beside it." in page and "<svg" not in page
    assert "1 call, 22 November" in page


def test_calls_of_one_day_name_it_once() -> None:
    assert span(progress(point(0, 50), point(0, 60, hour=10))) == "2 calls on 22 November"


def test_what_is_not_due_is_left_alone_until_its_day() -> None:
    made = progress(point(0, 90, L02=1.0, D09=1.0, E02=1.0, V15=1.0))
    assert made.proposals == () and "Nothing is due. The first advice comes back on 24 November." in plain(
        made
    )


def test_what_is_left_out_is_said() -> None:
    made = replace(MANY, unscored=1, skipped=(Skipped("2026-x", "call.json is torn"),), others=("Ann", "Bo"))
    for said in (plain(made), html_progress(made)):
        assert "1 call without a score is left out." in said
        assert "2026-x is left out: call.json is torn" in said
        assert "Ann, Bo" in said


class Page(HTMLParser):
    """Open tags must close in order; collects tags and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


@pytest.fixture
def page() -> Page:
    found = Page()
    found.feed(html_progress(MANY))
    assert not found.open
    return found


def test_the_page_has_a_plot_for_the_total_and_for_each_advice(page: Page) -> None:
    plots = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert len(plots) == 4
    assert all(one["role"] == "img" and one["aria-label"] for one in plots)
    labels = [str(one["aria-label"]) for one in plots]
    assert labels[1].endswith("9 November 0 %, 16 November 100 %")


def test_every_call_is_a_ring_the_latest_filled_and_all_inside_the_plot(page: Page) -> None:
    rings = [attrs for tag, attrs in page.tags if tag == "circle"]
    assert len(rings) == 5 + 5 + 5 + 2
    assert sum(one.get("class") == "latest" for one in rings) == 4
    assert all(4 <= float(str(one["cx"])) <= 716 and 4 <= float(str(one["cy"])) <= 136 for one in rings)


def test_the_page_asks_nothing_of_any_network_and_runs_nothing(page: Page) -> None:
    assert page.count("script") == 0
    for tag, attrs in page.tags:
        assert not {"src", "href", "srcset", "action"} & set(attrs), tag
    assert "http:" not in html_progress(MANY) and "https:" not in html_progress(MANY)
    assert "url(" not in html_progress(MANY)


def test_names_and_titles_are_text_never_markup() -> None:
    made = replace(MANY, trainee="<b>Zoë</b> & co", skipped=(Skipped("x", "<script>"),))
    text = html_progress(made)
    assert "<b>Zoë" not in text and "&lt;b&gt;Zoë&lt;/b&gt; &amp; co" in text and "<script>" not in text
    assert "The parcel &amp; the &lt;porch&gt;" in text


def test_the_page_is_the_same_again() -> None:
    assert html_progress(MANY) == html_progress(MANY) and lines(MANY) == lines(MANY)
