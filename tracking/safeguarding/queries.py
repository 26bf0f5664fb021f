"""What safeguarding contacts read, and who they are."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from matching.models import Participant
from mentorship.delivery.kinds import Owed
from mentorship.delivery.queries import about
from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.secrets import decrypt
from mentorship.tenancy.zones import today_in
from tracking.safeguarding.models import Contact, Entry, Report


@dataclass(frozen=True)
class Opened:
    """A report as a contact reads it; `reporter` is nobody where they kept their name."""

    report: Report
    about: str
    text: str
    reporter: str


def contacts(organization: Organization, *, at: datetime) -> list[Member]:
    """Those who work here still, by name."""
    named = Contact.objects.filter(organization=organization, member=OuterRef("pk"))
    people = Member.objects.of(organization).employed(on=today_in(organization, at=at))
    return list(people.filter(Exists(named)).order_by("family_name", "given_name", "id"))


def sealed_reports() -> QuerySet[Report]:
    return Report.objects.all()


def sealed_entries() -> QuerySet[Entry]:
    return Entry.objects.exclude(sealed=None)


def reports_for(contact: Member) -> list[Opened]:
    """Open ones first, the latest first; none that is about the contact or was written by them."""
    found = Report.objects.filter(organization=contact.organization_id)
    return [
        opened
        for report in found.order_by("closed_on", "-reported_on")[:200]
        if (opened := _open(report, contact)) is not None
    ]


def get_report(contact: Member, pk: UUID) -> Opened:
    """Raises Http404, also for one about the contact."""
    report = Report.objects.filter(organization=contact.organization_id, pk=pk).first()
    opened = _open(report, contact) if report else None
    if opened is None:
        raise Http404
    return opened


def _open(report: Report, contact: Member) -> Opened | None:
    sealed = decrypt(bytes(report.sealed), organization_id=report.organization_id)
    told = json.loads(sealed)
    if str(contact.pk) in (told["about"], told["by"]):
        return None
    names = _names(filter(None, (told["about"], told["reporter"])))
    about_whom = names.get(told["about"], "") or told["about_whom"]
    return Opened(report, about_whom, told["text"], names.get(told["reporter"], ""))


def _names(ids: Iterable[str]) -> dict[str, str]:
    return {str(person.pk): person.name for person in Member.objects.filter(pk__in=list(ids))}


def notes_of(opened: Opened) -> list[tuple[Entry, str]]:
    """What contacts did about it, in order, with what they wrote."""
    entries = opened.report.entries.select_related("by").order_by("at", "id")
    return [(entry, _text(entry)) for entry in entries]


def _text(entry: Entry) -> str:
    if entry.sealed is None:
        return ""
    return decrypt(bytes(entry.sealed), organization_id=entry.organization_id)


def known_people(member: Member) -> list[Member]:
    """With whom the member has been in a mentorship, by name."""
    mine = Participant.objects.filter(member=member).values("mentorship")
    theirs = Participant.objects.filter(member=OuterRef("pk"), mentorship__in=mine)
    people = Member.objects.filter(Q(Exists(theirs)), organization=member.organization_id)
    return list(people.exclude(pk=member.pk).order_by("family_name", "given_name", "id"))


def reports_that_wait(owed: Collection[Owed], _at: datetime) -> set[UUID]:
    return about(Report.objects.filter(closed_on=None), owed)
