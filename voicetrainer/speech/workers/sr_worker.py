"""Recognises utterance after utterance with one method of SpeechRecognition.  Run by path; imports nothing
of voicetrainer.

Standard input: a line of JSON with `method`, `settings`, `rate` and `bytes`, then so many bytes of 16-bit
samples.  Each is answered by a line of JSON: `answer`, or `error` (the exception's name) and `why`.  Ends
when its input does.
"""

import json
import os
import sys


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # libraries print
    import speech_recognition

    recogniser = speech_recognition.Recognizer()
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        pcm = sys.stdin.buffer.read(request["bytes"])
        sound = speech_recognition.AudioData(pcm, request["rate"], 2)
        try:
            told = {"answer": getattr(recogniser, request["method"])(sound, **request["settings"])}
        except (speech_recognition.UnknownValueError, speech_recognition.RequestError,
                speech_recognition.exceptions.SetupError, ImportError, OSError) as error:  # fmt: skip
            told = {"error": type(error).__name__, "why": str(error)}
        answers.write(json.dumps(told) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
