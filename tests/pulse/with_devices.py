"""What the tests of devices do on a real sound card phone; prints what came of it as JSON."""

import json
import sys
import time

import numpy as np

from voicetrainer.core.ports import BLOCK
from voicetrainer.sound.card import CardPhone
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


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
