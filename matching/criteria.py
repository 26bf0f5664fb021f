"""By what a program can match, and how the engine is asked for it."""

from dataclasses import dataclass

from matching.engine.problem import Criterion, Rule


@dataclass(frozen=True)
class Choice:
    """A criterion as the admin meets it; `weight` is what a new program begins with."""

    label: str
    words: str
    weight: int
    kind: str
    answer: str


CHOICES = {
    "skills": Choice("Topics", "What the mentee wants to learn is what the mentor can teach.", 50, "terms", "topics"),
    "level": Choice("Seniority", "The mentor stands about two levels above.", 20, "gap", "level"),
    "department": Choice("Another department", "They come from different departments.", 10, "different", "department"),
    "hours": Choice("Working hours", "Their working days overlap.", 10, "hours", "utc_offset"),
    "language": Choice("Language", "They share a language.", 10, "any", "languages"),
}
DEFAULT_WEIGHTS = {name: choice.weight for name, choice in CHOICES.items()}
RULES = (Rule("reporting_line", "reporting_line"),)


def criteria_of(weights: dict[str, int]) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(name, choice.kind, weights.get(name, choice.weight), choice.answer, choice.answer)
        for name, choice in CHOICES.items()
    )
