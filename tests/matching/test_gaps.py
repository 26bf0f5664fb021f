"""Skills gaps: the pure counting, and the page that leads to people who
could help.
"""

from typing import Any

from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from matching.gaps import NOT_KNOWN, Gap, Part, capacity_gaps, topic_gaps
from mentorship.tenancy.models import Member
from programs.actions import enrol_people
from tests import factories
from tests.matching.pools import named_pool

TOPICS = st.lists(st.sampled_from(["law", "tax", "art"]), max_size=3).map(tuple)
PARTS = st.lists(
    st.builds(Part, TOPICS, st.integers(0, 3), st.sampled_from(["", "Sales", "Legal"])), max_size=12
)


def test_the_widest_gap_comes_first() -> None:
    mentees = [
        Part(("law", "law"), 1),
        Part(("law", "art"), 1),
        Part(("tax",), 1),
        Part(("art",), 0),
    ]
    mentors = [Part(("art", "tax"), 2), Part(("law",), 0)]
    assert topic_gaps(mentees, mentors) == [
        Gap("law", 2, 1, 0),
        Gap("art", 1, 1, 2),
        Gap("tax", 1, 1, 2),
    ]
    assert topic_gaps(mentees, mentors)[0].missing == 2


@given(PARTS, PARTS)
def test_a_department_counts_everybody_once(mentees: list[Part], mentors: list[Part]) -> None:
    gaps = capacity_gaps(mentees, mentors, "department")
    assert sum(gap.wanted for gap in gaps) == sum(each.seats for each in mentees)
    assert sum(gap.seats for gap in gaps) == sum(each.seats for each in mentors)
    assert sum(gap.mentors for gap in gaps) == len(mentors)
    assert all(gap.name for gap in gaps)
    assert [gap.missing for gap in gaps] == sorted((gap.missing for gap in gaps), reverse=True)


@given(PARTS, PARTS)
def test_only_what_is_wanted_is_a_gap(mentees: list[Part], mentors: list[Part]) -> None:
    gaps = topic_gaps(mentees, mentors)
    assert {gap.name for gap in gaps} == {
        topic for each in mentees if each.seats for topic in each.topics
    }
    assert all(0 <= gap.missing <= gap.wanted for gap in gaps)


def test_nobody_is_without_a_name() -> None:
    assert capacity_gaps([Part((), 1)], [], "zone") == [Gap(NOT_KNOWN, 1, 0, 0)]


def test_a_gap_leads_to_people_who_have_the_topic(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    expert = factories.member(
        admin.organization, given_name="Petra", family_name="Expert", skills=["chess"]
    )
    other = factories.member(
        admin.organization, given_name="Otto", family_name="Other", skills=["law"]
    )
    seeker = factories.member(admin.organization, skills=["chess"])
    enrol_people(program=program, people=[seeker], role="mentee", capacity=1, by=admin, at=at)
    url = reverse("matching:gaps", args=["northwind", program.pk])
    response = admin_client.get(url)
    assert response.context["topics"][0] == Gap("chess", 1, 0, 0)
    board = reverse("matching:candidates", args=["northwind", program.pk])
    assert f"{board}?topic=chess" in response.content.decode()
    assert {
        row.name for row in admin_client.get(board, {"topic": "Chess"}).context["page"].rows
    } == {expert.name, seeker.name}
    enrol = reverse("programs:enrol-people", args=["northwind", program.pk])
    html = admin_client.get(enrol, {"role": "mentor", "topic": "chess"}).content.decode()
    assert "Knows: chess" in html
    assert expert.name in html
    assert other.name not in html
    filters = {"role": "mentor", "topic": "chess", "scope": "all", "capacity": "1"}
    asked = admin_client.post(enrol, filters)
    assert [each.name for each in asked.context["chosen"]] == [expert.name, seeker.name]
    admin_client.post(enrol, {**filters, "confirmed": "1"})
    assert admin_client.get(url).context["topics"][0].name != "chess"
    lines = admin_client.get(url, {"format": "csv"}).content.decode()
    assert "Topic,law,1,1,1,0" in lines
