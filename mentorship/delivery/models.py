from django.db import models
from django.db.models import Q

from mentorship.delivery.enums import Channel, State
from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel


class Delivery(TenantModel):
    """A message owed to one person over one channel. Redis only wakes the worker that sends it.

    `occurrence` is the local date or period number that makes a repeated message a new one.
    An in-app message is delivered by being there: it is born sent.
    """

    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    recipient = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    # Empty: the recipient's work e-mail on the day it is sent. Otherwise the one address that may
    # read it.
    address = models.EmailField(blank=True, default="", db_default="")
    occurrence = models.CharField(max_length=40, blank=True)
    # Words that nobody but the recipient may read, encrypted, and wiped once they have left.
    sealed = models.BinaryField(null=True)
    caused_by = TenantForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OWED)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "subject_id", "recipient", "channel", "occurrence"],
                name="delivery_once",
            ),
            models.CheckConstraint(
                condition=Q(state="sent") | Q(sent_at=None), name="delivery_sent_at"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state="owed"),
                name="delivery_due",
                include=["organization"],
            ),
            models.Index(
                fields=["organization", "due_at"], condition=Q(state="owed"), name="delivery_owed"
            ),
            models.Index(fields=["sent_at"], condition=Q(channel="email"), name="delivery_sent"),
            models.Index(
                fields=["organization", "-failed_at", "-id"],
                condition=Q(state="failed"),
                name="delivery_failed",
            ),
            models.Index(
                fields=["organization", "recipient", "-created_at", "-id"],
                condition=Q(channel="in_app"),
                name="delivery_latest",
            ),
        ]
