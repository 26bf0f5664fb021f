import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.people.importing.names import folded, is_placeholder, split_name


@pytest.mark.parametrize(
    ("text", "given_name", "family_name"),
    [
        ("Doe, Jane", "Jane", "Doe"),
        ("Richard Roe", "Richard", "Roe"),
        ("García Márquez, Gabriel José", "Gabriel José", "García Márquez"),
        ("Mary Ann Bright", "Mary Ann", "Bright"),
        ("Suharto", "Suharto", ""),
        ("King, Martin Luther, Jr.", "Martin Luther", "King Jr."),
        ("Martin Luther King Jr.", "Martin Luther", "King Jr."),
        ("Martin King, Ph.D.", "Martin", "King Ph.D."),
        ("Doe,", "Doe", ""),
        (", Jane", "Jane", ""),
        ("", "", ""),
        ("Dr. Jane Doe", "Jane", "Doe"),
        ("Prof. Dr. Anna Müller", "Anna", "Müller"),
        ("Müller, Dr. Anna", "Anna", "Müller"),
        ("Frau Anna Müller", "Anna", "Müller"),
        ("Fr. Anna Müller", "Anna", "Müller"),
        # A name that is also the short form of a title, and a title with nothing behind it.
        ("Mag Ruffman", "Mag", "Ruffman"),
        ("Dr.", "Dr.", ""),
    ],
)
def test_a_full_name_is_parted_at_the_comma_or_the_last_space(
    text: str, given_name: str, family_name: str
) -> None:
    assert split_name(text) == (given_name, family_name)


@given(st.text(st.sampled_from("Ab ,.é-"), max_size=15))
def test_a_full_name_loses_nothing_and_nobody_lacks_a_first_name(text: str) -> None:
    first, last = split_name(text)

    assert sorted(f"{first}{last}".replace(" ", "")) == sorted(
        text.replace(",", "").replace(" ", "")
    )
    assert first or not last


@pytest.mark.parametrize(
    "name", ["Two, Hia", "Hia Two", "HIA TWO", "Hía  Two", "hia two", "Dr. Hia Two", "Two, Dr. Hia"]
)
def test_one_name_written_in_several_ways_is_one(name: str) -> None:
    assert folded(name) == "hia two"


def test_what_systems_put_for_no_name_is_no_name() -> None:
    assert [word for word in ["-", "FNU", "n/a", ".", "Al", "X"] if not is_placeholder(word)] == [
        "Al",
        "X",
    ]
