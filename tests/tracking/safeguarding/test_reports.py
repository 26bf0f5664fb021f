from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from matching.models import Block
from mentorship.audit.models import Entry as AuditEntry
from mentorship.delivery.models import Delivery
from mentorship.delivery.tasks import send_owed
from mentorship.tenancy.errors import NotAllowedError
from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.pairs import Pair
from tracking.actions.errors import TrackingError
from tracking.safeguarding import actions, queries
from tracking.safeguarding.models import Entry, Report

MARKER = "He shouted at me in front of the team"


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def owner(northwind: Organization) -> Member:
    return factories.member(northwind, roles=["owner", "admin", "hr"], sign_in=True)


@pytest.fixture
def contact(northwind: Organization, owner: Member) -> Member:
    person = factories.member(northwind, given_name="Safe", sign_in=True)
    actions.name_contact(member=person, by=owner, at=timezone.now())
    return person


def url(name: str, *args: object) -> str:
    return reverse(f"safeguarding:{name}", args=["northwind", *args])


def tell(pair: Pair, about: Member | None = None, *, is_named: bool = False) -> Report:
    return actions.report_concern(
        about=about or pair.mentor,
        about_whom="",
        text=MARKER,
        is_named=is_named,
        by=pair.mentee,
        at=timezone.now(),
    )


def test_a_report_reaches_the_contacts_and_nobody_else(
    pair: Pair, owner: Member, contact: Member
) -> None:
    client = factories.client_of(pair.mentee)
    sent = {"about": str(pair.mentor.pk), "text": MARKER, "is_named": "on"}
    assert client.post(url("report-new"), {**sent, "about": ""}).status_code == 422
    assert client.post(url("report-new"), sent).status_code == 302
    report = Report.objects.get()
    shown = factories.client_of(contact).get(url("report", report.pk)).content.decode()
    assert MARKER in shown
    assert pair.mentee.name in shown
    for stranger in (owner, pair.mentor, pair.mentee):
        for path in (url("reports"), url("report", report.pk)):
            assert factories.client_of(stranger).get(path).status_code == 404
    send_owed(str(pair.organization.pk))
    [letter] = mail.outbox
    assert contact.email in letter.to[0]
    assert MARKER not in str(letter.body)
    assert pair.mentor.name not in str(letter.body)


def test_nothing_but_the_sealed_row_holds_a_trace(pair: Pair, contact: Member) -> None:
    before = AuditEntry.objects.count()
    report = tell(pair)
    assert MARKER.encode() not in bytes(report.sealed)
    assert AuditEntry.objects.count() == before
    assert set(Delivery.objects.values_list("caused_by", flat=True)) == {None}
    assert set(Block.objects.values_list("mentor", "mentee", "by", "reason")) == {
        (pair.mentor.pk, pair.mentee.pk, None, ""),
        (pair.mentee.pk, pair.mentor.pk, None, ""),
    }
    admin = factories.member(pair.organization, roles=["admin"], sign_in=True)
    blocks = factories.client_of(admin).get(reverse("matching:blocks", args=["northwind"]))
    assert pair.mentee.name not in blocks.content.decode()


def test_who_keeps_their_name_is_not_named_to_the_contacts(pair: Pair, contact: Member) -> None:
    report = tell(pair)
    opened = queries.get_report(contact, report.pk)
    assert (opened.reporter, opened.about) == ("", pair.mentor.name)
    shown = factories.client_of(contact).get(url("report", report.pk)).content.decode()
    assert pair.mentee.name not in shown


def test_a_contact_whom_it_is_about_never_sees_it(pair: Pair, owner: Member) -> None:
    at = timezone.now()
    actions.name_contact(member=pair.mentor, by=owner, at=at)
    with pytest.raises(TrackingError, match="no contact yet"):
        tell(pair)
    other = factories.member(pair.organization)
    actions.name_contact(member=other, by=owner, at=at)
    report = tell(pair)
    assert queries.reports_for(pair.mentor) == []
    assert [opened.report for opened in queries.reports_for(other)] == [report]
    assert factories.client_of(pair.mentor).get(url("report", report.pk)).status_code == 404
    with pytest.raises(NotAllowedError):
        actions.add_note(report=report, text="Nothing", by=pair.mentor, at=at)
    assert set(Delivery.objects.values_list("recipient", flat=True)) == {other.pk}


def test_contacts_keep_their_own_log(pair: Pair, contact: Member) -> None:
    report, client = tell(pair), factories.client_of(contact)
    path = url("report", report.pk)
    client.get(path)
    client.get(path)
    assert client.post(path, {"text": ""}).status_code == 422
    assert client.post(path, {"text": "Talked to her"}).status_code == 302
    assert client.post(path, {"text": "Settled", "close": "1"}).status_code == 302
    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["read", "note", "closed"]
    report.refresh_from_db()
    assert report.closed_on is not None
    with pytest.raises(TrackingError, match="closed already"):
        actions.close_report(report=report, text="x", by=contact, at=timezone.now())
    assert all(b"Settled" not in bytes(entry.sealed or b"") for entry in Entry.objects.all())


def test_owners_name_contacts_and_keep_one_while_a_report_is_open(
    pair: Pair, owner: Member, contact: Member
) -> None:
    client = factories.client_of(owner)
    assert client.post(url("contacts"), {"email": "nobody@x.example"}).status_code == 422
    assert client.post(url("contacts"), {"email": pair.mentor.email.upper()}).status_code == 302
    assert {person.pk for person in queries.contacts(pair.organization, at=timezone.now())} == {
        contact.pk,
        pair.mentor.pk,
    }
    assert client.post(url("contact-remove", pair.mentor.pk)).status_code == 302
    tell(pair)
    client.post(url("contact-remove", contact.pk))
    assert queries.contacts(pair.organization, at=timezone.now()) == [contact]
    gone = timezone.now() + timedelta(days=3)
    Member.objects.filter(pk=contact.pk).update(terminated_on=timezone.localdate())
    assert queries.contacts(pair.organization, at=gone) == []
