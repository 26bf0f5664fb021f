"""What an action item lacks to be SMART, in plain words. Imports no Django."""

from dataclasses import dataclass
from datetime import date

SHORT = 12
VAGUE = ("improve", "try", "better", "more", "think about", "look into", "work on", "learn about", "be ")


@dataclass(frozen=True)
class Hint:
    """`part` is one of specific, measurable, achievable, relevant, time-bound."""

    part: str
    words: str


def hints(*, text: str, measure: str, achievable: str, has_goal: bool, due_on: date | None, today: date) -> list[Hint]:
    """What is missing, in the order of the letters; an empty list says that the item is SMART."""
    found = []
    words = text.strip().lower()
    if len(words) < SHORT or (words.startswith(VAGUE) and not any(each.isdigit() for each in words)):
        found.append(Hint("specific", "Say what exactly you will do, and with whom or what."))
    if not measure.strip():
        found.append(Hint("measurable", "How will both of you see that it is done? A number or a thing to show helps."))
    if not achievable.strip():
        found.append(Hint("achievable", "What makes it doable by then: time set aside, help, a first step?"))
    if not has_goal:
        found.append(Hint("relevant", "Which of your goals does it serve?"))
    if due_on is None:
        found.append(Hint("time-bound", "By which day?"))
    elif due_on < today:
        found.append(Hint("time-bound", "That day has passed. Choose one that is still to come."))
    return found
