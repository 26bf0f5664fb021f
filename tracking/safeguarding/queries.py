"""What safeguarding contacts read, and who they are."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
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
    return _opened(found.order_by(F("closed_on").desc(nulls_first=True), "-reported_on"), contact)


def get_report(contact: Member, pk: UUID) -> Opened:
    """Raises Http404, also for one about the contact."""
    found = Report.objects.filter(organization=contact.organization_id, pk=pk)
    for opened in _opened(found, contact):
        return opened
    raise Http404


def can_read(contact: Member, report: Report) -> bool:
    """Whether it is neither about this contact nor by them."""
    return bool(_opened([report], contact))


def _opened(reports: Iterable[Report], contact: Member) -> list[Opened]:
    """Without those that are about the contact, or by them; everybody's name is asked at once."""
    told = [(report, _told(report)) for report in reports]
    told = [each for each in told if str(contact.pk) not in (each[1]["about"], each[1]["by"])]
    names = _names({pk for _, each in told for pk in (each["about"], each["reporter"]) if pk})
    return [
        Opened(
            report,
            names.get(each["about"]) or each["about_whom"],
            each["text"],
            names.get(each["reporter"], ""),
        )
        for report, each in told
    ]


def _told(report: Report) -> dict[str, str]:
    sealed = decrypt(bytes(report.sealed), organization_id=report.organization_id)
    told: dict[str, str] = json.loads(sealed)
    return told


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
