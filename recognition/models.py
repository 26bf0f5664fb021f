from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import Mentorship
from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel
from mentorship.wording.fields import SaidField


class Badge(TenantModel):
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    icon = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="badge_code")]

    def __str__(self) -> str:
        """Ready badges are called in the reader's language; what an organisation named stays."""
        return _(self.name)


class BadgeRule(TenantModel):
    """A version of what earns a badge: `fact` reaches `threshold`. Old awards keep
    their version.
    """

    badge = TenantForeignKey(Badge, on_delete=models.CASCADE, related_name="rules")
    version = models.PositiveSmallIntegerField(default=1)
    fact = models.CharField(max_length=40)
    threshold = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "badge", "version"], name="badge_rule_version"
            ),
            models.UniqueConstraint(
                fields=["organization", "badge"],
                condition=Q(is_current=True),
                name="badge_rule_one_current",
            ),
        ]


class Award(TenantModel):
    """A badge that a person earned. It stands on the wall only with their consent."""

    rule = TenantForeignKey(BadgeRule, on_delete=models.PROTECT, related_name="awards")
    badge = TenantForeignKey(Badge, on_delete=models.CASCADE, related_name="awards")
    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="awards")
    mentorship = TenantForeignKey(
        Mentorship, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    evidence = SaidField(default=dict)
    awarded_at = models.DateTimeField()
    consented_at = models.DateTimeField(gettext_lazy("shown on the wall since"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "badge", "member"], name="award_once")
        ]
        indexes = [models.Index(fields=["organization", "-consented_at", "-id"], name="award_wall")]

    def __str__(self) -> str:
        return f"{self.badge}, {self.member}"
