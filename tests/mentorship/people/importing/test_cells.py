from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.people.fields import FIELDS
from mentorship.people.importing.cells import CellError, is_error, read_cell, split_words


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("email", "Ann.O'Neil+x@northwind.example", "Ann.O'Neil+x@northwind.example"),
        ("time_zone", "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("level", "0", 0),
        ("level", "30", 30),
        ("level", "3.0", 3),
        ("hired_on", "2016-08-15", date(2016, 8, 15)),
        ("languages", "English; Spanish", ("English", "Spanish")),
        ("languages", "English, Spanish,English", ("English", "Spanish")),
        ("skills", "ICT, general; Python|R", ("ICT, general", "Python", "R")),
        ("number", "0012", "0012"),
        ("level", "L5", 5),
        ("level", "l 5", 5),
        ("level", "Level 12", 12),
        ("level", "Grade-7", 7),
        ("time_zone", "europe/berlin", "Europe/Berlin"),
        ("time_zone", "W. Europe Standard Time", "Europe/Berlin"),
        ("time_zone", "GMT Standard Time", "Europe/London"),
        ("time_zone", "AMERICA/NEW YORK", "America/New_York"),
        ("time_zone", "utc", "UTC"),
        ("terminated_on", "31.12.9999", None),
        ("terminated_on", "00.00.0000", None),
        ("hired_on", "0000-00-00", None),
    ],
)
def test_a_cell_is_read(field: str, text: str, value: Any) -> None:
    assert read_cell(FIELDS[field], text, None) == value


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("email", "ann@northwind", "“ann@northwind” is not an e-mail address."),
        ("email", "ann @northwind.example", "“ann @northwind.example” is not an e-mail address."),
        ("time_zone", "Madrid", "“Madrid” is not a time zone. Write it as Europe/Madrid."),
        ("level", "31", "“31” is not a level. Write a whole number from 0 to 30."),
        ("level", "senior", "“senior” is not a level. Write a whole number from 0 to 30."),
        ("level", "2.5", "“2.5” is not a level. Write a whole number from 0 to 30."),
        ("level", "1_0", "“1_0” is not a level. Write a whole number from 0 to 30."),
        ("hired_on", "soon", "“soon” is not a date we can read. Write it as 2026-04-30."),
        (
            "number",
            "9" * 41,
            "“999999999999999999999999999999…” has 41 characters, and at most 40 fit.",
        ),
        (
            "languages",
            "English; " + "x" * 61,
            "“xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” has 61 characters, and at most 60 fit.",
        ),
    ],
)
def test_a_cell_that_cannot_be_used_says_why(field: str, text: str, words: str) -> None:
    with pytest.raises(CellError) as caught:
        read_cell(FIELDS[field], text, None)

    assert str(caught.value) == words


@given(st.lists(st.text("abc ,", min_size=1).map(str.strip).filter(bool), unique=True, max_size=5))
def test_words_come_back_from_semicolons(words: str) -> None:
    assert split_words("; ".join([*words, ""])) == words or (
        len(words) == 0 and split_words("") == []
    )


@pytest.mark.parametrize(
    "text", ["#REF!", "#N/A", "#n/a", "#DIV/0!", "#VALUE!", "#NAME?", "#SPILL!", "#NV", "#BEZUG!"]
)
def test_what_a_spreadsheet_shows_for_a_failed_formula_is_known(text: str) -> None:
    assert is_error(text)


@pytest.mark.parametrize("text", ["", "#1", "#", "N/A", "# of reports", "C#"])
def test_other_signs_are_no_error(text: str) -> None:
    assert not is_error(text)
