"""Files as HR systems write them, each with what has to come of it."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from mentorship.delivery.models import Delivery
from mentorship.jobs.models import Job
from mentorship.jobs.tasks import run_job
from mentorship.people.models import ImportFile
from mentorship.people.queries import plan_of
from mentorship.tenancy.models import Invitation, Member, Organization, OrganizationSettings
from tests import factories

CASES = Path(__file__).parent / "cases"
IMPORTS = "/o/northwind/people/imports/"


def run_jobs() -> None:
    for job in Job.objects.filter(state="queued").order_by("id"):
        run_job(str(job.organization_id), str(job.pk))


def guessed(client: Client, content: str | bytes) -> ImportFile:
    """Upload a case or a text, and take the columns as the page guesses them."""
    if isinstance(content, str) and "\n" not in content:
        content = (CASES / content).read_bytes()
    data = content if isinstance(content, bytes) else content.encode()
    client.post(IMPORTS, {"file": SimpleUploadedFile("people.csv", data)})
    run_jobs()
    file = ImportFile.objects.latest("id")
    assert file.unreadable == ""
    page = client.get(f"{IMPORTS}{file.pk}/mapping/")
    answers = {field.html_name: field.value() for _, _, field in page.context["form"].columns()}
    response = client.post(f"{IMPORTS}{file.pk}/mapping/", answers)
    assert response.status_code == 302, response.context["form"].errors
    return ImportFile.objects.get(pk=file.pk)


def review(client: Client, file: ImportFile) -> str:
    return " ".join(client.get(f"{IMPORTS}{file.pk}/").content.decode().split())


def apply(client: Client, file: ImportFile) -> dict[str, int]:
    client.post(f"{IMPORTS}{file.pk}/apply/")
    run_jobs()
    file.refresh_from_db()
    counts: dict[str, int] = file.result["counts"]
    return counts


def imported(client: Client, content: str | bytes) -> dict[str, int]:
    return apply(client, guessed(client, content))


def created(number: int) -> dict[str, int]:
    return {"created": number, "changed": 0, "unchanged": 0, "refused": 0}


@pytest.mark.parametrize(
    ("case", "values"),
    [
        (
            "people_linebreak_in_name.csv",
            [{"number": "K001", "given_name": "Mary Ann", "family_name": "Bright"}],
        ),
        (
            "people_invisible_sign_in_email.csv",
            [{"number": "E002", "email": "zoe.wide@northwind.example"}],
        ),
        (
            "people_mononym_in_last_name.csv",
            [{"number": "M001", "given_name": "Suharto", "family_name": ""}],
        ),
        (
            "people_full_name.csv",
            [
                {"number": "F001", "given_name": "Jane", "family_name": "Doe"},
                {"number": "F002", "given_name": "Richard", "family_name": "Roe"},
            ],
        ),
        (
            "people_dates_written.csv",
            [{"number": f"D00{n}", "hired_on": "2024-01-15"} for n in (1, 2, 3)],
        ),
        (
            "people_sap_dates.csv",
            [
                {"number": f"HD0{n}", "hired_on": "2020-04-01", "terminated_on": None}
                for n in (1, 2)
            ],
        ),
        ("people_number_format_00000.xlsx", [{"number": "00077"}]),
        ("people_error_cell.xlsx", [{"given_name": "Er", "title": ""}]),
        (
            "people_long_words.csv",
            [{"number": "ZZ1", "title": "Rechtsschutzversicherungsgesellschaftsangestellte"}],
        ),
        ("manager_by_number.csv", [{"number": "G001", "manager__number": "G002"}]),
        ("manager_by_name.csv", [{"number": "H001", "manager__number": "H002"}]),
    ],
)
def test_a_case_comes_in_as_it_should(
    northwind: Organization, admin_client: Client, case: str, values: list[dict[str, Any]]
) -> None:
    file = guessed(admin_client, case)
    rows = sum(bool(row) for row in file.rows)
    counts = apply(admin_client, file)

    assert counts == created(rows)
    for value in values:
        assert Member.objects.filter(**value).count() == 1, value


def test_an_error_of_the_spreadsheet_is_warned_about(
    northwind: Organization, admin_client: Client
) -> None:
    assert "#REF! is an error of the spreadsheet; it is left out." in review(
        admin_client, guessed(admin_client, "people_error_cell.xlsx")
    )


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1250", "Żółć"),
        ("cp1251", "Иванов"),
        ("cp932", "田中"),
        ("mac_roman", "Müller"),
        ("cp1253", "Παππάς"),
    ],
)
def test_the_letters_of_a_file_are_chosen_by_samples(
    northwind: Organization, admin_client: Client, encoding: str, name: str
) -> None:
    content = (
        f"Employee Number,First Name,Last Name,Work Email\nU1,Ann,{name},ann@northwind.example\n"
    )
    admin_client.post(IMPORTS, {"file": SimpleUploadedFile("people.csv", content.encode(encoding))})
    run_jobs()
    file = ImportFile.objects.get()
    page = f"{IMPORTS}{file.pk}/mapping/"
    offered = dict(admin_client.get(page).context["reading"].fields["encoding"].choices)

    assert name in offered[encoding]
    assert (
        admin_client.post(page, {"read": "1", "encoding": "utf-7", "header_row": "1"}).status_code
        == 422
    )
    admin_client.post(page, {"read": "1", "encoding": encoding, "header_row": "1"})
    run_jobs()
    file.refresh_from_db()

    assert file.rows == [["U1", "Ann", name, "ann@northwind.example"]]
    mapped = admin_client.get(page).context["form"]
    admin_client.post(page, {field.html_name: field.value() for _, _, field in mapped.columns()})
    file.refresh_from_db()
    assert (file.content, "samples" in file.options) == (None, False)


def test_the_case_in_a_polish_encoding_says_that_a_choice_is_open(
    northwind: Organization, admin_client: Client
) -> None:
    admin_client.post(
        IMPORTS, {"file": SimpleUploadedFile("p.csv", (CASES / "encoding_cp1250.csv").read_bytes())}
    )
    run_jobs()
    page = admin_client.get(f"{IMPORTS}{ImportFile.objects.get().pk}/mapping/").content.decode()

    assert "Do the names read right?" in page
    assert "Central European: Żółć" in page


def test_a_file_in_unicode_asks_nothing_about_its_letters(
    northwind: Organization, admin_client: Client
) -> None:
    admin_client.post(
        IMPORTS,
        {"file": SimpleUploadedFile("p.csv", "Email,First Name\na@x.example,Zoë\n".encode())},
    )
    run_jobs()
    file = ImportFile.objects.get()

    assert (
        "Do the names read right?"
        not in admin_client.get(f"{IMPORTS}{file.pk}/mapping/").content.decode()
    )
    assert bytes(file.content).startswith(b"Email")


def test_a_sheet_and_a_row_of_names_are_chosen_on_the_page(
    northwind: Organization, admin_client: Client
) -> None:
    book, out = Workbook(), io.BytesIO()
    book.active.title = "Notes"
    for sheet, rows in (
        (book.active, [["Read me"], ["All of us"]]),
        (book.create_sheet("Staff"), [["Staff"], ["Who", "Mail"], ["Ann", "ann@x.example"]]),
    ):
        for row in rows:
            sheet.append(row)
    book.save(out)
    admin_client.post(IMPORTS, {"file": SimpleUploadedFile("p.xlsx", out.getvalue())})
    run_jobs()
    file = ImportFile.objects.get()
    page = f"{IMPORTS}{file.pk}/mapping/"
    assert file.header == ["Read me"]

    assert (
        admin_client.post(page, {"read": "1", "sheet": "Gone", "header_row": "1"}).status_code
        == 422
    )
    admin_client.post(page, {"read": "1", "sheet": "Staff", "header_row": "2"})
    run_jobs()
    file.refresh_from_db()
    # The row was chosen as the other sheet showed it.
    assert file.header == ["Staff"]
    assert "Row 2: Who · Mail" in admin_client.get(page).content.decode()
    admin_client.post(page, {"read": "1", "sheet": "Staff", "header_row": "2"})
    run_jobs()
    file.refresh_from_db()
    assert (file.header, file.rows) == (["Who", "Mail"], [["Ann", "ann@x.example"]])


def test_a_number_of_the_next_one_asks_before_it_hands_anything_over(
    northwind: Organization, admin_client: Client
) -> None:
    imported(admin_client, "identity_1_known.csv")
    lena = Member.objects.get(number="T-0815")
    file = guessed(admin_client, "identity_2_number_reused.csv")

    assert "T-0815 is Lena Vogt. Is this the same person?" in review(admin_client, file)
    assert apply(admin_client, file)["refused"] == 1
    lena.refresh_from_db()
    assert (lena.name, lena.email) == ("Lena Vogt", "lena.vogt@fabrikam.example")

    file = guessed(admin_client, "identity_2_number_reused.csv")
    admin_client.post(f"{IMPORTS}{file.pk}/confirm/", {"same": ["nonsense", str(lena.pk)]})
    assert admin_client.get(f"{IMPORTS}{file.pk}/").context["confirmed"] == [lena.pk]
    assert apply(admin_client, file)["changed"] == 1
    lena.refresh_from_db()
    assert lena.name == "Nina Novak"


def test_only_who_was_asked_about_can_be_confirmed_and_it_can_be_taken_back(
    northwind: Organization, admin_client: Client, colleague: Member
) -> None:
    imported(admin_client, "identity_1_known.csv")
    lena = Member.objects.get(number="T-0815")
    file = guessed(admin_client, "identity_2_number_reused.csv")
    confirm = f"{IMPORTS}{file.pk}/confirm/"

    admin_client.post(confirm, {"same": [str(lena.pk), str(colleague.pk)]})
    file.refresh_from_db()
    assert file.options["confirmed"] == [str(lena.pk)]

    admin_client.post(confirm)
    assert apply(admin_client, file)["refused"] == 1


def test_who_is_hired_again_works_here_again(northwind: Organization, admin_client: Client) -> None:
    imported(admin_client, "rehire_1_left.csv")
    file = guessed(admin_client, "rehire_2_back.csv")

    said = review(admin_client, file)
    assert "Rea Hire left on 30 Jun 2025 and is hired on 1 Nov 2026: this brings them back." in said
    apply(admin_client, file)
    rea = Member.objects.get(number="RH1")
    assert (rea.hired_on.isoformat(), rea.terminated_on) == ("2026-11-01", None)


def test_two_columns_of_one_name_do_not_spoil_the_next_file(
    northwind: Organization, admin_client: Client
) -> None:
    guessed(admin_client, "mapping_1_two_email_columns.csv")
    assert "Email" not in OrganizationSettings.objects.get(organization=northwind).import_mapping

    assert guessed(admin_client, "mapping_2_plain.csv").mapping == [
        "given_name",
        "family_name",
        "email",
    ]


def test_rows_that_would_change_who_holds_a_higher_role_are_left_to_owners(
    northwind: Organization, admin_client: Client, owner_client: Client
) -> None:
    hr = factories.member(
        northwind,
        number="HR1",
        given_name="Hal",
        family_name="Har",
        email="hal@northwind.example",
        roles=["hr"],
    )
    text = "Employee Number,First Name,Last Name,Work Email,Job Title\nHR1,Hal,Har,{},{}\n"
    same = guessed(admin_client, text.format("hal@northwind.example", ""))
    assert plan_of(same, by=same.by, at=same.created_at).counts()["unchanged"] == 1

    file = guessed(admin_client, text.format("mine@northwind.example", ""))
    assert "Hal Har holds a role that you do not. An owner can change them." in review(
        admin_client, file
    )
    assert apply(admin_client, file)["refused"] == 1
    hr.refresh_from_db()
    assert hr.email == "hal@northwind.example"

    assert (
        imported(owner_client, text.format("hal.har@northwind.example", "Analyst"))["changed"] == 1
    )


def test_a_new_address_by_import_ends_the_links_to_the_former_one_and_tells(
    northwind: Organization, admin: Member, owner_client: Client
) -> None:
    ana = factories.member(
        northwind,
        number="A1",
        given_name="Ana",
        family_name="Ruiz",
        email="ana@northwind.example",
        sign_in=True,
    )
    ben = factories.member(
        northwind, number="B1", given_name="Ben", family_name="Ode", email="ben@northwind.example"
    )
    owner_client.post(f"/o/northwind/people/{ben.pk}/invite/")
    Member.objects.filter(pk=ana.pk).update(roles=["admin"])
    assert Invitation.objects.filter(member=ben, expires_at__gt=timezone.now()).count() == 1
    before = Delivery.objects.count()
    text = (
        "Employee Number,First Name,Last Name,Work Email\nA1,Ana,Ruiz,ana.ruiz@northwind.example\n"
    )

    counts = imported(owner_client, text + "B1,Ben,Ode,ben.ode@northwind.example\n")

    assert counts == {"created": 0, "changed": 2, "unchanged": 0, "refused": 0}
    told = set(Delivery.objects.order_by("id")[before:].values_list("kind", flat=True))
    assert {"role_holder_changed", "address_corrected"} <= told
    assert not Invitation.objects.filter(member=ben, expires_at__gt=timezone.now()).exists()
    confirmation = Invitation.objects.get(member=ana, expires_at__gt=timezone.now())
    assert confirmation.email == "ana.ruiz@northwind.example"
