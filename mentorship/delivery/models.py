from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mentorship.delivery.enums import Category, Channel, Service, State
from mentorship.tenancy.fields import TenantForeignKey, TenantOneToOneField
from mentorship.tenancy.models import Member, TenantModel
from mentorship.wording.fields import SaidField


class Preferences(TenantModel):
    """What a person wishes to hear of, and when; nobody has to wish for anything."""

    member = TenantOneToOneField(Member, on_delete=models.CASCADE, related_name="preferences")
    # By category what is not to come at once: `daily` or `off`.
    email = models.JSONField(default=dict)
    in_app_off = ArrayField(models.CharField(max_length=20, choices=Category), default=list)
    # In the person's own time zone.
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    summary_at = models.TimeField(default=time(8))
    # A reminder an hour before each session too.
    hour_before = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="preferences_quiet",
            )
        ]


class MessageText(TenantModel):
    """What an organisation, or one of its programs (`scope_id`), says instead of our own words in
    messages of a kind. Both texts hold `{placeholders}`.
    """

    kind = models.CharField(max_length=40)
    scope_id = models.UUIDField(null=True)
    subject = models.CharField(max_length=150)
    body = models.TextField(max_length=3000)
    changed_at = models.DateTimeField()
    changed_by = TenantForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "scope_id"],
                nulls_distinct=False,
                name="message_text_once",
            )
        ]


class ChatHook(TenantModel):
    """A channel of Slack or Teams that takes news by an incoming webhook."""

    name = models.CharField(max_length=80)
    service = models.CharField(max_length=10, choices=Service)
    # The address: whoever knows it can write there.
    sealed = models.BinaryField()
    categories = ArrayField(models.CharField(max_length=20, choices=Category))
    # The program whose news it takes; empty for those of the whole organisation.
    scope_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Delivery(TenantModel):
    """A message owed to one person or chat channel. Redis only wakes the worker that sends it.

    `occurrence` is the local date or period number that makes a repeated message a new one.
    An in-app message is delivered by being there: it is born sent.
    """

    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    recipient = TenantForeignKey(
        Member, on_delete=models.CASCADE, null=True, related_name="deliveries"
    )
    hook = TenantForeignKey(
        ChatHook, on_delete=models.CASCADE, null=True, related_name="deliveries", db_index=False
    )
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
    context = SaidField(default=dict)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OWED)
    due_at = models.DateTimeField()
    # It waits for the day's summary of its recipient, and is sent in it.
    in_summary = models.BooleanField(default=False, db_default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    # What is said instead of our own words; set where it is read for sending.
    text: MessageText | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "subject_id", "recipient", "channel", "occurrence"],
                name="delivery_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "subject_id", "hook", "occurrence"],
                condition=Q(hook__isnull=False),
                name="delivery_once_a_hook",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, hook=None)
                | Q(recipient=None, hook__isnull=False),
                name="delivery_goes_to_one",
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
                fields=["hook", "-created_at", "-id"],
                condition=Q(hook__isnull=False),
                name="delivery_of_hook",
            ),
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
