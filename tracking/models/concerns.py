from django.db import models
from django.db.models import Q

from matching.models import Mentorship
from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel
from tracking.enums import ConcernKind


class Concern(TenantModel):
    """A mentorship that needs its program admin: silent for too long, or because one of its people
    said that nothing is happening. The others never see who did, or that anybody did.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="concerns")
    kind = models.CharField(max_length=10, choices=ConcernKind)
    raised_by = TenantForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    raised_at = models.DateTimeField()
    answer_by = models.DateField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = TenantForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mentorship", "kind", "raised_by"],
                condition=Q(resolved_at=None),
                nulls_distinct=False,
                name="concern_one_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "answer_by", "id"],
                condition=Q(resolved_at=None),
                name="concern_open",
            )
        ]
