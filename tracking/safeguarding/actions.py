"""Concerns about somebody's safety: told to named contacts, and read by nobody else."""

import json
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from matching.actions.pairs import keep_apart
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.delivery.models import Delivery
from mentorship.tenancy.errors import NotAllowedError
from mentorship.tenancy.models import Member
from mentorship.tenancy.secrets import encrypt
from mentorship.tenancy.zones import today_in
from mentorship.ui.addresses import address_of
from tracking.actions.errors import TrackingError
from tracking.safeguarding import queries, rules
from tracking.safeguarding.enums import EntryKind
from tracking.safeguarding.models import Contact, Entry, Report

TEXT_AT_MOST = 5000


@transaction.atomic
def name_contact(*, member: Member, by: Member, at: datetime) -> Contact:
    """As an owner, let concerns go to this person. Raises NotAllowedError."""
    _check_owner(by, member)
    contact, is_new = Contact.objects.get_or_create(
        organization_id=member.organization_id, member=member, defaults={"named_at": at}
    )
    if is_new:
        record(by=by, action="safeguarding.contact_named", subject=member, at=at)
    return contact


@transaction.atomic
def remove_contact(*, member: Member, by: Member, at: datetime) -> None:
    """Raises NotAllowedError, and TrackingError for the last one while a report is open."""
    _check_owner(by, member)
    # FOR UPDATE: two owners cannot each remove the other of the last two.
    found = list(Contact.objects.select_for_update().filter(organization=member.organization_id))
    mine = next((contact for contact in found if contact.member_id == member.pk), None)
    if mine is None:
        return
    waits = Report.objects.filter(organization=member.organization_id, closed_on=None).exists()
    if waits and len(found) == 1:
        raise TrackingError(
            _("A report is open, and this is the only contact. Name another first.")
        )
    record(by=by, action="safeguarding.contact_removed", subject=member, at=at)
    mine.delete()


@transaction.atomic
def report_concern(
    *, about: Member | None, about_whom: str, text: str, is_named: bool, by: Member, at: datetime
) -> Report:
    """Tell the contacts; no log and no other page holds a trace. Who reports and who it is about
    are not matched with each other again. Raises TrackingError where there is nobody to tell.
    """
    if not text.strip() or not (about or about_whom.strip()):
        raise TrackingError(_("Say who it is about, and what happened."))
    if about is not None and about.organization_id != by.organization_id:
        raise NotAllowedError(_("That is nobody of this organisation."))
    to_tell = [
        contact
        for contact in queries.contacts(by.organization, at=at)
        if contact not in (about, by)
    ]
    if not to_tell:
        raise TrackingError(
            _("There is no contact yet to whom this could go. Please talk to somebody you trust.")
        )
    told = {
        "about": str(about.pk) if about else "",
        "about_whom": about_whom,
        "by": str(by.pk),
        "reporter": str(by.pk) if is_named else "",
        "text": text,
    }
    report = Report.objects.create(
        organization_id=by.organization_id,
        sealed=encrypt(json.dumps(told), organization_id=by.organization_id),
        reported_on=today_in(by.organization, at=at),
    )
    owe(
        kind="report_waits",
        subject=report,
        recipients=to_tell,
        at=at,
        url=address_of("safeguarding-report", by.organization.slug, report.pk),
    )
    # The outbox keeps who caused a message, which is nobody's business here.
    Delivery.objects.filter(organization=by.organization, subject_id=report.pk).update(
        caused_by=None
    )
    if about is not None:
        for mentor, mentee in ((about, by), (by, about)):
            keep_apart(mentor=mentor, mentee=mentee, reason="", by=None, at=at)
    return report


@transaction.atomic
def mark_read(*, report: Report, by: Member, at: datetime) -> None:
    """Keep that a contact has read it, once a day. Raises NotAllowedError."""
    _check_contact(by, report)
    read = Entry.objects.filter(report=report, by=by, kind=EntryKind.READ, at__date=at.date())
    if not read.exists():
        _note(report, EntryKind.READ, by=by, at=at)


@transaction.atomic
def add_note(*, report: Report, text: str, by: Member, at: datetime) -> Entry:
    """Raises NotAllowedError, and TrackingError for no words."""
    _check_contact(by, report)
    if not text.strip():
        raise TrackingError(_("Write what was done."))
    return _note(report, EntryKind.NOTE, by=by, at=at, text=text)


@transaction.atomic
def close_report(*, report: Report, text: str, by: Member, at: datetime) -> Report:
    """Raises NotAllowedError, and TrackingError where it is closed or nothing is said."""
    _check_contact(by, report)
    if not text.strip():
        raise TrackingError(_("Write what was done."))
    today = today_in(by.organization, at=at)
    if not Report.objects.filter(pk=report.pk, closed_on=None).update(closed_on=today):
        raise TrackingError(_("This report is closed already."))
    _note(report, EntryKind.CLOSED, by=by, at=at, text=text)
    report.refresh_from_db()
    return report


def _note(report: Report, kind: EntryKind, *, by: Member, at: datetime, text: str = "") -> Entry:
    organization_id = report.organization_id
    sealed = encrypt(text, organization_id=organization_id) if text else None
    return Entry.objects.create(
        organization_id=organization_id, report=report, kind=kind, by=by, at=at, sealed=sealed
    )


def _check_owner(by: Member, member: Member) -> None:
    if not by.is_owner or by.organization_id != member.organization_id:
        raise NotAllowedError(_("Only an owner names safeguarding contacts."))


def _check_contact(by: Member, report: Report) -> None:
    is_theirs = by.organization_id == report.organization_id and rules.is_contact(by)
    if not is_theirs or not queries.can_read(by, report):
        raise NotAllowedError(_("Only safeguarding contacts read this."))
