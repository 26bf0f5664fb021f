"""When a mentorship usually meets, what a session is to be about, and polls of groups about when
they can.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models import Mentorship
from mentorship.tenancy.fields import TenantForeignKey, TenantOneToOneField
from mentorship.tenancy.models import Member, TenantModel
from tracking.enums import PollAnswer


class MeetingPreferences(TenantModel):
    """When and where a mentorship usually meets. `weekday` is 0 for Monday; the hour is that of
    `time_zone`. Without a place it is the mentor's call link.
    """

    mentorship = TenantOneToOneField(
        Mentorship, on_delete=models.CASCADE, related_name="meeting_preferences"
    )
    weekday = models.PositiveSmallIntegerField(null=True)
    hour = models.TimeField(null=True)
    time_zone = models.CharField(max_length=64, blank=True)
    minutes = models.PositiveSmallIntegerField(default=45)
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday=None) | Q(weekday__lte=6), name="preferences_weekday"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480), name="preferences_minutes"
            ),
        ]


class Poll(TenantModel):
    """When can a group meet? Closed by booking one of its options, or without."""

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="polls")
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    opened_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    session = TenantForeignKey(
        "tracking.Session", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mentorship"],
                condition=Q(closed_at=None),
                name="poll_one_open",
            )
        ]


class PollOption(TenantModel):
    poll = TenantForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "poll", "starts_at"], name="poll_option_once"
            )
        ]


class PollVote(TenantModel):
    option = TenantForeignKey(PollOption, on_delete=models.CASCADE, related_name="votes")
    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=5, choices=PollAnswer)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "option", "member"], name="poll_vote_once"
            )
        ]


class AgendaItem(TenantModel):
    """A point of a session's agenda; its people add to it before, and tick off what they have
    talked about.
    """

    session = TenantForeignKey(
        "tracking.Session", on_delete=models.CASCADE, related_name="agenda_items"
    )
    text = models.CharField(_("point"), max_length=300)
    # Empty for a point of the program.
    added_by = TenantForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()
    talked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session", "text"], name="agenda_item_once"
            )
        ]

    def __str__(self) -> str:
        return self.text
