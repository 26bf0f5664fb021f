"""Recurring work wakes one task for each organisation: what fails in one stops no other."""

import importlib
from typing import Any
from uuid import UUID

import pytest
from celery import current_app

from mentorship.celery import app
from mentorship.tenancy.models import Organization

# Wakes an organisation only where something waits; or is of no organisation.
ONLY_WHERE_NEEDED = {
    "mentorship.delivery.tasks.beat",
    "mentorship.delivery.tasks.wake_due",
    "mentorship.jobs.tasks.recover_lost",
    "matching.tasks.find_leavers",
    "matching.tasks.find_due_requests",
    "tracking.tasks.find_due_series",
    "tracking.calendars.tasks.find_mail",
    "tracking.tasks.find_orphans",
    "tracking.tasks.plan_reminders",
}
SCHEDULED = {entry["task"] for entry in app.conf.beat_schedule.values()}


def run(name: str, *args: str) -> None:
    module, _, task = name.rpartition(".")
    getattr(importlib.import_module(module), task)(*args)


@pytest.mark.parametrize("name", sorted(SCHEDULED - ONLY_WHERE_NEEDED))
def test_each_organisation_has_a_task_of_its_own(
    name: str, northwind: Organization, fabrikam: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, UUID]] = []

    def send(task: str, args: list[str], **_: Any) -> None:
        sent.append((task, UUID(args[0])))

    monkeypatch.setattr(current_app, "send_task", send)
    Organization.objects.filter(pk=fabrikam.pk).update(is_active=True)
    run(name)
    assert {pk for _, pk in sent} == {northwind.pk, fabrikam.pk}
    [task] = {task for task, _ in sent}
    assert task in app.tasks
    # Each does its work by itself.
    for _, pk in sent:
        run(task, str(pk))
    sent.clear()
    Organization.objects.filter(pk=fabrikam.pk).update(is_active=False)
    run(name)
    assert {pk for _, pk in sent} == {northwind.pk}


def test_the_exceptions_are_scheduled() -> None:
    assert ONLY_WHERE_NEEDED < SCHEDULED
