from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.jobs.enums import State
from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel
from mentorship.wording.fields import SaidField


class Job(TenantModel):
    """Long work that a person started and may leave. Its progress lives in Redis, its end here."""

    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    title = SaidField(default=dict)
    url = models.CharField(_("where its result is"), max_length=200)
    by = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    message = SaidField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-id"], name="job_latest"),
            models.Index(
                fields=["state", "created_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_open(self) -> bool:
        return self.state in (State.QUEUED, State.RUNNING)
