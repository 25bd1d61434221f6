"""The golden sounds as text and times: what the caller says, what the trainee says, when, and the class.

A scene is one moment of a call.  `at` counts from an anchor in the caller's line: its onset, the end
of one of its sentences, the onset of its pause, its end.  Each scene is spoken by every voice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Anchor = Literal["onset", "pause", "pause end", "sentence 1", "question", "end", "speech"]
"""speech: the trainee has the floor, and `at` counts from where the caller stopped."""

STORY = (
    "My parcel was due eleven days ago, and I have waited in for it twice already, all day long. "
    "Nobody rang me back on Monday morning, (pause 0.8 s) and nobody rang me back on Tuesday afternoon "
    "either. Do you have any idea what that is like? I have written down the number of your office "
    "and the name of your driver."
)
CUTS_IN = "No, stop there, please. I have heard all of that before, and I do not want to hear it again."
RAMBLE = (
    "Well, what happens as a rule is that the parcel goes to the depot first and is sorted there by "
    "night, and then it goes out with the driver, who has a list of all the doors in your street"
)
VOICES = ("slt", "awb", "rms", "kal16", "espeak en-gb", "espeak en-us")
CALLERS = {"slt": "rms", "awb": "slt", "rms": "slt", "kal16": "slt", "espeak en-gb": "rms",
           "espeak en-us": "awb"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    name: str
    kind: str
    """The class it must get; empty: no overlap at all."""
    said: str
    """The trainee's words, or 'cough' or 'door'."""
    anchor: Anchor
    at: int
    """ms from the anchor."""
    content: str | None = None
    then: tuple[int, str] | None = None
    """After a silence of so many ms the same breath goes on with these words."""
    cut_to: int = 0
    """The sound stops so long after the caller came in, as of someone who breaks off."""


SCENES = (
    Scene("i-see", "backchannel", "I see.", "sentence 1", -2200),
    Scene("yes", "backchannel", "Yes.", "pause", -1300),
    Scene("okay", "backchannel", "Okay.", "sentence 1", -3000),
    Scene("right", "backchannel", "Right.", "end", -2300),
    Scene("of-course", "backchannel", "Of course.", "sentence 1", -1900),
    Scene("mm-hm-then-answer", "backchannel", "Right.", "end", -750,
          then=(420, "I am so sorry to hear that.")),
    Scene("late-in-the-line", "terminal", "I am very sorry about that.", "end", -250),
    Scene("late-in-a-sentence", "terminal", "I am very sorry about that.", "sentence 1", -200),
    Scene("between-sentences", "terminal", "I am very sorry about that.", "sentence 1", 100),
    Scene("asked", "terminal", "No, I can only guess what it is like.", "question", 120),
    Scene("together", "simultaneous start", "I wanted to ask you something first.", "onset", 140),
    Scene("just-before", "simultaneous start", "I wanted to ask you something first.", "onset", -30),
    Scene("sorry-in-the-pause", "false ending", "I am so sorry about that.", "pause", 350, "other words"),
    Scene("offer-in-the-pause", "false ending", "We will send you another one today.", "pause", 300,
          "solution"),
    Scene("defence-in-the-pause", "false ending", "That is not true, we did ring you.", "pause", 400,
          "defence"),
    Scene("after-the-pause", "false ending", "We will send you another one today.", "pause end", 150,
          "solution"),
    Scene("one-word", "short overlap", "Madam.", "sentence 1", -2600),
    Scene("solution", "interruption", "What I can do is send you another one today.", "sentence 1", -2700,
          "solution"),
    Scene("promise", "interruption", "I will ring the depot for you right now.", "end", -2600, "solution"),
    Scene("defence", "interruption", "That is not what happened, you should have rung us.", "sentence 1",
          -3200, "defence"),
    Scene("question", "interruption", "What is the number of the order, please?", "sentence 1", -2900,
          "other words"),
    Scene("early", "interruption", "Can I have your name and your address?", "onset", 900, "other words"),
    Scene("street", "interruption", "Excuse me, which street is that in?", "end", -2400, "other words"),
    Scene("breaks-off", "gave way", RAMBLE, "speech", 600, cut_to=400),
    Scene("ends-it", "simultaneous start", RAMBLE, "speech", 600, cut_to=1700),
    Scene("cough", "", "cough", "sentence 1", -2400),
    Scene("door", "", "door", "sentence 1", -2800),
)  # fmt: skip
