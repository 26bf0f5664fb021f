import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

import mentorship.local
from mentorship.audit.models import Entry
from mentorship.jobs.kinds import Progress, ask_to_cancel
from mentorship.jobs.models import Job
from mentorship.jobs.tasks import run_job
from mentorship.people.actions import AppliedError, apply_import
from mentorship.people.fields import FIELDS
from mentorship.people.models import ImportFile
from mentorship.people.queries import plan_of
from mentorship.people.tasks import import_people
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization, OrganizationSettings
from tests import factories

IMPORTS = "/o/northwind/people/imports/"
SAMPLE = Path(mentorship.local.__file__).parent / "data" / "people.csv"
CASES = Path(__file__).parent / "cases"
SMALL = """Employee #,First Name,Last Name,Work Email,Reports To,Job Level,Hire Date,Shoe Size
1,Ana,Ruiz,ana@northwind.example,,4,2016-08-15,38
2,Ben,Ode,ben@northwind.example,ana@northwind.example,2,2020-01-31,44
3,Cat,Poe,cat@northwind,ben@northwind.example,99,2020-02-30,40
"""


@pytest.fixture
def admin(northwind: Organization) -> Member:
    """Without a number, so that no file is about them."""
    return factories.member(
        northwind, given_name="Ada", family_name="Admin", number="", roles=["admin"], sign_in=True
    )


def upload(client: Client, text: str | bytes, name: str = "people.csv") -> HttpResponse:
    """Upload through the page, and read the file as a worker does; the response is that of the
    upload.
    """
    content = text if isinstance(text, bytes) else text.encode()
    response = client.post(IMPORTS, {"file": SimpleUploadedFile(name, content)})
    for job in Job.objects.filter(kind="people_read", state="queued"):
        run_job(str(job.organization_id), str(job.pk))
    return response


def read(client: Client, text: str | bytes, name: str = "people.csv") -> str:
    """Upload and read a file; the address of its columns."""
    upload(client, text, name)
    return f"{IMPORTS}{ImportFile.objects.latest('id').pk}/mapping/"


def mapping_of(file: ImportFile, **changes: str) -> dict[str, str]:
    """The answers of the mapping page as it offers them."""
    guessed = {
        "Employee #": "number",
        "First Name": "given_name",
        "Last Name": "family_name",
        "Work Email": "email",
        "Reports To": "manager",
        "Job Level": "level",
        "Hire Date": "hired_on",
    }
    return {f"column_{n}": guessed.get(name, "") for n, name in enumerate(file.header)} | changes


def mapped(client: Client, text: str, **changes: str) -> ImportFile:
    """An uploaded file whose columns are named."""
    upload(client, text)
    file = ImportFile.objects.latest("id")
    response = client.post(f"{IMPORTS}{file.pk}/mapping/", mapping_of(file, **changes))
    assert response.status_code == 302, response.context["form"].errors
    return ImportFile.objects.get(pk=file.pk)


def applied(client: Client, file: ImportFile) -> Job:
    """Apply through the page, and run the job as a worker does."""
    response = client.post(f"{IMPORTS}{file.pk}/apply/")
    job = Job.objects.get(kind="people_import", subject_id=file.pk, state="queued")
    assert response.headers["Location"] == f"/o/northwind/jobs/{job.pk}/"
    run_job(str(job.organization_id), str(job.pk))
    job.refresh_from_db()
    file.refresh_from_db()
    return job


def test_a_file_goes_from_upload_over_its_columns_to_the_review(
    northwind: Organization, admin: Member, admin_client: Client
) -> None:
    uploaded = upload(admin_client, SMALL)
    file = ImportFile.objects.get()
    job = Job.objects.get(kind="people_read")
    mapping = admin_client.get(job.url)
    saved = admin_client.post(f"{IMPORTS}{file.pk}/mapping/", mapping_of(file))
    review = admin_client.get(saved.headers["Location"])

    assert uploaded.headers["Location"] == f"/o/northwind/jobs/{job.pk}/"
    assert (job.url, job.state, str(job.message)) == (
        f"{IMPORTS}{file.pk}/mapping/",
        "done",
        "3 rows read.",
    )
    assert ImportFile.objects.get().content is None
    assert [
        (name, samples, field.value()) for name, samples, field in mapping.context["form"].columns()
    ][5:] == [
        ("Job Level", ["4", "2", "99"], "level"),
        ("Hire Date", ["2016-08-15", "2020-01-31", "2020-02-30"], "hired_on"),
        ("Shoe Size", ["38", "44", "40"], ""),
    ]
    assert saved.headers["Location"] == f"{IMPORTS}{file.pk}/"
    assert review.context["report"].counts == {
        "created": 2,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
    }
    assert Member.objects.count() == 1
    text = review.content.decode()
    for words in (
        "Ana Ruiz",
        "Apply to 2 people",
        "“cat@northwind” is not an e-mail address.",
        "Work Email",
    ):
        assert words in text


def test_applying_creates_people_under_their_managers_and_empties_the_file(
    northwind: Organization, admin: Member, admin_client: Client
) -> None:
    job = applied(admin_client, mapped(admin_client, SMALL))

    ana, ben = Member.objects.get(number="1"), Member.objects.get(number="2")
    assert (ana.name, ana.level, ana.hired_on.isoformat(), ana.manager) == (
        "Ana Ruiz",
        4,
        "2016-08-15",
        None,
    )
    assert ben.manager == ana
    assert Member.objects.filter(number="3").count() == 0
    assert (job.state, str(job.message)) == (
        "done",
        "2 created, 0 changed, 0 unchanged, 1 refused.",
    )
    assert job.url == f"{IMPORTS}{job.subject_id}/"
    file = ImportFile.objects.get()
    assert (file.rows, file.result["counts"]["created"]) == ([], 2)
    assert set(
        Entry.objects.filter(action="member.created").values_list("subject_id", flat=True)
    ) == {ana.pk, ben.pk}
    entry = Entry.objects.get(action="import.applied")
    assert (entry.actor, entry.details) == (
        admin,
        {"created": 2, "changed": 0, "unchanged": 0, "refused": 1},
    )


def test_the_result_stays_to_be_seen_with_its_refused_rows(
    northwind: Organization, admin_client: Client
) -> None:
    file = mapped(admin_client, SMALL)
    applied(admin_client, file)

    page = admin_client.get(f"{IMPORTS}{file.pk}/")
    listed = admin_client.get(IMPORTS).content.decode()

    assert page.context["report"].refused[0].number == 4
    assert "2020-02-30” is not a day of the calendar." in page.content.decode()
    assert "2 created, 0 changed, 1 refused" in listed


def test_refused_rows_are_downloaded_corrected_and_uploaded_again(
    northwind: Organization, admin_client: Client
) -> None:
    file = mapped(admin_client, SMALL + '4,=Dan,"O, ""D""",dan@x,,,,\n')
    before = admin_client.get(f"{IMPORTS}{file.pk}/refused/").content.decode("utf-8-sig")
    applied(admin_client, file)
    after = admin_client.get(f"{IMPORTS}{file.pk}/refused/").content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(after)))
    assert before == after
    assert [row["Shoe Size"] for row in rows] == ["40", ""]
    assert (
        rows[0]["Reason"] == "Work Email: “cat@northwind” is not an e-mail address. "
        "Job Level: “99” is not a level. Write a whole number from 0 to 30. "
        "Hire Date: “2020-02-30” is not a day of the calendar."
    )
    assert rows[1]["First Name"] == "'=Dan"

    fixed = (
        after.replace("cat@northwind,", "cat@northwind.example,")
        .replace(",99,", ",3,")
        .replace("02-30", "02-28")
    )
    again = mapped(admin_client, fixed.replace("dan@x,", "dan@northwind.example,"))
    applied(admin_client, again)

    assert again.result["counts"] == {"created": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert Member.objects.get(number="3").manager == Member.objects.get(number="2")
    assert Member.objects.get(number="4").name == '=Dan O, "D"'


def test_a_second_file_changes_people_and_shows_from_what_to_what(
    northwind: Organization, admin_client: Client
) -> None:
    applied(admin_client, mapped(admin_client, SMALL))
    roles = Member.objects.filter(number="2").update(roles=["admin"])
    text = SMALL.replace("Ben,Ode", "Benjamin,Ode").replace(",2,2020", ",3,2020")

    file = mapped(admin_client, text)
    review = admin_client.get(f"{IMPORTS}{file.pk}/", {"show": "changed"})
    applied(admin_client, file)

    [(line, changes)] = review.context["lines"]
    assert (line.number, line.name) == (3, "Benjamin Ode")
    assert [(each.label, each.before, each.after) for each in changes] == [
        ("First name", "Ben", "Benjamin"),
        ("Job level", "2", "3"),
    ]
    ben = Member.objects.get(number="2")
    assert roles == 1
    assert (ben.given_name, ben.level, ben.family_name, ben.roles) == (
        "Benjamin",
        3,
        "Ode",
        ["admin"],
    )
    assert ben.manager == Member.objects.get(number="1")
    assert file.result["counts"] == {"created": 0, "changed": 1, "unchanged": 1, "refused": 1}


def test_the_review_filters_by_outcome(northwind: Organization, admin_client: Client) -> None:
    applied(admin_client, mapped(admin_client, SMALL))
    file = mapped(
        admin_client, SMALL + "9,Zoe,Zed,zoe@northwind.example,who@northwind.example,,,\n"
    )

    shown = {
        outcome: [
            line.name
            for line, _ in admin_client.get(f"{IMPORTS}{file.pk}/", {"show": outcome}).context[
                "lines"
            ]
        ]
        for outcome in ("", "created", "changed", "unchanged", "nonsense")
    }

    assert shown == {
        "": ["Zoe Zed"],
        "created": ["Zoe Zed"],
        "changed": [],
        "unchanged": ["Ana Ruiz", "Ben Ode"],
        "nonsense": ["Zoe Zed"],
    }
    page = admin_client.get(f"{IMPORTS}{file.pk}/").content.decode()
    assert (
        "Row 5: Nobody here or in this file has the e-mail who@northwind.example; the manager"
        " stays." in page
    )


def test_a_circle_through_stored_people_is_refused_by_the_page_and_the_job(
    northwind: Organization, admin_client: Client
) -> None:
    applied(admin_client, mapped(admin_client, SMALL))
    file = mapped(admin_client, "Employee #,Reports To\n1,ben@northwind.example\n")
    page = admin_client.get(f"{IMPORTS}{file.pk}/").content.decode()
    applied(admin_client, file)

    assert (
        "This makes a circle: Ana Ruiz reports to Ben Ode, and Ben Ode reports to Ana Ruiz." in page
    )
    assert Member.objects.get(number="1").manager is None
    assert file.result["counts"]["refused"] == 1


def test_the_columns_are_remembered_for_the_next_file(
    northwind: Organization, admin_client: Client
) -> None:
    mapped(admin_client, SMALL, column_7="level", column_5="")

    remembered = OrganizationSettings.objects.get(organization=northwind).import_mapping
    following = admin_client.get(read(admin_client, SMALL))

    assert (remembered["Shoe Size"], "Job Level" in remembered) == ("level", False)
    assert [field.value() for _, _, field in following.context["form"].columns()] == [
        "number",
        "given_name",
        "family_name",
        "email",
        "manager",
        "",
        "hired_on",
        "level",
    ]


def test_columns_need_a_key_and_no_field_twice(
    northwind: Organization, admin_client: Client
) -> None:
    upload(admin_client, SMALL)
    file = ImportFile.objects.get()
    url = f"{IMPORTS}{file.pk}/mapping/"

    twice = admin_client.post(url, mapping_of(file, column_7="level"))
    keyless = admin_client.post(url, mapping_of(file, column_0="", column_3=""))

    assert (twice.status_code, keyless.status_code) == (422, 422)
    assert twice.context["form"].errors == {"column_7": ["“Job Level” is job level already."]}
    assert keyless.context["form"].errors == {
        "__all__": ["Say which column is the employee number or the work e-mail."]
    }
    file.refresh_from_db()
    assert file.mapping == []


def test_the_order_of_dates_and_clearing_are_asked_for(
    northwind: Organization, admin_client: Client
) -> None:
    factories.member(northwind, number="7", level=5)
    text = "Employee #,Hire Date,Job Level\n7,03/04/2026,\n"

    asked = admin_client.get(f"{IMPORTS}{mapped(admin_client, text).pk}/").content.decode()
    applied(admin_client, mapped(admin_client, text, order="day", clear_empty="on"))

    assert "“03/04/2026” could be two dates." in asked
    seven = Member.objects.get(number="7")
    assert (seven.hired_on.isoformat(), seven.level) == ("2026-04-03", None)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The submitted file is empty."),
        (
            b"x" * (10 * 1024 * 1024 + 1),
            "“p.csv” is larger than 10 MB. Leave out columns or split it into several files.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    northwind: Organization, admin_client: Client, content: bytes, words: str
) -> None:
    response = upload(admin_client, content, "p.csv")

    assert response.status_code == 422
    assert response.context["form"].errors == {"file": [words]}
    assert ImportFile.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Name\n", "“p.csv” has the names of columns and no people below them."),
        (
            (CASES / "people_password.xlsx").read_bytes(),
            "is protected with a password: take it off",
        ),
    ],
)
def test_a_file_that_turns_out_unreadable_says_why_beside_its_name(
    northwind: Organization, admin_client: Client, content: bytes, words: str
) -> None:
    upload(admin_client, content, "p.csv")
    file, job = ImportFile.objects.get(), Job.objects.get()

    assert words in file.unreadable
    assert (file.content, file.header, str(job.message)) == (None, [], file.unreadable)
    assert admin_client.get(job.url).headers["Location"] == IMPORTS
    page = admin_client.get(IMPORTS).content.decode()
    assert words in page
    assert f"{IMPORTS}{file.pk}/delete/" in page


def test_a_file_whose_reading_was_stopped_is_read_when_asked_for(
    northwind: Organization, admin_client: Client
) -> None:
    response = admin_client.post(IMPORTS, {"file": SimpleUploadedFile("p.csv", SMALL.encode())})
    file, job = ImportFile.objects.get(), Job.objects.get()
    assert bytes(file.content) == SMALL.encode()
    assert admin_client.get(job.url).headers["Location"] == response.headers["Location"]
    admin_client.post(f"{response.headers['Location']}cancel/")

    assert "Read the file" in admin_client.get(job.url).content.decode()
    admin_client.post(job.url)
    again = Job.objects.exclude(pk=job.pk).get()
    run_job(str(again.organization_id), str(again.pk))

    assert admin_client.get(job.url).context["form"].file.header[:2] == ["Employee #", "First Name"]


def test_a_file_without_columns_named_goes_to_them_first(
    northwind: Organization, admin_client: Client
) -> None:
    upload(admin_client, SMALL)
    file = ImportFile.objects.get()

    assert (
        admin_client.get(f"{IMPORTS}{file.pk}/").headers["Location"]
        == f"{IMPORTS}{file.pk}/mapping/"
    )
    admin_client.post(f"{IMPORTS}{file.pk}/apply/")
    assert Job.objects.filter(kind="people_import").count() == 0


def test_applying_twice_starts_one_job_and_writes_once(
    northwind: Organization, admin: Member, admin_client: Client, at: datetime
) -> None:
    file = mapped(admin_client, SMALL)
    first = admin_client.post(f"{IMPORTS}{file.pk}/apply/").headers["Location"]
    second = admin_client.post(f"{IMPORTS}{file.pk}/apply/").headers["Location"]
    applied_job = Job.objects.get(kind="people_import")
    run_job(str(northwind.pk), str(applied_job.pk))

    assert first == second
    with pytest.raises(AppliedError):
        apply_import(file=file, by=admin, at=at)
    admin_client.post(f"{IMPORTS}{file.pk}/apply/")
    assert (Job.objects.filter(kind="people_import").count(), Member.objects.count()) == (1, 3)


def test_a_job_for_a_file_that_was_discarded_says_so(
    northwind: Organization, admin_client: Client
) -> None:
    file = mapped(admin_client, SMALL)
    admin_client.post(f"{IMPORTS}{file.pk}/apply/")
    gone = admin_client.post(f"{IMPORTS}{file.pk}/delete/", follow=True)
    job = Job.objects.get(kind="people_import")
    run_job(str(northwind.pk), str(job.pk))

    job.refresh_from_db()
    assert "“people.csv” is gone. Your people are as they were." in gone.content.decode()
    assert (job.state, Member.objects.count(), ImportFile.objects.count()) == ("failed", 1, 0)
    assert str(job.message) == "The file was discarded before its turn came; nothing was changed."
    assert Entry.objects.get(action="import.discarded").subject_name == "people.csv"


def test_stopping_the_job_writes_nothing(northwind: Organization, admin_client: Client) -> None:
    file = mapped(admin_client, SMALL)
    admin_client.post(f"{IMPORTS}{file.pk}/apply/")
    job = Job.objects.get(kind="people_import")
    ask_to_cancel(job.pk)
    run_job(str(northwind.pk), str(job.pk))

    job.refresh_from_db()
    file.refresh_from_db()
    assert (job.state, file.applied_at, Member.objects.count()) == ("cancelled", None, 1)


def test_an_import_of_another_organisation_is_not_found(
    northwind: Organization, fabrikam: Organization, admin_client: Client, at: datetime
) -> None:
    with tenant(fabrikam.pk):
        stranger = Member.objects.get(organization=fabrikam)
        file = ImportFile.objects.create(
            organization=fabrikam,
            name="secret.csv",
            header=["Name"],
            rows=[["Leak"]],
            by=stranger,
            created_at=at,
        )

    for path in ("", "mapping/", "refused/"):
        assert admin_client.get(f"{IMPORTS}{file.pk}/{path}").status_code == 404
    for path in ("apply/", "delete/"):
        assert admin_client.post(f"{IMPORTS}{file.pk}/{path}").status_code == 404
    assert "secret.csv" not in admin_client.get(IMPORTS).content.decode()


@pytest.mark.parametrize("path", ["", "mapping/", "refused/"])
@pytest.mark.parametrize("who", ["colleague_client", "hr_client", "external_client"])
def test_only_admins_see_imports(
    northwind: Organization,
    admin_client: Client,
    request: pytest.FixtureRequest,
    who: str,
    path: str,
) -> None:
    file = mapped(admin_client, SMALL)
    client = request.getfixturevalue(who)

    assert client.get(f"{IMPORTS}{file.pk}/{path}").status_code == 403
    assert client.post(f"{IMPORTS}{file.pk}/apply/").status_code == 403
    assert client.post(f"{IMPORTS}{file.pk}/delete/").status_code == 403
    assert Job.objects.filter(kind="people_import").count() == 0


# SAVEPOINT and RELEASE of the middleware's transaction, of the tenant's and of the view's.
SAVEPOINTS = 4


def test_the_list_of_imports_costs_the_same_at_one_and_at_many(
    northwind: Organization,
    admin: Member,
    admin_client: Client,
    django_assert_num_queries: Any,
    at: datetime,
) -> None:
    for number in (1, 20):
        for _ in range(number - ImportFile.objects.count()):
            ImportFile.objects.create(
                organization=northwind,
                name="p.csv",
                header=["N"],
                rows=[["1"]],
                by=admin,
                created_at=at,
            )
        # Four of them, and the savepoints of the two transactions around a page.
        with django_assert_num_queries(4 + SAVEPOINTS):
            assert len(admin_client.get(IMPORTS).context["files"]) == number


def test_the_sample_export_comes_in_whole_and_goes_out_and_in_again_unchanged(
    northwind: Organization, admin: Member, admin_client: Client
) -> None:
    file = _guessed(admin_client, SAMPLE.read_bytes())
    applied(admin_client, file)

    assert file.result["counts"] == {"created": 1470, "changed": 0, "unchanged": 0, "refused": 0}
    charles = Member.objects.get(number="2")
    assert (charles.name, charles.manager.email) == (
        "Charles Gibson",
        "pahal.barman@northwind.example",
    )
    assert charles.skills[:2] == ["grant applications", "scientific writing"]

    for kind in ("csv", "xlsx"):
        export = admin_client.get("/o/northwind/people/", {"format": kind, "state": "all"}).content
        again_file = _guessed(admin_client, export, name=f"people.{kind}")
        again = plan_of(again_file, by=again_file.by, at=again_file.created_at)
        assert again.counts() == {"created": 0, "changed": 0, "unchanged": 1471, "refused": 0}


def _guessed(client: Client, content: bytes, name: str = "people.csv") -> ImportFile:
    """Take the columns as the page guesses them."""
    page = client.get(read(client, content, name))
    answers = {field.html_name: field.value() for _, _, field in page.context["form"].columns()}
    client.post(page.request["PATH_INFO"], answers)
    file = ImportFile.objects.latest("id")
    # Pronouns stand in our own export only.
    known = {field for field in file.mapping if field} - {"pronouns"}
    assert known == set(FIELDS) - {"gender", "pronouns", "full_name", "status"}
    return file


def test_the_work_tells_of_its_progress(
    northwind: Organization, admin: Member, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"{n},P{n},,p{n}@northwind.example,,,,\n" for n in range(1100))
    file = mapped(admin_client, SMALL.splitlines()[0] + "\n" + rows)
    admin_client.post(f"{IMPORTS}{file.pk}/apply/")
    told = []
    monkeypatch.setattr(Progress, "tell", lambda _, *args: told.append((*args[:2], str(args[2]))))

    import_people(
        Job.objects.get(kind="people_import"), Progress(Job.objects.get(kind="people_import").pk)
    )

    assert told == [
        (0, 1100, "Comparing with the people there are"),
        (500, 1100, "Writing people"),
        (1000, 1100, "Writing people"),
    ]
