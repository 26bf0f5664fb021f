import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.people.fields import FIELDS
from mentorship.people.importing.mapping import FIELD_OF, SYNONYMS, guess, plain, to_remember

SAMPLE = [
    "Employee #",
    "First Name",
    "Last Name",
    "Work Email",
    "Job Title",
    "Department",
    "Reports To",
    "Location",
    "Time Zone",
    "Job Level",
    "Hire Date",
    "Last Promotion Date",
    "Termination Date",
    "Total Working Years",
    "Languages",
    "Skills",
    "Gender",
]


def test_the_sample_export_is_mapped_whole() -> None:
    assert guess(SAMPLE, {}) == [
        "number",
        "given_name",
        "family_name",
        "email",
        "title",
        "department",
        "manager",
        "location",
        "time_zone",
        "level",
        "hired_on",
        "promoted_on",
        "terminated_on",
        "",
        "languages",
        "skills",
        "gender",
    ]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            [
                "N.º de empleado",
                "Nombre",
                "Apellidos",
                "Correo electrónico",
                "Puesto",
                "Reporta a",
                "Fecha de ingreso",
            ],
            ["number", "given_name", "family_name", "email", "title", "manager", "hired_on"],
        ),
        (
            [
                "Matricule",
                "Prénom",
                "Nom",
                "Adresse e-mail",
                "Fonction",
                "Date d’embauche",
                "Compétences",
            ],
            ["number", "given_name", "family_name", "email", "title", "hired_on", "skills"],
        ),
        (
            [
                "Personalnummer",
                "Vorname",
                "Nachname",
                "E-Mail",
                "Abteilung",
                "Führungskraft",
                "Kündigungsdatum",
            ],
            [
                "number",
                "given_name",
                "family_name",
                "email",
                "department",
                "manager",
                "terminated_on",
            ],
        ),
        (
            [
                "EMPLOYEE_ID",
                "firstName",
                "E-mail address",
                "Line manager (email)",
                "Número de empleado",
            ],
            ["number", "given_name", "email", "manager", ""],
        ),
    ],
)
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
    assert to_remember(header, ["email", "", ""], hidden=()) == {
        "Email": "email",
        "Gender": "",
        "Sex": "",
    }


def test_every_synonym_is_written_as_headers_are_compared() -> None:
    assert [word for word in FIELD_OF if plain(word) != word] == []
    assert set(FIELD_OF.values()) == set(FIELDS)


@given(
    st.lists(st.one_of(st.sampled_from(sorted(FIELD_OF)), st.text(max_size=8)), max_size=20),
    st.dictionaries(st.sampled_from(sorted(FIELD_OF)), st.sampled_from(["", "other", *FIELDS])),
)
def test_no_field_is_guessed_twice(header: list[str], remembered: dict[str, str]) -> None:
    found = guess(header, remembered)

    named = [field for field in found if field]
    assert len(found) == len(header)
    assert len(set(named)) == len(named)
    assert set(named) <= set(FIELDS)


@pytest.mark.parametrize(
    ("system", "header", "fields"),
    [
        (
            "Workday",
            (
                "Employee ID;Legal Name - First Name;Legal Name - Last Name;Email - Primary"
                " Work;Business Title;Supervisory Organization;Worker's Manager;Manager"
                " ID;Location;Hire Date;Termination Date;Worker Status"
            ),
            "number;given_name;family_name;email;title;department;;manager;location;hired_on;terminated_on;status",
        ),
        (
            "Workday, a short report",
            "Worker;Employee ID;Primary Work Email;Job Profile;Management Level;Original Hire Date",
            "full_name;number;email;title;level;hired_on",
        ),
        (
            "Personio",
            (
                "Employee ID;First name;Last name;Email;Position;Department;Office;Supervisor;Hire"
                " date;Termination date;Status;Gender"
            ),
            "number;given_name;family_name;email;title;department;location;manager;hired_on;terminated_on;status;gender",
        ),
        (
            "Personio in German",
            (
                "Personalnummer;Vorname;Nachname;E-Mail;Position;Abteilung;Arbeitsort;Vorgesetzter;Eintrittsdatum;"
                "Austrittsdatum;Geschlecht"
            ),
            "number;given_name;family_name;email;title;department;location;manager;hired_on;terminated_on;gender",
        ),
        (
            "BambooHR",
            (
                "Employee #;First Name;Last Name;Work Email;Job Title;Department;Location;Reporting"
                " to;Hire Date;Termination Date;Status"
            ),
            "number;given_name;family_name;email;title;department;location;manager;hired_on;terminated_on;status",
        ),
        (
            "Google Workspace",
            (
                "First Name [Required];Last Name [Required];Email Address [Required];Employee"
                " ID;Employee Title;Manager Email;Department;Building ID;Status [READ ONLY]"
            ),
            "given_name;family_name;email;number;title;manager;department;location;status",
        ),
        (
            "Entra",
            (
                "displayName;givenName;surname;userPrincipalName;mail;jobTitle;department;officeLocation;employeeId;"
                "employeeHireDate;accountEnabled"
            ),
            ";given_name;family_name;;email;title;department;location;number;hired_on;status",
        ),
        (
            "Entra's portal",
            "User principal name;Display name;Job title;Department;Office location",
            "email;full_name;title;department;location",
        ),
        (
            "SAP SuccessFactors",
            "STATUS;USERID;FIRSTNAME;LASTNAME;GENDER;EMAIL;MANAGER;DEPARTMENT;LOCATION;TITLE;HIREDATE;TIMEZONE",
            "status;number;given_name;family_name;gender;email;manager;department;location;title;hired_on;time_zone",
        ),
        (
            "SAP HCM",
            (
                "Pers.No.;Name des Mitarbeiters bzw."
                " Bewerbers;Org.Einheit;Planstelle;Eintritt;Austritt"
            ),
            "number;full_name;department;title;hired_on;terminated_on",
        ),
        (
            "a list in German",
            "Pers.-Nr.;Name;Vorname;E-Mail",
            "number;family_name;given_name;email",
        ),
    ],
)
def test_the_columns_of_hr_systems_are_known(system: str, header: str, fields: str) -> None:
    assert guess(header.split(";"), {}) == fields.split(";"), system


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (["Manager", "Manager ID", "Manager Email"], "Manager Email"),
        (["Manager Name", "Manager Employee ID"], "Manager Employee ID"),
        (["Supervisor", "Reports to"], "Reports to"),
        (["Reporting to"], "Reporting to"),
        (["Line Manager ID", "Line Manager"], "Line Manager ID"),
    ],
)
def test_of_several_columns_about_the_manager_the_surest_is_taken(
    header: list[str], chosen: str
) -> None:
    assert [name for name, field in zip(header, guess(header, {}), strict=True) if field] == [
        chosen
    ]


@pytest.mark.parametrize(
    "header",
    [
        ["Name", "Email", "Email"],
        ["Name", "Email", "E-Mail"],
        ["Name", "email", "EMAIL "],
        ["Name", "Work Email", "Email"],
        ["Name", "Email", "Personal", "Email [Private]"],
    ],
)
def test_what_a_file_with_two_such_columns_taught_maps_the_next_one_whole(
    header: list[str],
) -> None:
    mapping = ["full_name", "email", *[""] * (len(header) - 2)]
    remembered = to_remember(header, mapping, hidden=())

    assert guess(["Name", "Email"], remembered) == ["full_name", "email"]
    assert guess(["Name", "E-Mail"], remembered) == ["full_name", "email"]


def test_a_memory_that_was_spoiled_earlier_hides_no_e_mail() -> None:
    assert guess(["Employee ID", "Email"], {"Email": ""}) == ["number", "email"]
    assert guess(["Employee ID", "Work Email", "Email"], {"Email": ""}) == ["number", "email", ""]


def test_memory_is_not_asked_where_several_columns_have_the_name() -> None:
    assert guess(["Email", "Email", "Town"], {"Email": "title", "Town": "location"}) == [
        "email",
        "",
        "location",
    ]


@given(
    st.lists(
        st.sampled_from([*SAMPLE, "Email", "email", "E-mail", "Manager", "Name", ""]), max_size=6
    ),
    st.data(),
)
def test_whatever_is_remembered_is_unambiguous(header: list[str], data: st.DataObject) -> None:
    mapping = data.draw(
        st.lists(st.sampled_from(["", *FIELDS]), min_size=len(header), max_size=len(header))
    )
    remembered = to_remember(header, mapping, hidden=())

    names = [plain(name) for name in header]
    assert all(names.count(plain(name)) == 1 and plain(name) for name in remembered)
    found = [field for field in guess(header, remembered) if field]
    assert len(set(found)) == len(found)


def test_no_two_fields_share_a_name() -> None:
    words = [word.strip() for words in SYNONYMS.values() for word in words.split(",")]

    assert sorted({word for word in words if words.count(word) > 1}) == []
    assert [word for word in words if plain(word) != word] == []


@pytest.mark.parametrize("sign", ["[", "a ", "#", "A"])
def test_a_name_of_a_column_without_an_end_costs_no_time(sign: str) -> None:
    began = time.monotonic()
    guess([sign * 100_000] * 50, {})

    assert time.monotonic() - began < 2
