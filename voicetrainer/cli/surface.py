"""Puts rows of spans on a terminal: on a screen of their own, and only the rows that changed.

A whole new screen eight times a second would cost several per cent of a core; a call changes two
or three rows at a time.
"""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.control import Control, strip_control_codes
from rich.segment import ControlType, Segment, Segments
from rich.style import Style

from .frame import LOWEST, NARROWEST, STYLES
from .rows import Line

ASCII = str.maketrans({
    "✓": "+", "○": "o", "●": "*", "▸": ">", "·": "-", "▲": "!", "▌": "|", "▏": "_", "›": ">",
    "━": "=", "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "▮": "#", "▯": ".",
    "▁": ".", "▂": ".", "▃": ":", "▄": ":", "▅": "=", "▆": "=", "▇": "#", "█": "#",
    "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "×": "x", "…": "~",
})  # fmt: skip
"""One letter for one, so that every row keeps its width."""


def drawable(console: Console) -> bool:
    """Can rows be put where they belong?  Not on a dumb terminal, in a pipe, or a tiny window."""
    width, height = console.size
    return console.is_terminal and not console.is_dumb_terminal and width >= NARROWEST and height >= LOWEST


def readable(text: str, encoding: str) -> str:
    """Our shapes as ASCII where the terminal has no others; strange letters as '?'."""
    try:
        text.encode(encoding)
        return text
    except UnicodeEncodeError:
        return text.translate(ASCII).encode(encoding, "replace").decode(encoding)
    except LookupError:  # it names no encoding that is known
        return text.translate(ASCII).encode("ascii", "replace").decode("ascii")


class Surface:
    """`with Surface(console) as surface: surface.show(lines)`; what was there before comes back."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._styles = {name: Style.parse(style) if style else Style.null() for name, style in STYLES.items()}
        self._shown: list[Line] = []
        self._size = (0, 0)

    @property
    def size(self) -> tuple[int, int]:
        width, height = self._console.size
        return width, height

    def __enter__(self) -> Surface:
        self._console.set_alt_screen(True)
        self._console.show_cursor(False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._console.show_cursor(True)
        if not self._console.set_alt_screen(False):  # an old Windows console: the rows stay where they are
            self._console.control(Control.clear(), Control.home())

    @property
    def resized(self) -> bool:
        return self.size != self._size

    def show(self, lines: list[Line]) -> None:
        console = self._console
        with console:  # one write for all of it
            if self.size != self._size or not self._shown:
                self._size, self._shown = self.size, []
                console.control(Control.clear(), Control.home())
            for row in range(max(len(lines), len(self._shown))):
                line = lines[row] if row < len(lines) else ()
                if row >= len(self._shown) or self._shown[row] != line:
                    self._row(row, line)
        self._shown = list(lines)

    def _row(self, row: int, line: Line) -> None:
        self._console.control(Control.move_to(0, row), Control((ControlType.ERASE_IN_LINE, 2)))
        encoding = self._console.encoding
        said = [
            Segment(strip_control_codes(readable(text, encoding)), self._styles[style])
            for text, style in line
        ]
        # segments go out as they are: laying out a Text would cost three times as much
        cropped = Segments(Segment.adjust_line_length(said, self._size[0], pad=False))
        self._console.print(cropped, end="", soft_wrap=True)
