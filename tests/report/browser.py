"""Chromium without a window, driven over its debugging pipe: real keys, real print, every request seen."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars",
    "--autoplay-policy=no-user-gesture-required", "--mute-audio", "--remote-debugging-pipe",
)  # fmt: skip
KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowLeft": 37, "ArrowRight": 39}


class Browser:
    """One page at a time.  Messages are JSON, each ended by a zero byte, on file descriptors 3 and 4."""

    def __init__(self, profile: Path) -> None:
        to_child, self._write = os.pipe()
        self._read, from_child = os.pipe()

        def pipes() -> None:
            first, second = os.dup(to_child), os.dup(from_child)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(
            [CHROMIUM or "", *FLAGS, f"--user-data-dir={profile}"],
            preexec_fn=pipes,  # noqa: PLW1509 (no thread runs here)
            close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_child)
        os.close(from_child)
        self._rest = b""
        self._number = 0
        self.session = ""
        self.requests: list[str] = []
        self.complaints: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **values: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": values}
        if self.session:
            message["sessionId"] = self.session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer)
                return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = os.read(self._read, 1 << 16)
            assert read, "the browser is gone"
            self._rest += read
        one, self._rest = self._rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(one)
        values = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(values["request"]["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(values["exceptionDetails"])[:500])
            case "Log.entryAdded" if values["entry"]["level"] == "error":
                self.complaints.append(values["entry"]["text"])
        return message

    def open(
        self, path: Path, width: int = 1280, height: int = 900, dark: bool = False, script: bool = True
    ) -> None:
        self.requests.clear()
        self.complaints.clear()
        self.send("Emulation.setScriptExecutionDisabled", value=not script)
        self.size(width)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.send("Emulation.setEmulatedMedia", media="", features=[scheme, still])
        self.send("Page.navigate", url=path.as_uri())
        while self._next().get("method") != "Page.loadEventFired":
            pass

    def size(self, width: int) -> None:
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **screen)

    def run(self, script: str) -> Any:
        """The value of an expression, awaited."""
        done = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def press(self, key: str, shift: bool = False) -> None:
        code = KEYS.get(key, ord(key.upper()[0]))
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        common = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def picture(self, path: Path, selector: str = "") -> None:
        """Of the whole page, or of one element with a little around it."""
        place = f"document.querySelector({json.dumps(selector or 'html')}).getBoundingClientRect()"
        x, y, width, height = self.run(f"(b => [b.x + scrollX, b.y + scrollY, b.width, b.height])({place})")
        by = 8 if selector else 0
        clip = {"x": x - by, "y": y - by, "width": width + 2 * by, "height": height + 2 * by, "scale": 1}
        shot = self.send("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def pdf(self) -> bytes:
        done = self.send("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(done["data"])

    def close(self) -> None:
        self.session = ""
        self.send("Browser.close")
        self.process.wait(10)
        os.close(self._write)
        os.close(self._read)


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    one = Browser(profile)
    try:
        yield one
    finally:
        one.close()
