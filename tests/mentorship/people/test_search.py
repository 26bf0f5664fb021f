"""Whoever is looked for is found, however the keyboard writes accents and apostrophes."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorship.tenancy.models import Member, Organization
from mentorship.text import fold
from tests import factories, world

NAMES = [
    ("Seán", "O'Néill"),
    ("Trevor", "Munoz"),
    ("Łukasz", "Żółć"),
    ("Søren", "Æbelø"),
    ("Jürgen", "Groß"),
]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Sean", "O&#x27;Néill"),
        ("O'Neill", "O&#x27;Néill"),
        ("O’Néill", "O&#x27;Néill"),
        ("oneill", "O&#x27;Néill"),
        ("Muñoz", "Munoz"),
        ("MUN\u0303OZ", "Munoz"),
        ("lukasz zolc", "Żółć"),
        ("soren aebelo", "Æbelø"),
        ("GROSS", "Groß"),
    ],
)
@pytest.mark.parametrize("who", ["admin", "colleague"])
def test_people_are_found_without_accents_and_with_other_apostrophes(
    northwind: Organization, request: pytest.FixtureRequest, words: str, found: str, who: str
) -> None:
    client: Client = request.getfixturevalue(f"{who}_client")
    for given_name, family_name in NAMES:
        factories.member(northwind, given_name=given_name, family_name=family_name)
    page = client.get(reverse("people:list", args=["northwind"]), {"q": words}).content.decode()
    assert found in page.replace("&#39;", "&#x27;")
    assert "1 person" in page


def test_every_list_folds_what_it_searches(northwind: Organization) -> None:
    place = world.build(northwind)
    Member.objects.filter(pk=place.people["mentor"].pk).update(
        given_name="Seán", family_name="O’Néill"
    )
    from programs.models import Program

    Program.objects.filter(pk=place.ids["program"]).update(name="Größe und Führung")
    admin = factories.client_of(place.people["owner"])
    pages = {
        reverse("tracking:mentorships", args=["northwind"]): ("sean oneill", "Néill"),
        reverse("programs:list", args=["northwind"]): ("grosse fuhrung", "Größe und Führung"),
        reverse("programs:enrolments", args=["northwind", place.ids["program"]]): (
            "o'neill",
            "Néill",
        ),
        reverse("matching:review", args=["northwind", place.ids["run"]]): ("o'neill", "Néill"),
    }
    for page, (words, found) in pages.items():
        assert found in admin.get(page, {"q": words}).content.decode(), page


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\x00", max_codepoint=0x24F), max_size=30
    )
)
def test_the_database_folds_as_the_application_does(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_fold(%s)", [text])
        assert cursor.fetchone()[0] == fold(text)
