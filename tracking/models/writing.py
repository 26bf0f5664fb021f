"""What people write of their progress, and what stood there before they changed it."""

from django.db import models

from matching.models import Mentorship
from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel
from tracking.enums import ObservationKind, Written
from tracking.models.core import Session


class Observation(TenantModel):
    """Something achieved, or to improve on, of which all in the mentorship read; from a session, or
    between two.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="observations")
    session = TenantForeignKey(
        Session, on_delete=models.SET_NULL, null=True, related_name="observations"
    )
    kind = models.CharField(max_length=12, choices=ObservationKind)
    text = models.CharField(max_length=300)
    author = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "mentorship", "kind", "-written_at", "-id"],
                name="observation_latest",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Revision(TenantModel):
    """The text of something shared as it stood before its writer changed it; never of a private
    note. It goes with what it is of.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Written)
    subject = models.UUIDField()
    text = models.TextField(max_length=10_000)
    by = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "subject", "-at"], name="revision_latest")]
