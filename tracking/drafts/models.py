from django.db import models

from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel

FORM_AT_MOST, DEVICE_AT_MOST = 20, 40


class Draft(TenantModel):
    """What somebody has typed into a form and not sent yet, on one of their devices; sealed whole,
    since there may be a private note in it. `subject` is what the form is about.
    """

    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=FORM_AT_MOST)
    subject = models.UUIDField()
    device = models.CharField(max_length=DEVICE_AT_MOST)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "form", "subject", "device"],
                name="draft_once_per_device",
            )
        ]
        indexes = [models.Index(fields=["organization", "saved_at"], name="draft_by_age")]
