"""What a program's page and course take from the parts above it, and pages from above elsewhere."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.people.importing.lines import Outcome
from mentorship.people.importing.report import Report
from mentorship.people.models import ImportFile
from mentorship.tenancy.models import Organization
from mentorship.ui.addresses import address_of
from programs import course
from programs.course import Step
from programs.enums import ProgramState
from programs.models import Program
from tests import factories, world


@pytest.fixture
def here(northwind: Organization) -> world.World:
    return world.build(northwind)


def client(here: world.World, role: str) -> Client:
    return factories.client_of(here.people[role])


def address(view: str, *args: Any) -> str:
    return reverse(view, args=["northwind", *args])


def leads_to(html: str) -> list[tuple[str, str]]:
    """Address and words of every link that looks like a button, without its icon."""
    found = re.findall(r'<a class="btn[^"]*"\s+href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return [(url, " ".join(re.sub(r"<.*?>", "", words).split())) for url, words in found]


def page_of_program(here: world.World, role: str, **values: Any) -> list[tuple[str, str]]:
    pk = here.ids["program"]
    Program.objects.filter(pk=pk).update(**values)
    return leads_to(client(here, role).get(address("programs:detail", pk)).content.decode())


def test_an_admin_is_led_from_the_program_to_matching_and_tracking(here: world.World) -> None:
    pk = here.ids["program"]
    find = [
        (address("matching:candidates", pk), "Candidates"),
        (address("matching:gaps", pk), "Skills gaps"),
    ]
    work = [
        (address("matching:runs", pk), "Matching"),
        (f"{address('tracking:mentorships')}?program={pk}", "Mentorships"),
    ]
    mix = f"{address('tracking:mentorships')}?program={pk}&amp;state=active&amp;stage=weekly"
    shown = page_of_program(here, "admin", state="recruiting")
    begin = shown.index(find[0])
    assert shown[begin : begin + 6] == [
        *find,
        *work,
        (mix, "1 weekly"),
        (address("programs:questions", pk), "Questions"),
    ]
    for values in ({"state": "archived"}, {"state": "running", "kind": "peer"}):
        shown = page_of_program(here, "admin", **values)
        assert not set(find) & set(shown)
        assert set(work) <= set(shown)
    assert not {*find, *work} & set(page_of_program(here, "admin", state="draft"))
    assert not {*find, *work} & set(page_of_program(here, "mentor", state="recruiting"))


def test_members_nominate_while_a_program_with_mentors_recruits(here: world.World) -> None:
    nominate = (address("matching:nominate", here.ids["program"]), "Nominate")
    assert nominate in page_of_program(here, "colleague", state="recruiting")
    assert nominate not in page_of_program(here, "colleague", state="recruiting", kind="peer")
    assert nominate not in page_of_program(here, "colleague", state="running", kind="one_to_one")


def test_pages_below_lead_to_those_above(here: world.World) -> None:
    admin = client(here, "admin")
    for view, run in (("review", "run"), ("pods", "peer_run")):
        pk = here.ids[run]
        fairness = (f"{address('tracking:fairness')}?run={pk}", "Fairness")
        page = admin.get(address(f"matching:{view}", pk)).content.decode()
        assert fairness in leads_to(page)
    asked = admin.get(address("programs:questions", here.ids["program"])).content.decode()
    policy = address("matching:policy", here.ids["program"])
    assert f'as much as <a href="{policy}">Matching criteria</a> says' in asked


def test_a_program_can_be_set_up_once_people_are_imported(here: world.World) -> None:
    set_up = (address("programs:new"), "Set up a program")
    review, admin = address("people:import-review", here.ids["file"]), client(here, "admin")
    assert set_up not in leads_to(admin.get(review).content.decode())
    result = Report(dict.fromkeys(Outcome, 0), [], []).as_json()
    ImportFile.objects.filter(pk=here.ids["file"]).update(applied_at=timezone.now(), result=result)
    assert set_up in leads_to(admin.get(review).content.decode())


def test_the_page_of_a_mentorship_is_trackings(here: world.World) -> None:
    pk = here.ids["mentorship"]
    assert address_of("mentorship", "northwind", pk) == address("tracking:mentorship", pk)
    with pytest.raises(KeyError):
        address_of("nothing", "northwind", pk)


def test_the_first_part_with_something_to_say_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "_steps", [])
    monkeypatch.setattr(course, "_needs", [])
    step, program = Step("Do it", "Do", "home"), Program(state=ProgramState.RUNNING)
    course.register_step(ProgramState.MATCHING, lambda _: Step("Later", "Do", "home"))
    course.register_step(ProgramState.RUNNING, lambda _: None)
    assert course.step_in(program) is None
    course.register_step(ProgramState.RUNNING, lambda _: step)
    assert course.step_in(program) == step
    course.register_need(ProgramState.CLOSING, lambda _: "")
    assert course.missing_before(ProgramState.CLOSING, program) == ""
    course.register_need(ProgramState.CLOSING, lambda _: "Pay first.")
    assert course.missing_before(ProgramState.CLOSING, program) == "Pay first."
    assert course.missing_before(ProgramState.RUNNING, program) == ""
