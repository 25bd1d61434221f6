"""flite (Carnegie Mellon, BSD-like): a program that speaks well enough to render lines for shipping.

Not needed at run time: on Debian and Ubuntu it comes with `apt install flite`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalogue import say
from ..core.errors import EngineError
from . import sounds
from .casting import Casting

if TYPE_CHECKING:
    from ..core.ports import Samples

SECONDS = 30.0
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": ", ", "—": ", ", "…": "...", "&": " and "}
)


def plain(text: str) -> str:
    """ASCII, which is all flite reads: typographic signs are replaced, £3.50 becomes 3.50 pounds."""
    worded = re.sub(r"([£€])\s?(\d+(?:\.\d+)?)", _amount, text.translate(_PLAIN))
    return unicodedata.normalize("NFKD", worded).encode("ascii", "ignore").decode()


def _amount(match: re.Match[str]) -> str:
    return f"{match[2]} {'pounds' if match[1] == '£' else 'euros'}"


class FliteEngine:
    name = "flite"

    def __init__(self, casting: Casting) -> None:
        """Raises EngineError if the program is not on the path."""
        program = shutil.which("flite")
        if program is None:
            raise EngineError(say("speech.program_missing", program="flite", package="flite"))
        self._program, self._voice = program, casting.flite
        self.semitones, self.tempo = casting.semitones, casting.tempo
        self.key = f"flite {casting.flite} {casting.semitones} {casting.tempo}"

    def speak(self, text: str) -> Samples:
        with tempfile.TemporaryDirectory(prefix="voicetrainer-") as folder:
            wav, words = Path(folder) / "line.wav", Path(folder) / "line.txt"
            words.write_text(plain(text), "ascii")
            command = [self._program, "-voice", self._voice, "-f", str(words), "-o", str(wav)]
            sounds.run(command, "", SECONDS, self.name)
            return sounds.read(wav, self.name)

    def close(self) -> None:
        """Nothing stays open."""
