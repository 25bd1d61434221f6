"""Speaks sentence after sentence with Piper.  Run by path; imports nothing of voicetrainer.

Piper is GPL-3, so it lives in this process alone.  First argument: the voice's model.  Standard
input: one JSON object a line with `text` and `file`; each is answered by a line, empty or the
reason why it failed.  The file appears only when it is whole.  Ends when its input does.
"""

import json
import os
import sys
import wave
from pathlib import Path


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # libraries print
    from piper import PiperVoice  # type: ignore[import-not-found, unused-ignore]  # an extra

    voice = PiperVoice.load(sys.argv[1])
    answers.write("\n")
    answers.flush()
    for line in sys.stdin:
        request = json.loads(line)
        reason = ""
        try:
            part = Path(request["file"] + ".part")
            with wave.open(str(part), "wb") as sound:
                voice.synthesize_wav(request["text"], sound)
            part.replace(request["file"])
        except (OSError, ValueError, RuntimeError, wave.Error) as error:
            reason = f"{type(error).__name__}: {error}".replace("\n", " ")
        answers.write(reason + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
