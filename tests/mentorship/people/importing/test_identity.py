import pytest

from mentorship.people.importing.identity import is_somebody_else

LENA = ("Lena", "Vogt", "lena.vogt@x.example")


def values(given: str, family: str, email: str) -> dict[str, str]:
    named = {"given_name": given, "family_name": family, "email": email}
    return {name: value for name, value in named.items() if value}


@pytest.mark.parametrize(
    ("row", "asks"),
    [
        (("Nina", "Novak", LENA[2]), True),
        # A marriage, one name only, names turned round.
        (("Lena", "Novak", LENA[2]), False),
        (("Nina", "", LENA[2]), False),
        (("Vogt", "Lena", LENA[2]), False),
    ],
)
def test_an_address_of_the_next_one_asks_where_it_alone_says_who_is_meant(
    row: tuple[str, str, str], asks: bool
) -> None:
    assert is_somebody_else(values(*LENA), values(*row), by_number=False) is asks


@pytest.mark.parametrize(
    ("stored", "row", "asks"),
    [
        (LENA, ("Nina", "Novak", "nina.novak@x.example"), True),
        (LENA, ("Nina", "Novak", ""), True),
        (LENA, ("Nina", "", "nina@x.example"), True),
        (
            ("Jan", "van der Berg", "jan@x.example"),
            ("Piet", "van der Meer", "piet@x.example"),
            True,
        ),
        (("Anna Maria", "Rossi", "a@x.example"), ("Maria Luisa", "Bianchi", "b@x.example"), True),
        (("Suharto", "", "suharto@x.example"), ("Sukarno", "", "sukarno@x.example"), True),
        # A marriage, a new domain, a second first name, a double name, another spelling, names
        # turned round.
        (LENA, ("Lena", "Novak", "lena.novak@x.example"), False),
        (LENA, ("Lena", "Vogt", "lena.vogt@y.example"), False),
        (LENA, ("Lena Marie", "Novak", "lena.novak@x.example"), False),
        (LENA, ("Magdalena", "Vogt-Novak", "magda@x.example"), False),
        (LENA, ("LENA", "NOVAK", "novak@x.example"), False),
        (("Zoë", "Müller", "z@x.example"), ("Zoe", "Ode", "y@x.example"), False),
        (("Yuki", "Sato", "yuki@x.example"), ("Sato", "Yuki", "sato@x.example"), False),
        (LENA, ("Nina", "Novak", "Lena.Vogt@X.example"), False),
        (LENA, ("", "", "somebody@x.example"), False),
        (LENA, ("", "", ""), False),
    ],
)
def test_a_row_asks_where_nothing_of_a_person_is_left(
    stored: tuple[str, str, str], row: tuple[str, str, str], asks: bool
) -> None:
    assert is_somebody_else(values(*stored), values(*row)) is asks
