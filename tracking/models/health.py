from django.db import models

from matching.models import Mentorship
from mentorship.tenancy.fields import TenantForeignKey, TenantOneToOneField
from mentorship.tenancy.models import TenantModel
from mentorship.wording.fields import SaidField
from programs.models import Program
from tracking.enums import Health


class HealthChange(TenantModel):
    """From when on a mentorship's health was another one, and why."""

    mentorship = TenantForeignKey(
        Mentorship, on_delete=models.CASCADE, related_name="health_changes"
    )
    health = models.CharField(max_length=10, choices=Health)
    reason = SaidField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "mentorship", "-at"], name="health_history")
        ]


class HealthPolicy(TenantModel):
    """What each kind of sign counts in a program, by the names of `tracking.health.SIGNALS`."""

    program = TenantOneToOneField(Program, on_delete=models.CASCADE, related_name="health_policy")
    weights = models.JSONField(default=dict)
