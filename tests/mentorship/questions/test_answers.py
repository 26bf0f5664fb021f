"""Questions as every app asks them: what fits, what a form makes of it, and how it reads."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from mentorship.questions.answers import answer_words, answers_fit, fits
from mentorship.questions.enums import QuestionKind
from mentorship.questions.forms import AnswersForm, field_name
from mentorship.questions.models import AbstractQuestion
from programs.models import Question

WORDS = ["With a plan", "As it comes", "On a piece of work"]
CHOSEN = {QuestionKind.CHOICE, QuestionKind.SEVERAL}
POSSIBLE = {
    QuestionKind.CHOICE: st.sampled_from(WORDS),
    QuestionKind.SEVERAL: st.lists(st.sampled_from(WORDS), min_size=1, unique=True),
    QuestionKind.SCALE: st.integers(1, 5),
    QuestionKind.RECOMMEND: st.integers(0, 10),
    QuestionKind.NUMBER: st.integers(-1_000_000_000, 1_000_000_000),
    QuestionKind.YES_NO: st.booleans(),
    QuestionKind.TEXT: st.text("abcÄé ", min_size=1, max_size=40).filter(str.strip).map(str.strip),
}


def question(kind: str, **values: Any) -> AbstractQuestion:
    options = WORDS if kind in CHOSEN else []
    values = {"name": "N", "text": "What?", "options": options, **values}
    return Question(kind=kind, **values)


def filled(asked: AbstractQuestion, answer: Any) -> AnswersForm:
    data = QueryDict(mutable=True)
    data.setlist(field_name(asked), answer if isinstance(answer, list) else [str(answer)])
    return AnswersForm(data, questions=[asked])


@given(st.data(), st.sampled_from(QuestionKind.values))
def test_what_fits_comes_back_from_the_form_as_it_was(data: Any, kind: str) -> None:
    asked = question(kind)
    answer = data.draw(POSSIBLE[QuestionKind(kind)])
    assert fits(asked, answer)
    form = filled(asked, answer)
    assert form.is_valid(), form.errors
    [back] = form.answers().values()
    expected = sorted(answer, key=WORDS.index) if isinstance(answer, list) else answer
    if kind == QuestionKind.TEXT:
        assert " ".join(back.split()) == " ".join(expected.split())
    else:
        assert back == expected
        assert type(back) is type(expected)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("choice", "Something else"),
        ("choice", None),
        ("several", []),
        ("several", ["With a plan", "Nothing"]),
        ("several", "With a plan"),
        ("scale", 0),
        ("scale", 6),
        ("scale", True),
        ("scale", "3"),
        ("recommend", 11),
        ("recommend", -1),
        ("number", 1.5),
        ("number", False),
        ("number", 10**12),
        ("yes_no", 1),
        ("yes_no", "yes"),
        ("text", ""),
        ("text", "x" * 2001),
        ("text", 4),
    ],
)
def test_what_does_not_fit(kind: str, wrong: Any) -> None:
    assert not fits(question(kind), wrong)


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("choice", "As it comes", "As it comes"),
        ("several", ["With a plan", "As it comes"], "With a plan; As it comes"),
        ("scale", 4, "4 of 5"),
        ("recommend", 0, "0 of 10"),
        ("number", -3, "-3"),
        ("yes_no", False, "No"),
        ("yes_no", True, "Yes"),
        ("text", "Better", "Better"),
        ("scale", None, ""),
    ],
)
def test_how_an_answer_reads(kind: str, answer: Any, words: str) -> None:
    assert answer_words(question(kind), answer) == words


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_nothing_is_an_answer_only_where_none_is_asked_for(kind: str) -> None:
    free, needed = question(kind), question(kind, is_required=True)
    assert AnswersForm({}, questions=[free]).is_valid()
    assert AnswersForm({}, questions=[needed]).errors.keys() == {field_name(needed)}
    assert answers_fit([free], {})
    assert not answers_fit([needed], {})
    assert not answers_fit([free], {needed.key: 3})


def test_no_and_zero_are_answers() -> None:
    no, zero = question("yes_no"), question("recommend")
    data = {field_name(no): "False", field_name(zero): "0"}
    form = AnswersForm(data, questions=[no, zero])
    assert form.is_valid()
    assert form.answers() == {no.key: False, zero.key: 0}
    assert answers_fit([no, zero], form.answers())
