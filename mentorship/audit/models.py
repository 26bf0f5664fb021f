from django.db import models

from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel


class Entry(TenantModel):
    """Who did what to what. The application may add entries, never change them."""

    at = models.DateTimeField()
    actor = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    subject_name = models.CharField(max_length=200)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-id"], name="audit_latest"),
            models.Index(fields=["organization", "subject_id"], name="audit_subject"),
        ]
