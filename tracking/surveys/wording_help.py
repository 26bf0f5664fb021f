"""What a piece of feedback could say better: advice beside the form, never a refusal. Imports no
Django.

The four parts are those of SBI (Center for Creative Leadership): situation, behaviour, impact, and
what next. Advice is a code; `words.py` has the sentences.
"""

import re
from dataclasses import dataclass

# Words that call somebody something; what they did is what feedback can be about.
JUDGEMENTS = (
    "lazy", "arrogant", "careless", "chaotic", "childish", "cold", "difficult", "disorganised",
    "disorganized", "disrespectful", "dumb", "incompetent", "insecure", "irresponsible", "naive",
    "negative", "passive", "rude", "selfish", "sloppy", "stubborn", "stupid", "unmotivated",
    "unprofessional", "unreliable", "weak",
)  # fmt: skip
ABSOLUTES = ("always", "never", "all the time", "every single time", "constantly", "nobody ever")
GUESSES = (
    "you don't care", "you do not care", "you want to", "you wanted to", "you are trying to",
    "you think that", "you just want", "on purpose",
)  # fmt: skip
VAGUE = ("recently", "often", "sometimes", "usually", "in general", "generally", "a lot lately")
# A day, a number, a name of something that took place: whoever reads it knows which time is meant.
PARTICULAR = re.compile(
    r"\d|\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(yesterday|today|last|this morning|session"
    r"|call|presentation|review|workshop|steering group|e-?mail|interview|demo|kick-?off)\b",
    re.IGNORECASE,
)
SHORT = 15


@dataclass(frozen=True)
class Advice:
    """`part` is the field it is about, `code` what could be better, `word` what shows it."""

    part: str
    code: str
    word: str = ""


def advice(*, situation: str, behaviour: str, impact: str, next_step: str) -> list[Advice]:
    """What could be said better, in the order of the form; nothing for what is still empty."""
    parts = {"situation": situation, "behaviour": behaviour, "impact": impact}
    found = [
        Advice(part, code, word)
        for part, text in parts.items()
        for code, words in (("judgement", JUDGEMENTS), ("absolute", ABSOLUTES), ("guess", GUESSES))
        if (word := _first(words, text))
    ]
    if situation.strip() and not PARTICULAR.search(situation):
        found.append(Advice("situation", "example", _first(VAGUE, situation)))
    if 0 < len(behaviour.strip()) < SHORT:
        found.append(Advice("behaviour", "short"))
    if behaviour.strip() and not impact.strip():
        found.append(Advice("impact", "missing"))
    if impact.strip() and not next_step.strip():
        found.append(Advice("next_step", "missing_next"))
    order = [*parts, "next_step"]
    return sorted(found, key=lambda each: order.index(each.part))


def _first(words: tuple[str, ...], text: str) -> str:
    """The one of the words that comes first in the text, as a word of its own; or nothing."""
    folded = " ".join(text.lower().replace("’", "'").split())
    places = [
        (match.start(), word)
        for word in words
        if (match := re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded))
    ]
    return min(places)[1] if places else ""
