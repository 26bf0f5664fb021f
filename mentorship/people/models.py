from django.db import models

from mentorship.people import hours
from mentorship.tenancy.fields import TenantForeignKey, TenantOneToOneField
from mentorship.tenancy.models import Member, TenantModel


class ImportFile(TenantModel):
    """An HR export that was uploaded: its text until it is applied, what came of it afterwards.

    `content` holds the bytes until a worker has read them, and `unreadable` says why where it could
    not. `rows` holds every row of text, `rows[0]` being the file's second row; applying empties it,
    so that no copy of an HR system is kept. `mapping` names for each column its field, or "".
    """

    name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    unreadable = models.CharField(max_length=300, blank=True, default="", db_default="")
    header = models.JSONField()
    rows = models.JSONField()
    mapping = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    by = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-id"], name="import_latest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(applied_at__isnull=True, result__isnull=True)
                | models.Q(applied_at__isnull=False, result__isnull=False),
                name="import_applied_with_result",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_read(self) -> bool:
        return bool(self.header)


class WorkingHours(TenantModel):
    """When a person can meet.

    `days` holds seven lists, Monday's first, of `["09:00", "17:00"]` spans in the person's own time
    zone; none stands for Monday to Friday, nine to five, as no row does. `country` and `region` are
    ISO 3166 codes: whose public holidays are theirs.
    """

    member = TenantOneToOneField(Member, on_delete=models.CASCADE, related_name="working_hours")
    days = models.JSONField(default=list)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=30, blank=True)
    call_link = models.CharField(max_length=200, blank=True)

    @property
    def week(self) -> hours.Week:
        return hours.read_week(self.days) if self.days else hours.DEFAULT


class Absence(TenantModel):
    """Days on which a person cannot meet. Why is nobody's business and is not stored."""

    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="absence_order"
            )
        ]
        indexes = [
            models.Index(fields=["organization", "member", "last_day"], name="absence_of_member")
        ]
