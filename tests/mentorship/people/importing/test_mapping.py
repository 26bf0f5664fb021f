import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.people.importing.fields import FIELDS
from mentorship.people.importing.mapping import FIELD_OF, guess, plain, to_remember

SAMPLE = [
    "Employee #", "First Name", "Last Name", "Work Email", "Job Title", "Department", "Reports To", "Location",
    "Time Zone", "Job Level", "Hire Date", "Last Promotion Date", "Termination Date", "Total Working Years",
    "Languages", "Skills", "Gender",
]  # fmt: skip


def test_the_sample_export_is_mapped_whole() -> None:
    assert guess(SAMPLE, {}) == [
        "number", "given_name", "family_name", "email", "title", "department", "manager", "location", "time_zone",
        "level", "hired_on", "promoted_on", "terminated_on", "", "languages", "skills", "gender",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (["N.º de empleado", "Nombre", "Apellidos", "Correo electrónico", "Puesto", "Reporta a", "Fecha de ingreso"],
         ["number", "given_name", "family_name", "email", "title", "manager", "hired_on"]),
        (["Matricule", "Prénom", "Nom", "Adresse e-mail", "Fonction", "Date d’embauche", "Compétences"],
         ["number", "given_name", "family_name", "email", "title", "hired_on", "skills"]),
        (["Personalnummer", "Vorname", "Nachname", "E-Mail", "Abteilung", "Führungskraft", "Kündigungsdatum"],
         ["number", "given_name", "family_name", "email", "department", "manager", "terminated_on"]),
        (["EMPLOYEE_ID", "firstName", "E-mail address", "Line manager (email)", "Número de empleado"],
         ["number", "given_name", "email", "manager", ""]),
    ],
)  # fmt: skip
def test_names_of_columns_are_known_in_four_languages(header: list[str], fields: list[str]) -> None:
    assert guess(header, {}) == fields


def test_what_was_remembered_goes_before_what_is_guessed() -> None:
    remembered = {"Town": "location", "Office": "", "Email": "nonsense"}

    assert guess(["Location", "Town", "Office", "Email"], remembered) == ["", "location", "", ""]


def test_a_hidden_field_is_neither_guessed_nor_taken_from_memory_nor_forgotten_for_good() -> None:
    header = ["Email", "Gender", "Sex"]

    assert guess(header, {}, hidden={"gender"}) == ["email", "", ""]
    assert guess(header, {"Sex": "gender"}, hidden={"gender"}) == ["email", "", ""]
    remembered = to_remember(header, ["email", "", ""], hidden={"gender"})
    assert guess(header, remembered) == ["email", "gender", ""]
    assert to_remember(header, ["email", "", ""], hidden=()) == {"Email": "email", "Gender": "", "Sex": ""}


def test_every_synonym_is_written_as_headers_are_compared() -> None:
    assert [word for word in FIELD_OF if plain(word) != word] == []
    assert set(FIELD_OF.values()) == set(FIELDS)


@given(st.lists(st.one_of(st.sampled_from(sorted(FIELD_OF)), st.text(max_size=8)), max_size=20),
       st.dictionaries(st.sampled_from(sorted(FIELD_OF)), st.sampled_from(["", "other", *FIELDS])))  # fmt: skip
def test_no_field_is_guessed_twice(header: list[str], remembered: dict[str, str]) -> None:
    found = guess(header, remembered)

    named = [field for field in found if field]
    assert len(found) == len(header)
    assert len(set(named)) == len(named)
    assert set(named) <= set(FIELDS)
