"""flite (Carnegie Mellon, BSD-like): a program that speaks well enough to render lines for shipping.

Not needed at run time: on Debian and Ubuntu it comes with `apt install flite`.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalogue import say
from ..core.errors import EngineError
from . import sounds
from .casting import Casting

if TYPE_CHECKING:
    from ..core.ports import Samples

SECONDS = 30.0


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
            words.write_text(text, "utf-8")
            command = [self._program, "-voice", self._voice, "-f", str(words), "-o", str(wav)]
            sounds.run(command, "", SECONDS, self.name)
            return sounds.read(wav, self.name)

    def close(self) -> None:
        """Nothing stays open."""
