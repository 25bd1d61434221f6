"""What the tests of devices do on a real sound card phone; prints what came of it as JSON."""

import json
import subprocess
import sys
import time

import numpy as np

from voicetrainer.cli.sound_doctor import checked
from voicetrainer.core.ports import BLOCK
from voicetrainer.sound.card import CardPhone
from voicetrainer.sound.latency import measure_round_trip
from voicetrainer.sound.measured import known, measured_phone
from voicetrainer.sound.reconnect import ReconnectingPhone

SILENCE = np.zeros(BLOCK, np.float32)
LONGEST_S = 40.0


def away() -> dict[str, object]:
    """Hold a phone until it was away and back for two seconds.

    The test breaks the sound system when it reads "ready", and mends it when it reads "away".
    """
    told: list[str] = []
    phone = ReconnectingPhone(CardPhone, tell=told.append)
    phone.open()
    begun = time.monotonic()
    before, after, empty = 0, 0, 0
    while time.monotonic() - begun < LONGEST_S and after < 100:
        block = phone.read()
        assert block is not None
        phone.write(SILENCE)
        if not len(block):
            if not empty:
                print("away", flush=True)
            empty += 1
        elif empty:
            after += 1
        else:
            before += 1
            if before == 50:
                print("ready", flush=True)
    went_on = time.monotonic()
    phone.close()
    closed = time.monotonic() - went_on
    return {"before": before, "after": after, "empty": empty, "told": told, "closed": closed}


def check(seconds: str, *clip: str) -> dict[str, object]:
    """The sound check with what it tells; the clip is spoken into the microphone when it asks for words."""
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        if line.startswith("2/5") and clip:
            subprocess.Popen(["paplay", "--device=micfeed", *clip])

    phone = CardPhone()
    phone.open()
    found = checked(phone, float(seconds), tell)
    phone.close()
    names = (phone.input.name, phone.output.name) if phone.input and phone.output else ("", "")
    kept, later = known(*names), measured_phone()
    later.open()
    latency = later.latency
    later.close()
    assert latency and kept
    return {
        "told": told,
        "verdict": found.microphone.verdict,
        "round_trip": found.round_trip,
        "echo": found.echo and [found.echo.delay, found.echo.level_db],
        "dropouts": found.steady.dropouts,
        "seconds": found.steady.seconds,
        "kept": kept.round_trip,
        "later": [latency.input + latency.output, latency.source],
    }


def round_trips(times: str) -> dict[str, object]:
    """Opened anew each time: what is measured, and what the driver says."""
    found = []
    for _ in range(int(times)):
        phone = CardPhone()
        phone.open()
        measured, latency = measure_round_trip(phone), phone.latency
        phone.close()
        assert latency
        found.append([measured, latency.input + latency.output])
    return {"found": found}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
