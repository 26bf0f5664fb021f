from django.db import models
from django.db.models import Q

from mentorship.tenancy.fields import TenantOneToOneField
from mentorship.tenancy.models import Member, TenantModel
from tracking.calendars.enums import Outcome


class Inbound(TenantModel):
    """A message to the reply address of one person's part in a session; what it says is sealed,
    and wiped once it is handled.
    """

    # No reference: a message may come for a part that is gone.
    attendance_id = models.UUIDField()
    message_hash = models.BinaryField(max_length=32)
    sealed = models.BinaryField(null=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    # What the calendar said, and when by its own clock.
    said = models.CharField(max_length=80, blank=True)
    stamp = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "attendance_id", "message_hash"], name="inbound_once"
            ),
            models.CheckConstraint(
                condition=Q(handled_at=None, sealed__isnull=False)
                | Q(handled_at__isnull=False, sealed=None),
                name="inbound_wiped",
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(handled_at=None),
                include=["organization"],
                name="inbound_waiting",
            )
        ]


class Feed(TenantModel):
    """The secret address at which somebody's calendar reads their sessions. Only the hash of its
    secret is kept.
    """

    member = TenantOneToOneField(Member, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "secret_hash"], name="feed_secret")
        ]

    def __str__(self) -> str:
        return str(self.member)
