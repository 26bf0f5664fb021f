"""The form that builds a question, and the one that answers many."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Generic, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.questions.answers import (
    CHOSEN_FROM,
    NUMBERS,
    OPTIONS_AT_MOST,
    TEXT_AT_MOST,
    step_words,
)
from mentorship.questions.enums import QuestionKind
from mentorship.questions.models import AbstractQuestion
from mentorship.ui.forms import CharField, LinesField, VersionedModelForm

# More answers than these stand in a list that opens.
RADIOS_AT_MOST = 8


class AbstractQuestionForm(VersionedModelForm):
    """What every question has; the app's own form names its model and adds the rest."""

    options = LinesField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        line_at_most=100,
        lines_at_most=OPTIONS_AT_MOST,
        help_text=gettext_lazy("One a line. For a scale, the words at its two ends, or nothing."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How it is answered"),
        choices=QuestionKind.choices,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        kind, options = values.get("kind"), values.get("options")
        if kind and options is not None and (wrong := _wrong_options(kind, options)):
            self.add_error("options", wrong)
        return values


def _wrong_options(kind: str, options: Collection[str]) -> str:
    """Why these answers cannot belong to a question of this kind; empty where they can."""
    if kind in CHOSEN_FROM:
        few = _("Give at least two answers to choose from, one a line.")
        return few if len(options) < 2 else ""
    if kind == QuestionKind.SCALE and options and len(options) != 2:
        return _("A scale has a word for 1 and a word for 5, or none: two lines, or nothing.")
    if kind == QuestionKind.RECOMMEND and options and len(options) != 2:
        return _("This has a word for 0 and a word for 10, or none: two lines, or nothing.")
    if kind == QuestionKind.TEXT and options:
        return _("Who answers in their own words chooses from nothing: leave this empty.")
    if kind in (QuestionKind.NUMBER, QuestionKind.YES_NO) and options:
        return _("There is nothing to choose from here: leave this empty.")
    return ""


Question = TypeVar("Question", bound=AbstractQuestion)


class AnswersForm(forms.Form, Generic[Question]):
    """A field for each question that is put to somebody."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            self.fields[field_name(question)] = answer_field(question, self.text_of(question))

    def text_of(self, question: Question) -> str:
        """The question as it reads to whoever is asked."""
        return question.text

    def asked(self) -> list[forms.BoundField]:
        return [self[field_name(question)] for question in self.questions]

    def answers(self) -> dict[str, Any]:
        """By the questions' keys, without what was left empty."""
        given = {each.key: self.cleaned_data[field_name(each)] for each in self.questions}
        for each in self.questions:
            if each.kind == QuestionKind.SEVERAL:
                given[each.key] = [option for option in each.options if option in given[each.key]]
        return {key: answer for key, answer in given.items() if answer not in (None, "", [])}


def field_name(question: AbstractQuestion) -> str:
    return f"answer_{question.pk.hex}"


def given_answers(
    questions: Iterable[AbstractQuestion], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """What an AnswersForm begins with, from answers by the questions' keys."""
    return {field_name(each): answers.get(each.key) for each in questions}


def read_answers(
    questions: Iterable[Question],
    answers: Mapping[str, Any],
    make: Callable[[dict[str, Any]], AnswersForm[Question]],
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Answers by the questions' keys, as they come over the API, and what is wrong with them by the
    same keys; `make(data)` gives the form of the page.
    """
    keys = {field_name(question): question.key for question in questions}
    unknown = {
        key: [_("No question of this id is put to this role.")]
        for key in answers
        if key not in keys.values()
    }
    form = make({name: answers.get(key) for name, key in keys.items()})
    errors = {
        keys[name]: [str(each) for each in words]
        for name, words in form.errors.items()
        if name in keys
    }
    wrong = unknown | errors
    return ({} if wrong else form.answers()), wrong


def answer_field(question: AbstractQuestion, text: str) -> forms.Field:
    """The question as somebody meets it who reads this text."""
    common: dict[str, Any] = {
        "label": text,
        "help_text": question.help,
        "required": question.is_required,
    }
    # A ring that was chosen cannot be let go of again without this.
    nothing = [] if question.is_required else [("", _("No answer"))]
    match question.kind:
        case QuestionKind.CHOICE | QuestionKind.SEVERAL:
            return _choosing(question, nothing, common)
        case QuestionKind.SCALE | QuestionKind.RECOMMEND:
            return forms.TypedChoiceField(
                choices=[*nothing, *step_words(question)],
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect(attrs={"class": "scale"}),
                **common,
            )
        case QuestionKind.NUMBER:
            return forms.IntegerField(min_value=NUMBERS[0], max_value=NUMBERS[-1], **common)
        case QuestionKind.YES_NO:
            return forms.TypedChoiceField(
                choices=[*nothing, (True, _("Yes")), (False, _("No"))],
                coerce=lambda given: str(given) == "True",
                empty_value=None,
                widget=forms.RadioSelect,
                **common,
            )
    rows = forms.Textarea(attrs={"rows": 3})
    return CharField(max_length=TEXT_AT_MOST, widget=rows, **common)


def _choosing(
    question: AbstractQuestion, nothing: list[tuple[str, str]], common: dict[str, Any]
) -> forms.Field:
    options = [(each, each) for each in question.options]
    if question.kind == QuestionKind.SEVERAL:
        return forms.MultipleChoiceField(
            choices=options, widget=forms.CheckboxSelectMultiple, **common
        )
    if len(options) > RADIOS_AT_MOST:
        return forms.ChoiceField(choices=[("", _("Choose one")), *options], **common)
    return forms.ChoiceField(choices=[*nothing, *options], widget=forms.RadioSelect, **common)
