"""What an action item lacks to be SMART, in plain words. Advises, never blocks. Imports
no Django.
"""

import re
from datetime import date, timedelta

# Farther ahead nobody plans an action; a year that was mistyped usually is.
FARTHEST = timedelta(days=370)
# Verbs that say what a hand does: whoever reads them knows when it has been done.
ACTS = [
    "add",
    "agree",
    "analyse",
    "analyze",
    "announce",
    "apply",
    "archive",
    "arrange",
    "ask",
    "attend",
    "automate",
    "block",
    "book",
    "bring",
    "build",
    "call",
    "carry",
    "check",
    "clean",
    "close",
    "collect",
    "compare",
    "complete",
    "conduct",
    "configure",
    "contact",
    "create",
    "cut",
    "decide",
    "decline",
    "define",
    "delegate",
    "deliver",
    "demo",
    "describe",
    "design",
    "discuss",
    "document",
    "download",
    "draft",
    "edit",
    "email",
    "e-mail",
    "enrol",
    "enroll",
    "fill",
    "finalise",
    "finalize",
    "find",
    "finish",
    "fix",
    "give",
    "go",
    "hand",
    "hire",
    "hold",
    "host",
    "install",
    "interview",
    "introduce",
    "invite",
    "join",
    "lead",
    "list",
    "log",
    "map",
    "measure",
    "meet",
    "mentor",
    "migrate",
    "move",
    "name",
    "negotiate",
    "note",
    "offer",
    "order",
    "organise",
    "organize",
    "outline",
    "pair",
    "phone",
    "pick",
    "pilot",
    "plan",
    "post",
    "practise",
    "practice",
    "prepare",
    "present",
    "print",
    "propose",
    "publish",
    "pull",
    "put",
    "read",
    "rebuild",
    "record",
    "reduce",
    "refactor",
    "register",
    "rehearse",
    "rename",
    "replace",
    "reply",
    "report",
    "request",
    "review",
    "rewrite",
    "ring",
    "role-play",
    "run",
    "save",
    "schedule",
    "select",
    "send",
    "set",
    "shadow",
    "share",
    "ship",
    "show",
    "sign",
    "sketch",
    "speak",
    "split",
    "start",
    "stop",
    "submit",
    "subscribe",
    "summarise",
    "summarize",
    "survey",
    "take",
    "talk",
    "teach",
    "tell",
    "test",
    "train",
    "translate",
    "update",
    "upload",
    "verify",
    "visit",
    "volunteer",
    "walk",
    "watch",
    "write",
]
# Verbs that name a wish. What comes after them decides: a way to get there, or a number.
WISHES = [
    "be",
    "become",
    "better",
    "change",
    "consider",
    "continue",
    "develop",
    "do",
    "embrace",
    "enhance",
    "ensure",
    "explore",
    "focus",
    "gain",
    "get",
    "grow",
    "improve",
    "increase",
    "keep",
    "learn",
    "look",
    "maintain",
    "make",
    "master",
    "network",
    "overcome",
    "progress",
    "pursue",
    "remain",
    "stay",
    "strengthen",
    "strive",
    "think",
    "try",
    "understand",
    "work",
]
# What stands where a measure should and says nothing.
EMPTY_MEASURES = {
    "",
    "na",
    "none",
    "no",
    "yes",
    "y",
    "n",
    "ok",
    "okay",
    "tbd",
    "tba",
    "tbc",
    "todo",
    "done",
    "later",
    "soon",
    "nothing",
    "x",
    "xx",
    "xxx",
    "idk",
    "unknown",
    "open",
    "same",
    "see above",
    "as above",
    "as discussed",
    "not sure",
    "dont know",
    "no idea",
    "will see",
    "well see",
    "we will see",
    "somehow",
    "whatever",
    "it is done",
    "when done",
    "when it is done",
    "when finished",
    "finished",
    "completed",
    "if done",
    "its done",
    "success",
    "good",
    "better",
    "i dont know",
    "not yet",
    "to be defined",
    "to be decided",
    "nvt",
    "nope",
    "maybe",
    "hopefully",
    "sometime",
    "feeling",
    "progress",
}
# A feeling or a comparison without a number: two people would not agree whether it is there.
FELT = re.compile(
    r"\b(feel|feels|feeling|felt|better|more|less|improved|confident|confidence|comfortable|happy|happier|good|nicer|"
    r"understanding|understand|aware|awareness|notice|notices|motivated|stronger)\b"
)
NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|fifty|hundred|once|twice|"
    r"half|every|each|all|both|weekly|monthly|daily)\b"
)
# Something another person can look at, or a state that is reached or not.
SHOWN = re.compile(
    r"\b(\w+(?:ed|en)|sent|held|met|made|read|set|shown|written|given|taken|built|put|done|won|paid|led|found|told|"
    r"green|online|live|signed|certificate|minutes|answers?|answered|reply|replies|calendar|confirms?|says?|passes|"
    r"published|feedback|sheet|report|list|notes?|page|video|plan|test|link|photo|document|slides?|opens?|sends?|"
    r"merged|approves?|agreement|inbox|fill|fills|shows?|writing|took)\b"
)
BY_WAY_OF = re.compile(r"[:;–—]| - |\bby \w+ing\b|\bso that\b|\bin order to\b")
CLAUSE = re.compile(r"[:;,–—]|\band\b|\bby\b|\bthen\b|\bto\b")


# What can be missing, each said by `tracking/words.py`.
HINTS = ("specific", "measurable", "achievable", "relevant", "no_day", "past", "far")


def hints(
    *, text: str, measure: str, achievable: str, has_goal: bool, due_on: date | None, today: date
) -> list[str]:
    """What is missing, by the names of HINTS in their order; without any the item is SMART."""
    lacks = {
        "specific": not is_specific(text),
        "measurable": not is_measure(measure),
        "achievable": not _says_something(achievable),
        "relevant": not has_goal,
        "no_day": due_on is None,
        "past": due_on is not None and due_on < today,
        "far": due_on is not None and due_on - today > FARTHEST,
    }
    return [name for name in HINTS if lacks[name]]


def is_specific(text: str) -> bool:
    """Whether it names an act with an object, or a wish together with the way to it."""
    words = _words(text)
    if len(words) < 3:
        return False
    first = words[0]
    if first in ACTS:
        return True
    if first in WISHES and not (NUMBER.search(text.lower()) or BY_WAY_OF.search(text.lower())):
        return False
    if any(_begins_with_act(clause) for clause in CLAUSE.split(text.lower())[1:]):
        return True
    # A wish with a number and something it is a number of; or a sentence that begins in a way of
    # its own.
    has_number = bool(NUMBER.search(text.lower()))
    return has_number and len(words) >= 5 if first in WISHES else has_number or len(words) >= 5


def is_measure(measure: str) -> bool:
    """Whether two people would agree on the day that it is done."""
    text = measure.lower()
    if not _says_something(measure):
        return False
    if NUMBER.search(text):
        return len(_words(text)) >= 2 or "%" in text
    if FELT.search(text):
        return False
    return len(_words(text)) >= 2 and bool(SHOWN.search(text))


def _says_something(text: str) -> bool:
    """Not empty, nor one of the things people write to get past a field."""
    bare = re.sub(r"[^\w\s]", "", text.lower()).strip()
    return " ".join(bare.split()) not in EMPTY_MEASURES


def _begins_with_act(clause: str) -> bool:
    words = _words(clause)
    if len(words) < 2:
        return False
    stem = words[0].removesuffix("ing")
    return words[0] in ACTS or stem in ACTS or f"{stem}e" in ACTS


def _words(text: str) -> list[str]:
    return re.findall(r"[\w’'-]+", text.lower())
