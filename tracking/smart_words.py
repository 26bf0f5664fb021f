"""The words by which `tracking/smart.py` judges an action item: a line for each group of words."""

import re
from re import Pattern


def _all(*groups: str) -> frozenset[str]:
    return frozenset(" ".join(groups).split())


# Verbs that say what a hand does: whoever reads them knows when it has been done.
ACTS = _all(
    "add adapt agree analyse analyze announce answer apply archive arrange ask assemble attend",
    "automate bake block book brief bring build buy call carry chair change check choose clean",
    "clear climb close coach code collect compare complete conduct configure contact cook copy",
    "cost count cover create cut debug decide decline define delegate deliver demo deploy",
    "describe design discuss document download draft draw drive edit email e-mail enrol enroll",
    "escalate examine explain export file fill film finalise finalize find finish fit fix forward",
    "gather give go hand hang help hire hold host import inspect install interview introduce",
    "invite issue join label lead list load log lower mail map mark measure meet mentor message",
    "migrate mock move name negotiate note observe offer open order organise organize outline",
    "pack paint pair pass pay phone photograph pick pilot pitch plan plate polish post practise",
    "practice prepare present print prototype propose publish pull put quote raise read rearrange",
    "rebuild record reduce refactor register rehearse remove rename reorganise reorganize repair",
    "replace reply report request research reserve return revise review rewrite ring role-play",
    "run sand save scan schedule select sell send service set sew shadow share ship show sign",
    "simplify sit sketch solder sort speak split staff start stop streamline submit subscribe",
    "summarise summarize survey swap take talk tally taste teach tell test text tidy time trace",
    "track train transfer translate trial turn update upgrade upload verify visit volunteer walk",
    "wash watch weigh weld wire write",
)
# Verbs that name a wish. What comes after them decides: a way to get there, or a number.
WISHES = _all(
    "be become better consider continue develop embrace enhance ensure explore focus gain",
    "grow improve increase know learn look maintain master network overcome progress pursue",
    "remain stay strengthen strive think try understand work",
)
# They say nothing by themselves: what is done stands after them.
LIGHT = _all("do get have keep make")
# What comes before a first word that counts.
LEADS = _all("i i'll ill i'm we we'll will would like want need to have must should shall going am")
LEADS |= _all("please also just and then so maybe pls plz gonna gotta")
# Objects of which nobody can say where they begin.
VAGUE = _all(
    "a about again all an and any at attitude balance best better confidence feet for good harder",
    "in it less life mindset mood more my myself new of on our ourselves place potential respect",
    "role self skill skills some spirit stress stuff style task tasks team the their thing things",
    "time to up vision voice way ways with work yourself",
)
DETERMINERS = _all("a an the my our his her their your this that it one")
# What stands where a measure should and says nothing.
EMPTY = _all(
    "na none no yes y n ok okay tbd tba tbc todo done later soon nothing x xx xxx idk nvt",
    "nope unknown open same dunno maybe somehow whatever hopefully sometime finished",
    "completed success good better fine great feeling progress",
)
EMPTY_PHRASES = """
see above; as above; as discussed; not sure; dont know; no idea; will see; well see; we will
see; i dont know; not yet; it is done; when done; when it is done; when its done; when
finished; when its finished; when it is finished; if done; its done; to be defined; to be
decided; to be confirmed; dont know yet; no clue
"""
EMPTY |= {"", *(" ".join(phrase.split()) for phrase in EMPTY_PHRASES.split(";"))}
COUNTS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|"
    r"hundred|dozen|once|twice|half|every|each|all|both"
)
NUMBER = re.compile(rf"\d|\b({COUNTS}|one|weekly|monthly|daily|zero)\b")
# A number in the action itself: not in a name ("module 2") and not a length ("a 30-minute chat").
COUNTED = re.compile(rf"\d|\b(?:{COUNTS}|one(?! (?:day|another|of)\b)(?!-))\b")
NO_COUNT = re.compile(
    r"\b(?:q|station|board|module|fridge|line|room|shift|version|v|phase|level|chapters?|ch|page|"
    r"step|week|year|no|number|plant|bay|unit|grade|class|gate|floor|ward)\.? ?\d+"
    r"(?: ?(?:-|to|and) ?\d+)?\b"
    rf"|\b(?:\d+|{COUNTS}|one)-\w+|\b\d{{1,2}}[:.]\d\d\b|\b(?:19|20)\d\d\b|\b[a-z]\d\b|\b1:1\b"
)
# A feeling or a comparison without a number: two people would not agree whether it is there.
FELT = re.compile(
    r"\b(feel|feels|feeling|felt|better|more|less|improved|confident|confidence|comfortable|happy|"
    r"happier|good|nice|nicer|understanding|understand|aware|awareness|notice|notices|motivated|"
    r"stronger|vibes?|mood|hopefully|right)\b"
)
# Something another person can look at, or a state that is reached or not.
SHOWN = re.compile(
    r"\b(\w+(?:ed|en)|sent|held|met|made|read|set|shown|written|given|taken|built|put|done|won|"
    r"paid|led|found|told|green|online|live|certificate|minutes|answers?|reply|replies|calendar|"
    r"confirms?|says?|pass|passes|feedback|sheet|report|list|notes?|page|video|plan|test|link|"
    r"photo|document|slides?|opens?|sends?|approves?|agreement|inbox|fills?|shows?|writing|took|"
    r"receipt|mail|e-?mail|file|folder|diary|wiki|tracker|licence|license|exam|signs?|checks?|"
    r"picks?|chooses?|finds?|knows?|takes?|does|uses?|runs|gets|log|form|chart|no \w+|without|"
    r"under|below|above|at least|fewer|dashboard)\b"
)
# One such word is enough where it stands alone.
PROOF = _all(
    "certificate receipt licence license dashboard signature published signed submitted booked",
    "accepted approved screenshot photo video report minutes",
)
# In a clause after the action: who gets, checks or signs it, or what is left of it.
CHECKED = re.compile(
    r"\b(?:sign(?:s|ed)?|sign-?off|approv\w+|confirm\w*|observ\w+|check\w*|review\w*|shared?|shares|"
    r"sends?|sent|log|logged|notes?|noted|receipts?|copy|forward|repl(?:y|ies)|answer\w*|"
    r"pass(?:es|ed)?|chooses?|picks?|tells?|tracked|test|saved|feedback|added|keep|bring|show\w*|"
    r"page|list|posted|published|tested|quiz|table|photo)\b"
)
# Wherever it stands: until somebody can do it, or it has been looked at.
PROVEN = re.compile(
    r"\b(?:until|till) (?:he|she|they|it|all|both|i|the \w+) \w+|\bsigned off\b|\bsign off\b"
    r"|\b(?:get|have) (?:it|this|\w+ \w+|the \w+ \w+) (?:signed|approved|checked|reviewed|read)\b"
    r"|\b(?:approved|checked|reviewed|signed) by\b|\bpass(?:es)? the\b"
)
BECAUSE = re.compile(
    r"\b(?:because|thanks to|i(?:'ve| have) (?:got |already |the )?(?:time|slot|an? hour|agreed)"
    r"|as i (?:have|already|am)|(?:time|day|slot|hours?) (?:is|are) (?:booked|blocked|free)"
    r"|(?:offered|agreed|promised) (?:to help|it|already))\b"
)
PURPOSE = re.compile(
    r"\b(?:so that|so i can|so we can|in order to|because|towards|as part of|"
    r"for my (?:goal|promotion|career)|to be ready for|to prepare for|as a step)\b"
)
BY_WAY_OF = re.compile(r"[:;–—]| - |\bby \w+ing\b|\bso that\b|\bin order to\b")
CLAUSE = re.compile(r"[:;,–—]|\band\b|\bby\b|\bthen\b|\bto\b")
AFTER = re.compile(r"[:;,–—.]|\band\b|\bwith\b|\bthen\b|\bso\b|\bto get\b")
# What people write for a word.
SHORT: tuple[tuple[Pattern[str], str], ...] = (
    (re.compile(r"\bw/o\b"), "without"),
    (re.compile(r"\bw/ ?"), "with "),
    (re.compile(r" ?& ?| n (?=\w)"), " and "),
    (re.compile(r"’"), "'"),
)

WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|"
    r"sun(?:day)?)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
SEASON = (
    r"(?:spring|summer|autumn|fall|winter|christmas|xmas|easter|new year|ramadan|diwali|half term|"
    r"half-term)"
)
SPAN = r"(?:day|week|weekend|month|quarter|term|semester|year|sprint|season|shift)"
PART = r"(?:morning|afternoon|evening|night|noon|lunch|lunchtime|midnight)"
_WHEN = rf"(?:{WEEKDAY}|{MONTH}|{SEASON}|{PART}|q[1-4]|tomorrow|then|\d{{1,2}}(?:st|nd|rd|th))"
_BY = r"(?:by|before|until|till|til|on|from|latest|no later than|not later than|due)"
# A day, or an event that has one.
DAY = re.compile(
    r"\b(?:"
    rf"today|tonight|tomorrow|tmrw|tmr|tomorow|eod|eow|eom|eoq|eoy"
    rf"|{_BY} (?:the )?(?:(?:end|middle|mid|start|beginning|close) (?:of |on )?)?"
    rf"(?:the |this |next |coming )*{_WHEN}(?:\W{PART})?(?!['\w])(?: \d{{1,2}}(?:st|nd|rd|th)?\b)?"
    rf"|{_BY} (?:the )?\d{{1,2}}[./]\d{{1,2}}\b\.?"
    rf"|(?:by |at |before |until )?(?:the )?end of (?:the |this |next |my |our )*"
    rf"(?:{SPAN}|{MONTH}|{SEASON}|q[1-4])\b|(?:by )?(?:month|week|year|quarter)(?:'?s)?[ -]end"
    rf"|(?:by |on |before |until )?(?:the )?\d{{1,2}}(?:st|nd|rd|th)?\.?(?: of)? {MONTH}\b"
    rf"|(?:by |on |before |until )?{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|(?:by |on |before |until )?\d{4}-\d\d-\d\d"
    rf"|(?:in|during) (?:early |mid |late )?(?:{MONTH}|{SEASON}|q[1-4]|week \d+)\b"
    rf"|(?:in|within|over) (?:the )?(?:next |coming )?(?:\d+|{COUNTS}|one|a|few|a few|couple of) "
    rf"(?:working )?{SPAN}s?\b"
    rf"|(?<!every )(?<!for the )(?:this|next|coming) (?:{SPAN}|{SEASON}|{PART}|{WEEKDAY})s?\b"
    rf"|(?<!every )(?<!each )(?<!the )(?<!-){WEEKDAY}(?: (?:{PART}))?(?=\s*(?:$|[,.;:!)]|and\b|\d))"
    r"|before (?!\d{4}\b|and\b|or\b)(?:(?:the|my|our|his|her|their|a|we|he|she|they|it|i) )?"
    r"\w+(?: (?:closes|starts|ends|leaves?|meeting|break|hall|holiday|conference|review))*"
    r")"
)
