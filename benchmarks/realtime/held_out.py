"""Speech that no limit was chosen on: other words, other voices, rendered anew each time.

`python -m benchmarks.realtime --held-out` plays it in place of the committed clips.  Needs espeak-ng.
Look at its figures; choose nothing by them, or it is held out no more.
"""

from __future__ import annotations

from .texts import LINES, REPLIES, Said, Words

NATURAL = (
    Said(("I have your details in front of me.", "The booking was made in March."), "booking", True),
    Said(("That is quite a long time.", "I will speak to the warehouse about it."), "warehouse", True),
    Said(("Thanks for letting me know.", "The engineer can come on Thursday."), "engineer", True),
    Said(("I do see your point.", "There was a fault on the line."), "", True),
)
OPEN = (
    Said(("We could send somebody between", "nine and eleven tomorrow."), "send somebody"),
    Said(("Your customer number ends in three", "eight double five."), ""),
    Said(("What happened here is that the", "invoice went to your old flat."), "invoice"),
    Said(("I would need to check with", "the people in accounts."), ""),
)
PLAIN = (
    Said(("Could I take your surname please?",), "surname"),
    Said(("We will replace it free of charge.",), "free of charge"),
    Said(("I regret that this has taken so long.",), "regret"),
    Said(("The meter was read on the tenth.",), ""),
    Said(("It ought to work again by noon.",), ""),
    Said(("Shall I book that for you?",), "book that"),
    Said(("Our manager will write to you.",), "manager"),
    Said(("The cheque was posted yesterday.",), ""),
)
INTERRUPTIONS = (
    "Pardon me, what was the name on the booking?",
    "Stop, please, I already know about that.",
    "Listen, we can replace the whole thing today.",
    "Well, actually nobody told us anything.",
    "Let us go back to the beginning for a second.",
    "Do you have the invoice in front of you?",
    "We never received a letter from you.",
    "Just a second, the system is loading.",
    "My colleague has already explained this.",
    "It will be repaired on Thursday morning.",
    "Hang on, that was a different account.",
    "What time did the engineer arrive?",
    "Nobody here would ever say such a thing.",
    "May I suggest something else instead?",
    "There is no need to shout at me.",
    "You should have called us earlier.",
)
BACKCHANNELS = ("mm-hm", "uh huh", "yeah", "okay", "I see", "yes", "right", "of course", "sure", "oh")
VOICES = (
    "espeak en-gb-scotland", "espeak en-gb-x-rp+f3", "espeak en-us+m3", "espeak en-gb-x-gbcwmd",
    "espeak en-us+f4", "espeak en-gb-x-gbclan+m5",
)  # fmt: skip
HELD_OUT = Words(
    (*NATURAL, *OPEN), PLAIN, INTERRUPTIONS, BACKCHANNELS, LINES, REPLIES, VOICES, humming=(0, 4), seed=4711
)
