"""The words of the benchmark.  `render.py` makes clips of them; `material.py` makes scripts.

Turns are what a trained agent says on the telephone.  Each with a pause is written in two parts:
eight break where a sentence could have ended, eight where none could.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: its parts, and the words (if any) that decide the caller's reply."""

    parts: tuple[str, ...]
    decided_by: str = ""
    natural: bool = False


NATURAL = (
    Said(("I am so sorry about that.", "I will look into it for you right now."), "so sorry", True),
    Said(("I have found your order.", "It left the depot on Friday."), "left the depot", True),
    Said(("Thank you for waiting.", "I can see both payments here."), "", True),
    Said(("That should not have happened.", "I will send you a refund today."), "refund", True),
    Said(("I can see the parcel on my screen.", "What is your postcode please?"), "postcode", True),
    Said(("I understand that you are upset.", "Let me call the driver this afternoon."), "driver", True),
    Said(("You are right.", "We charged you twice in June."), "charged you twice", True),
    Said(("Of course I can help you.", "May I have your account number?"), "help you", True),
)
OPEN = (
    Said(("I will call you back at", "four o'clock this afternoon."), "call you back"),
    Said(("The reference number is seven four", "two nine five one."), ""),
    Said(("I have spoken to the", "manager of the depot this morning."), "spoken to"),
    Said(("So what I can do is um", "send a new one out to you tomorrow."), "new one"),
    Said(("Your parcel is on its way and", "it should be with you by Friday."), ""),
    Said(("I am going to", "refund the postage to your card."), "refund"),
    Said(("We can deliver it on Tuesday or", "on Wednesday if you prefer."), ""),
    Said(("Could you please tell me", "the last three digits of your card?"), "digits"),
)
PAUSED = (*NATURAL, *OPEN)
PAUSES = (300, 500, 700, 1000)

PLAIN = (
    Said(("I am very sorry to hear that.",), "sorry"),
    Said(("Can you tell me your order number please?",), "order number"),
    Said(("I will send a new one to you tomorrow.",), "send a new one"),
    Said(("We can refund the second payment today.",), "refund"),
    Said(("Good morning, Northway Parcels, how can I help you?",), "good morning"),
    Said(("I will ring the depot and call you by four.",), "ring the depot"),
    Said(("Is there anything else I can do for you?",), "anything else"),
    Said(("I apologise for the long delay.",), "apologise"),
    Said(("The driver will come back this evening.",), "driver"),
    Said(("That was our mistake, and I will put it right.",), "our mistake"),
    Said(("Which address should we send it to?",), "address"),
    Said(("You will have the money back by Friday.",), "money back"),
    Said(("I can see the two payments on your account.",), ""),
    Said(("The parcel was delivered to the wrong house.",), ""),
    Said(("Eleven days is far too long.",), ""),
    Said(("My colleague wrote that down last Monday.",), ""),
    Said(("It is waiting in the depot near your town.",), ""),
    Said(("The bill was printed before we changed it.",), ""),
    Said(("He rang your bell at half past nine.",), ""),
    Said(("Nobody was at home that morning.",), ""),
)

INTERRUPTIONS = (
    "Excuse me, can I just ask you for your order number?",
    "Sorry, but I need to stop you there for a moment.",
    "Wait, which address was that parcel going to?",
    "Let me just check that on my screen for you.",
    "No, that is not what our records are saying.",
    "Can I come in here and explain what happened?",
    "Hold on, I have found your parcel in the system.",
    "Madam, please listen to me for just one moment.",
    "That is not our fault, the courier has lost it.",
    "I can give you a refund for that right away.",
    "Please tell me your postcode before you go on.",
    "But you have never told us about your new address.",
    "Actually, the parcel arrived at the depot today.",
    "I really do not think that we said that to you.",
    "One second, I am going to call the driver now.",
    "Could you slow down a little, I am writing this down.",
)

BACKCHANNELS = ("mm-hm", "uh huh", "yeah", "right", "okay", "I see", "yes", "sure", "oh", "of course")

LINES = (
    "I have been waiting for eleven days now for a parcel that was meant to come on the very next morning. "
    "It is a present for my granddaughter, and she has her birthday party on Saturday afternoon. "
    "I have rung your office twice already, and each time somebody promised to call me back the same day.",
    "When I opened my statement this morning I saw that you have taken the same amount from me two times. "
    "My husband and I live on a small pension, so forty pounds is not a little thing in our house. "
    "I would like to know how such a mistake can be made by a company as large as yours.",
    "Your driver left a card which says that nobody was at home, but I was sitting right beside the window. "
    "He never even came up the stairs, because I would have heard him on the old wooden steps. "
    "Now the card tells me to drive to a depot that lies more than twenty miles away from here.",
)
REPLIES = ("All right then.", "Well, thank you.", "And what happens now?", "If you say so.")
VOICES = ("slt", "rms", "awb", "kal16", "espeak en-gb", "espeak en-us")


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is said in one set of scripts, and by which voices."""

    paused: tuple[Said, ...]
    plain: tuple[Said, ...]
    interruptions: tuple[str, ...]
    backchannels: tuple[str, ...]
    lines: tuple[str, ...]
    replies: tuple[str, ...]
    voices: tuple[str, ...]
    """flite's names, or `espeak` and a voice."""
    humming: tuple[int, int]
    """The two voices (of eSpeak) that can say a sound which is no word."""
    seed: int
    """Of when and in which order."""


SHIPPED = Words(
    PAUSED, PLAIN, INTERRUPTIONS, BACKCHANNELS, LINES, REPLIES, VOICES, humming=(4, 5), seed=20_261_121
)
