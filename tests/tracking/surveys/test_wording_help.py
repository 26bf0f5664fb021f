"""Advice beside feedback: what it finds, and that it never minds what is fine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.surveys.wording_help import JUDGEMENTS, Advice, advice
from tracking.surveys.words import advice_words

FINE = {
    "situation": "In the steering group on Tuesday",
    "behaviour": "You showed the three numbers and then waited for questions.",
    "impact": "I could follow, and finance asked for the pilot.",
    "next_step": "Do the same in the budget review.",
}


def test_good_feedback_gets_no_advice() -> None:
    assert advice(**FINE) == []


@pytest.mark.parametrize(
    ("part", "text", "found"),
    [
        ("behaviour", "You were rude to the supplier on the call.", ("judgement", "rude")),
        ("behaviour", "You are always late for our calls.", ("absolute", "always")),
        ("behaviour", "You  NEVER\nanswer when I write to you.", ("absolute", "never")),
        ("behaviour", "You don’t care what the others say.", ("guess", "you don't care")),
        ("impact", "It made the team look unprofessional.", ("judgement", "unprofessional")),
        ("situation", "You do this sometimes", ("example", "sometimes")),
        ("situation", "At work", ("example", "")),
        ("behaviour", "Talked over me", ("short", "")),
        ("impact", "", ("missing", "")),
        ("next_step", " ", ("missing_next", "")),
    ],
)
def test_what_it_finds(part: str, text: str, found: tuple[str, str]) -> None:
    expected = Advice(part, *found)
    assert expected in advice(**(FINE | {part: text}))
    assert advice_words(expected)


@pytest.mark.parametrize(
    "text",
    [
        "You nevertheless finished the demo on Friday.",
        "The coldest case of the review was yours on Monday.",
        "You weakened the claim in the second draft, on my comment.",
    ],
)
def test_a_word_inside_another_is_not_meant(text: str) -> None:
    assert [each for each in advice(**(FINE | {"behaviour": text})) if each.word] == []


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_every_text_gets_advice_that_can_be_said(a: str, b: str, c: str, d: str) -> None:
    found = advice(situation=a, behaviour=b, impact=c, next_step=d)
    assert all(advice_words(each) for each in found)
    assert len(found) == len(set(found))


@given(st.sampled_from(JUDGEMENTS), st.sampled_from(["situation", "behaviour", "impact"]))
def test_a_judgement_is_found_wherever_it_stands(word: str, part: str) -> None:
    text = f"On Monday, I would say: {word.upper()}!"
    assert Advice(part, "judgement", word) in advice(**(FINE | {part: text}))


def test_an_empty_form_gets_no_advice() -> None:
    assert advice(situation="", behaviour="", impact="", next_step="") == []
