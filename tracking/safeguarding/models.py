from uuid import uuid4

from django.db import models

from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel
from tracking.safeguarding.enums import EntryKind


class Contact(TenantModel):
    """Somebody to whom concerns about a person's safety go, named by an owner."""

    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "member"], name="contact_once")
        ]


class Report(TenantModel):
    """A concern about somebody's safety. What it says, who it is about and who says it stand in
    `sealed` alone, and the key holds no time.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sealed = models.BinaryField()
    reported_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "closed_on", "reported_on"], name="report_open")
        ]


class Entry(TenantModel):
    """What a contact did about a report, kept for the contacts alone; notes are sealed."""

    report = TenantForeignKey(Report, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=6, choices=EntryKind)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "report", "at"], name="entry_of_report")]
