"""What of a text counts: no small words, of whatever language, and nothing that
everybody writes.
"""

import pytest

from matching.engine.problem import Criterion, Person, Problem
from matching.engine.scores import Scoring
from matching.engine.words import LANGUAGES, TELLING, small_words, words_of

HOPES = (Criterion("hopes", "text", 11, "a", "a"), Criterion("level", "gap", 89, "level", "level"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Something that I said I would have for them", []),
        ("I don't think we've got what they'd like", []),
        (
            "Ich möchte die Führung eines Teams lernen und habe etwas dazu gesagt",
            ["führung", "teams", "lernen"],
        ),
        (
            "Je voudrais présenter devant la direction avec plus d’aisance",
            ["présenter", "direction", "aisance"],
        ),
        ("The die was cast in aluminium", ["die", "cast", "aluminium"]),
        ("presenting to executives", ["presenting", "executives"]),
        ("Kubernetes", ["kubernetes"]),
        ("", []),
    ],
)
def test_small_words_of_the_texts_own_language_are_left_out(text: str, words: list[str]) -> None:
    found = words_of(text)
    assert [word for word in found if word in words] == words
    assert not words or len(found) <= len(words) + 2
    assert words or not found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_small_words(language: str) -> None:
    assert len(small_words(language)) > 50
    assert not small_words(language) & TELLING


def scoring(*texts: str) -> Scoring:
    mentors = tuple(Person(f"mentor{n}", answers={"a": text}) for n, text in enumerate(texts[1:]))
    return Scoring(Problem(mentors, (Person("mentee", answers={"a": texts[0]}),), HOPES))


def test_two_who_share_only_small_words_have_not_answered() -> None:
    found = scoring(
        "I have something for them",
        "They said they have something for us",
        "machine learning in production",
    )
    for column in range(2):
        part = found.explain(0, column)[0]
        assert (part.is_answered, part.evidence) == (False, ())


def test_a_word_of_everybody_counts_nothing_and_is_no_reason() -> None:
    mentors = tuple(
        Person(f"m{n}", answers={"a": f"coaching topic{'abcdefghijklmnopqrstuvwxyz'[n]}"})
        for n in range(25)
    )
    mentee = Person("mentee", answers={"a": "coaching topica"})
    found = Scoring(Problem(mentors, (mentee, Person("other", answers={"a": "coaching"})), HOPES))
    row, column = found.row_of["mentee"], found.column_of["m0"]
    assert found.explain(row, column)[0].evidence == ("topica",)
    assert found.explain(row, found.column_of["m1"])[0].points == 0
    assert not found.explain(found.row_of["other"], column)[0].is_answered
    assert found.row(mentee)[column] == found.score(row, column)
