"""What the tests do on a real sound card phone; prints what came of it as JSON."""

import ctypes
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

from benchmarks.soak.chirps import find, marked
from voicetrainer.core.errors import DeviceError
from voicetrainer.core.ports import BLOCK, BLOCK_MS, RATE
from voicetrainer.sound.card import CardPhone, microphone_level
from voicetrainer.sound.devices import choose, probe
from voicetrainer.sound.latency import measure_round_trip

SILENCE = np.zeros(BLOCK, np.float32)


def tone(seconds: float) -> list[np.ndarray]:
    """Blocks of 1 kHz."""
    t = np.arange(round(seconds * RATE)) / RATE
    return list((0.5 * np.sin(2 * np.pi * 1000 * t)).astype(np.float32).reshape(-1, BLOCK))


def opened() -> CardPhone:
    phone = CardPhone()
    phone.open()
    for _ in range(25):
        step(phone, SILENCE)
    return phone


def step(phone: CardPhone, block: np.ndarray) -> np.ndarray:
    heard = phone.read()
    phone.write(block)
    assert heard is not None
    return heard


class Monitor:
    """What comes out of the loudspeaker, by parec."""

    def __enter__(self) -> "Monitor":
        form = f"--raw --format=s16le --channels=1 --rate={RATE} --latency-msec=20"
        command = ["parec", "--device=speaker.monitor", *form.split()]
        self.parec = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.parec.stdout
        self.parec.stdout.read(2 * BLOCK)  # it is listening now
        self.raw = bytearray()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()
        return self

    def _read(self) -> None:
        assert self.parec.stdout
        while piece := self.parec.stdout.read(2 * BLOCK):
            self.raw += piece

    def __exit__(self, *_: object) -> None:
        self.parec.terminate()
        self.parec.wait()
        self.reader.join()
        self.sound = np.frombuffer(bytes(self.raw[: len(self.raw) // 2 * 2]), "<i2") / 32768

    def spans_ms(self) -> list[int]:
        """How long each stretch of sound was; gaps under 4 ms are not counted."""
        loud = np.flatnonzero(np.abs(self.sound) > 0.05)
        if not len(loud):
            return []
        parts = np.split(loud, np.flatnonzero(np.diff(loud) > 64) + 1)
        return [round((part[-1] - part[0]) * 1000 / RATE) for part in parts]


def blocks() -> dict[str, object]:
    phone = CardPhone()
    phone.open()
    step(phone, SILENCE)
    begun = time.monotonic()
    shapes = {step(phone, SILENCE).shape for _ in range(150)}
    took = time.monotonic() - begun
    latency = phone.latency
    phone.close()
    assert latency
    return {
        "shapes": list(shapes),
        "ms_a_block": took * 1000 / 150,
        "latency": [latency.input, latency.output, latency.source],
        "lost_ms": phone.lost_ms,
        "queued": phone.queued,
    }


def speak(seconds: str) -> dict[str, object]:
    phone = opened()
    with Monitor() as monitor:
        for block in tone(float(seconds)):
            step(phone, block)
        for _ in range(25):
            step(phone, SILENCE)
    phone.close()
    return {"spans": monitor.spans_ms(), "underflows": phone.underflows, "lost_ms": phone.lost_ms}


def listen(clip: str) -> dict[str, object]:
    phone = opened()
    player = subprocess.Popen(["paplay", "--device=micfeed", clip])
    heard = np.concatenate([step(phone, SILENCE) for _ in range(200)])
    player.wait(5)
    phone.close()
    np.save(Path(clip).with_suffix(".npy"), heard)
    return {"lost_ms": phone.lost_ms}


def flush() -> dict[str, object]:
    """Hand over half a second at once, let 100 ms of it go, then cut."""
    phone = opened()
    with Monitor() as monitor:
        for block in tone(0.5):
            phone.write(block)
        for _ in range(5):
            phone.read()
        phone.flush()
        for _ in range(40):
            step(phone, SILENCE)
    phone.close()
    return {"spans": monitor.spans_ms()}


def round_trip() -> dict[str, object]:
    phone = opened()
    measured = measure_round_trip(phone)
    latency = phone.latency
    phone.close()
    assert latency
    return {"measured": measured, "reported": latency.input + latency.output}


def lines(count: str) -> dict[str, object]:
    """Lines with a chirp at their beginning, into a microphone that is the loudspeaker: ms from where each
    was told to be heard until it was."""
    phone, quiet = opened(), np.zeros(70 * BLOCK, np.float32)
    sound = list(marked(quiet).reshape(-1, BLOCK))
    heard = [step(phone, SILENCE) for _ in range(250)]
    told = []
    for _ in range(int(count)):
        heard.append(np.asarray(phone.read()))
        latency = phone.latency
        assert latency
        told.append(len(heard) * BLOCK_MS + latency.input + latency.output)
        phone.write(sound[0])
        heard += [step(phone, block) for block in sound[1:]]
    phone.close()
    places = np.array(find(np.concatenate(heard))) * 1000 / RATE
    off = [float(places[np.argmin(np.abs(places - at))] - at) for at in told]
    return {"chirps": len(places), "off": off}


def stand_still(seconds: str) -> dict[str, object]:
    """Something holds Python's lock: nothing of this process can run."""
    phone = opened()
    holding = threading.Thread(target=ctypes.PyDLL(None).usleep, args=(round(float(seconds) * 1e6),))
    holding.start()
    for _ in range(100):
        step(phone, SILENCE)
    holding.join()
    phone.close()
    return {"lost_ms": phone.lost_ms}


def stop(*command: str) -> dict[str, object]:
    """Break the sound system in mid-call, and wait for what the phone says."""
    phone = opened()
    subprocess.run(command, check=True)
    begun = time.monotonic()
    try:
        while time.monotonic() - begun < 10:
            step(phone, SILENCE)
    except DeviceError as error:
        after = time.monotonic() - begun
        phone.close()
        closed = time.monotonic() - begun - after
        return {"error": str(error), "after": after, "closed": closed}
    return {"error": None}


def duplex(seconds: str) -> dict[str, object]:
    """A tone each way at once; both must come through without a gap."""
    phone = opened()
    with Monitor() as monitor:
        heard = [step(phone, block) for block in tone(float(seconds))]
        heard += [step(phone, SILENCE) for _ in range(25)]
    phone.close()
    level = np.sqrt(np.mean(np.square(heard), axis=1))
    return {
        "spans": monitor.spans_ms(),
        "lost_ms": phone.lost_ms,
        "underflows": phone.underflows,
        "silent_blocks": int(np.sum(level[25:-25] < 0.05)),
    }


def devices() -> dict[str, object]:
    found = probe()
    errors = []
    for wanted in ("no such thing", 99):
        try:
            choose(wanted, "input")
        except DeviceError as error:
            errors.append(str(error))
    return {
        "library": found.library,
        "names": [device.name for device in found.devices],
        "input": found.input and found.input.name,
        "trouble": found.trouble,
        "by_name": choose("puls", "output").name if not found.trouble else None,
        "errors": errors,
    }


def meter() -> dict[str, object]:
    return {"levels": list(microphone_level(seconds=1.0))}


def noise() -> dict[str, object]:
    """What C code prints while the phone is open, and what Python prints."""
    phone = opened()
    subprocess.run(["sh", "-c", "echo from a C library >&2"], check=True)
    print("from python", file=sys.stderr)
    phone.close()
    subprocess.run(["sh", "-c", "echo afterwards >&2"], check=True)
    return {}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
