"""What can be an answer to a question, and how an answer reads.

By kind an answer is a text (choice, text), a list of texts (several), a whole number (scale 1 to
5, recommend 0 to 10, number) or true or false (yes or no); no answer is None, and never stored.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from mentorship.questions.enums import QuestionKind
from mentorship.questions.models import AbstractQuestion

OPTIONS_AT_MOST, TEXT_AT_MOST = 30, 2000
# By kind the numbers that are an answer.
STEPS = {QuestionKind.SCALE: range(1, 6), QuestionKind.RECOMMEND: range(11)}
NUMBERS = range(-1_000_000_000, 1_000_000_001)
CHOSEN_FROM = (QuestionKind.CHOICE, QuestionKind.SEVERAL)


def fits(question: AbstractQuestion, answer: Any) -> bool:
    """Whether this can be an answer to the question."""
    match question.kind:
        case QuestionKind.CHOICE:
            return answer in question.options
        case QuestionKind.SEVERAL:
            return (
                isinstance(answer, list)
                and bool(answer)
                and all(each in question.options for each in answer)
            )
        case QuestionKind.SCALE | QuestionKind.RECOMMEND | QuestionKind.NUMBER:
            steps = STEPS.get(QuestionKind(question.kind), NUMBERS)
            return type(answer) is int and answer in steps
        case QuestionKind.YES_NO:
            return isinstance(answer, bool)
    return isinstance(answer, str) and 0 < len(answer) <= TEXT_AT_MOST


def answers_fit(questions: Sequence[AbstractQuestion], answers: Mapping[str, Any]) -> bool:
    """Whether these are answers to these questions, by their keys, with all that must be
    answered.
    """
    known = {question.key: question for question in questions}
    return all(
        key in known and fits(known[key], answer) for key, answer in answers.items()
    ) and all(question.key in answers for question in questions if question.is_required)


def answer_words(question: AbstractQuestion, answer: Any) -> str:
    """An answer as a page or an export shows it; empty without one."""
    if answer is None:
        return ""
    match question.kind:
        case QuestionKind.SEVERAL:
            return "; ".join(answer)
        case QuestionKind.SCALE | QuestionKind.RECOMMEND:
            highest = STEPS[QuestionKind(question.kind)][-1]
            return _("%(number)s of %(highest)s") % {"number": answer, "highest": highest}
        case QuestionKind.YES_NO:
            return _("Yes") if answer else _("No")
    return str(answer)


def step_words(question: AbstractQuestion) -> list[tuple[int, str]]:
    """The steps of a scale or a recommendation, with the words of the ends where there are any."""
    steps = STEPS[QuestionKind(question.kind)]
    ends = dict(zip((steps[0], steps[-1]), question.options, strict=False))
    return [(step, f"{step} – {ends[step]}" if step in ends else str(step)) for step in steps]
