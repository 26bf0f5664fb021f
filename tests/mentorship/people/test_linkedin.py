import contextlib
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mentorship.audit.models import Entry
from mentorship.people import linkedin
from mentorship.people.linkedin import LinkedInError, read_export
from mentorship.tenancy.models import Member

CASES = Path(__file__).parent / "cases"
URL = "/o/northwind/people/linkedin/"
FILES = {
    "Profile.csv": "First Name,Last Name,Headline,Geo Location\nMara,Bach,Builder of things,Oslo\n",
    "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
    "Northwind,Head of Design,,Oslo,Jan 2024,\nFabrikam,Designer,,Rome,May 2019,Dec 2023\n",
    "Skills.csv": "\ufeffName\nTypography\nNegotiate\nTypography\n",
    "Languages.csv": "Name,Proficiency\nNorwegian,Native or bilingual proficiency\nEnglish,\n",
}


def archive(files: dict[str, str], folder: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, text in files.items():
            writer.writestr(f"{folder}{name}", text)
    return made.getvalue()


def upload(client: Client, content: bytes) -> Any:
    return client.post(URL, {"file": SimpleUploadedFile("export.zip", content)})


@pytest.mark.parametrize("folder", ["", "Basic_LinkedInDataExport/"])
def test_an_export_is_read_wherever_its_files_lie(folder: str) -> None:
    export = read_export(archive(FILES, folder))
    assert (export.title, export.location) == ("Head of Design", "Oslo")
    assert export.skills == ("Typography", "Negotiate")
    assert export.languages == ("Norwegian", "English")


def test_without_a_present_position_the_headline_is_the_title() -> None:
    past = {**FILES, "Positions.csv": "Title,Finished On\nDesigner,Dec 2023\n"}
    assert read_export(archive(past)).title == "Builder of things"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no zip", "This is no ZIP file"),
        (archive({"Messages.csv": "a,b\n"}), "There is no Profile, Positions, Skills or Languages"),
        (archive({"Skills.csv": "Nom\nVente\n"}), "other columns than LinkedIn’s"),
        (
            archive({"Skills.csv": "Name\n" + "x" * (6 * 1024 * 1024)}),
            "Skills.csv is larger than a person’s can be",
        ),
        (b"0" * (linkedin.MOST_BYTES + 1), "larger than 10 MB"),
    ],
)
def test_what_is_no_export_is_said(colleague_client: Client, content: bytes, words: str) -> None:
    with pytest.raises(LinkedInError, match=words):
        read_export(content)
    response = upload(colleague_client, content)
    assert response.status_code == 422
    assert words in response.content.decode()


@given(st.dictionaries(st.sampled_from(linkedin.FILES), st.text(max_size=200), max_size=4))
def test_whatever_the_files_say_it_is_read_or_refused(files: dict[str, str]) -> None:
    try:
        export = read_export(
            archive(
                {name: text.encode("utf-8", "replace").decode() for name, text in files.items()}
            )
        )
    except LinkedInError:
        return
    assert len(export.title) <= linkedin.LONGEST
    assert len(set(export.skills)) == len(export.skills) <= linkedin.SKILLS_AT_MOST


def test_nothing_is_kept_but_what_is_chosen(colleague: Member, colleague_client: Client) -> None:
    Member.objects.filter(pk=colleague.pk).update(
        skills=["negotiate"], languages=["English"], title="Cook"
    )
    page = upload(colleague_client, archive(FILES)).content.decode()
    for words in ("Head of Design", "Typography", "Norwegian", "Cook"):
        assert words in page
    assert 'value="Negotiate"' not in page
    colleague.refresh_from_db()
    assert (colleague.title, colleague.skills) == ("Cook", ["negotiate"])

    colleague_client.post(f"{URL}keep/", {"skills": ["Typography"], "languages": ["Norwegian"]})
    colleague.refresh_from_db()
    assert (colleague.title, colleague.location) == ("Cook", "")
    assert colleague.skills == ["negotiate", "Typography"]
    assert colleague.languages == ["English", "Norwegian"]
    assert Entry.objects.filter(action="member.changed", subject_id=colleague.pk).count() == 1


def test_somebody_else_cannot_be_changed_by_it(
    colleague: Member, admin: Member, admin_client: Client
) -> None:
    admin_client.post(
        f"{URL}keep/", {"title": "Queen", "id": str(colleague.pk), "member": str(colleague.pk)}
    )
    colleague.refresh_from_db()
    admin.refresh_from_db()
    assert (admin.title, colleague.title) == ("Queen", "")


def changed(byte: int, value: int) -> Callable[[], bytes]:
    """An archive whose central directory and local headers say something else at one place."""

    def made() -> bytes:
        content = bytearray(archive(FILES))
        at = content.find(b"PK\x01\x02")
        while at >= 0:
            content[at + 2 + byte] = value
            at = content.find(b"PK\x01\x02", at + 4)
        at = content.find(b"PK\x03\x04")
        while at >= 0:
            content[at + byte] = value
            at = content.find(b"PK\x03\x04", at + 4)
        return bytes(content)

    return made


def case(name: str) -> Callable[[], bytes]:
    return (CASES / name).read_bytes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (case("linkedin_damaged.zip"), "damaged"),
        (case("linkedin_deflate64.zip"), "packed in a way that we cannot open"),
        (changed(6, 1), "protected with a password"),
        (changed(8, 9), "packed in a way that we cannot open"),
        (changed(8, 12), "packed in a way that we cannot open"),
        (changed(8, 99), "packed in a way that we cannot open"),
        (lambda: archive(FILES)[:-30], "damaged"),
        (lambda: archive(FILES)[: len(archive(FILES)) // 2], "damaged"),
        (lambda: archive(FILES).replace(b"PK\x03\x04", b"PK\x03\x05", 1), "cannot be read"),
        (lambda: archive({"Skills.csv": "x"}).replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged"),
        (lambda: b"PK\x03\x04", "damaged"),
    ],
)
def test_an_archive_that_cannot_be_opened_is_answered_with_a_sentence(
    northwind: Any, colleague_client: Client, content: Callable[[], bytes], words: str
) -> None:
    response = upload(colleague_client, content())

    assert response.status_code == 422
    (error,) = response.context["form"].errors["file"]
    assert words in error


@given(st.integers(0, 2**32), st.integers(1, 40))
def test_damage_anywhere_only_ever_answers_an_export_or_a_refusal(seed: int, number: int) -> None:
    chance = random.Random(seed)
    content = bytearray(archive(FILES))
    for _ in range(number):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with contextlib.suppress(LinkedInError):
        assert read_export(bytes(content)).title.isprintable()


@pytest.mark.parametrize(
    "break_", ["\n", "\v", "\r\n", "\x0c", "\x85", "\u2028", "\u2029", "\x1e", " \u200b \n"]
)
def test_what_the_export_says_is_on_one_line(break_: str) -> None:
    files = {
        "Positions.csv": f'Title,Finished On\n"Head{break_}of Design",\n',
        "Skills.csv": f'Name\n"A{break_}B"\n',
    }
    export = read_export(archive(files))

    assert (export.title, export.skills) == ("Head of Design", ("A B",))


def test_a_title_with_a_soft_return_can_be_kept_and_exported(
    northwind: Any, colleague_client: Client, owner_client: Client
) -> None:
    choice = upload(colleague_client, case("linkedin_soft_return.zip")()).context["form"]
    colleague_client.post(f"{URL}keep/", {"title": choice.export.title, "skills": ["Deep\vdive"]})

    assert Member.objects.get(title=choice.export.title).skills[-1:] == ["Deep dive"]
    assert choice.export.title.isprintable()
    assert owner_client.get("/o/northwind/people/", {"format": "xlsx"}).status_code == 200
