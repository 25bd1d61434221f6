"""`audio/CREDITS`: engine, voice, licence and hash of every sound that ships.

`python -m voicetrainer.speech.credits audio` writes it anew from the indexes of the rendered lines
and from `trainees/CREDITS.md`; whatever neither knows is our own synthesis.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from .rendering import credits_of

HEAD = """\
Sounds that ship with voicetrainer, one a line: file, engine, voice, licence, SHA-256.
No person was recorded.  The licence of flite's voices is given in full in trainees/CREDITS.md.
"""
OWN = ("own synthesis (voicetrainer.sound)", "-", "Apache-2.0")
SOUNDS = (".flac", ".ogg", ".wav")
_ROW = re.compile(
    r"^\| (?P<file>\S+) \| (?P<engine>[^|]+) \| [^|]* \| (?P<licence>[^|]+) \| `(?P<hash>\w+)` \|$"
)


def credits(audio: Path) -> str:
    """The whole file's text."""
    rendered = credits_of(audio / "lines").splitlines()
    known = {line.split("\t")[0] for line in rendered} | {file for file, *_ in _trainees(audio)}
    rows = [*rendered, *("\t".join(row) for row in _trainees(audio))]
    for path in sorted(audio.rglob("*")):
        name = path.relative_to(audio).as_posix()
        if path.suffix in SOUNDS and name not in known:
            rows.append("\t".join((name, *OWN, f"sha256:{_sha256(path)}")))
    return HEAD + "\n" + "\n".join(sorted(rows)) + "\n"


def _trainees(audio: Path) -> Iterator[tuple[str, str, str, str, str]]:
    table = audio / "trainees" / "CREDITS.md"
    for line in table.read_text("utf-8").splitlines():
        if row := _ROW.match(line):
            engine, _, voice = (part.strip(" `") for part in row["engine"].partition(","))
            file = f"trainees/{row['file']}"
            yield file, engine, voice or "-", row["licence"].strip(), f"sha256:{row['hash']}"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "CREDITS").write_text(credits(folder), "utf-8")
