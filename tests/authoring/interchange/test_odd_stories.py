"""No file whatever brings more than a sentence that says why."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.interchange.stories import errors, from_twee, from_yarn, node, states
from voicetrainer.authoring import lint_text
from voicetrainer.authoring.interchange import imported
from voicetrainer.authoring.interchange.writing import scenario_text
from voicetrainer.core.errors import StoreError, UsageError

BITS = (
    ":: Start\n", ":: B [won]\n", "[[", "]]", "->", "<-", "|", "(if: $a > 2)[", "]", "(else:)[",
    "(set: $a to 1)", "<<set $a += 1>>", "<<if $a > 1>>", "<<else>>", "<</if>>", "<<", ">>", "Ann: Hi.\n",
    "Ann: ", "\n", "words", "title: A\n", "---\n", "===\n", "-> x\n", "    ", "<<jump A>>\n", "<<endif>>\n",
    "=> y\n", "{$a}", "//", "#t", "'", '"', "(pause)", "<!--", "-->", "\\", "“", "\u2028", "日本", "🙂",
    "[[x->B]]", '(goto: "B")', "<<declare $a = 1>>\n",
)  # fmt: skip
STORY = st.lists(st.sampled_from(BITS) | st.text(max_size=4), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(STORY)
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (from_twee, from_yarn):
        try:
            got = read(text)
        except StoreError:
            continue
        lint_text(Path("x.yaml"), scenario_text(got.root).encode())


@pytest.mark.parametrize("suffix", [".twee", ".yarn", ".html"])
@pytest.mark.parametrize(
    "content",
    [b"", b"  \n", b"\x00\x01\x02" * 50, b"\xff" * 50, b"x" * 1_000_000, b"x\n" * 1_500_000, b"PK\x03\x04"],
    ids=["empty", "blank", "binary", "no-utf8", "one-line", "large", "zip"],
)
def test_odd_files_are_refused_with_a_reason(tmp_path: Path, suffix: str, content: bytes) -> None:
    file = tmp_path / f"odd{suffix}"
    file.write_bytes(content)
    with pytest.raises(StoreError, match="odd"):
        imported(file)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="twee"):
        imported(tmp_path / "story.docx")
    with pytest.raises(StoreError, match=r"story\.twee"):
        imported(tmp_path / "story.twee")


def calls_of(act: Callable[[], object]) -> int:
    """How many functions were called: a clock would measure the machine too."""
    made = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal made
        made += event.endswith("call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return made


def chain(length: int) -> str:
    passages = "".join(f":: P{n}\nLine {n}.\n[[go {n}->P{n + 1}]]\n\n" for n in range(length))
    return f"{passages}:: P{length}\nBye.\n"


def test_a_chain_twice_as_long_takes_twice_the_work() -> None:
    assert len(states(from_twee(chain(400)))) == 402
    short, long = (calls_of(lambda n=n: from_twee(chain(n))) for n in (200, 400))  # type: ignore[misc]
    assert long < 2.5 * short


@pytest.mark.parametrize("bit", ["[[\n", "<<if\n", "(a:\n", "<!--\n", "**a ", "<< ", "-> a\n"])
def test_signs_that_are_never_closed_take_no_more_work_than_text(bit: str) -> None:
    def read_both(size: int) -> None:
        line = bit if "\n" in bit else bit * (size // 40) + "\n"
        for text, read in ((":: Start\n", from_twee), ("title: A\n---\n", from_yarn)):
            with contextlib.suppress(StoreError):
                read(text + line * (size // len(line)) + ("===\n" if read is from_yarn else ""))

    short, long = (calls_of(lambda n=n: read_both(n)) for n in (1000, 2000))  # type: ignore[misc]
    assert long < 2.6 * short


def test_many_choices_in_a_row_do_not_multiply_without_end() -> None:
    choices = "".join(f"<<if $a >= {n}>>\nAnn: yes {n}\nAnn: and {n}\n<<endif>>\n" for n in range(1, 13))
    got = from_yarn(node(f"<<declare $a = 1>>\n{choices}Ann: Bye."))
    assert any(note.key == "ways" for note in got.left)
    assert len(states(got)) < 500
    assert not errors(got)
