from django.db import models

from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel
from mentorship.wording.fields import SaidField


class Use(TenantModel):
    """A link from a message that was used: once, and what came of it. Only the hash of its secret
    is kept.
    """

    token_hash = models.BinaryField(max_length=32)
    act = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    used_at = models.DateTimeField()
    outcome = SaidField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "token_hash"], name="act_used_once")
        ]
