from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from mentorship.audit.actions import record, record_many
from mentorship.delivery.actions import announce, owe
from mentorship.tenancy.errors import ActionError
from mentorship.tenancy.models import Member, Organization
from mentorship.wording import said
from recognition.facts import FACTS, READY_BADGES
from recognition.models import Award, Badge, BadgeRule
from recognition.rules import can_consent


class ConsentError(ActionError):
    """Somebody tried to decide about another person's award."""


@transaction.atomic
def ensure_badges(*, organization: Organization) -> None:
    """Give an organisation the ready badges that it lacks."""
    for code, name, icon, fact, threshold in READY_BADGES:
        badge, is_new = Badge.objects.get_or_create(
            organization=organization, code=code, defaults={"name": name, "icon": icon}
        )
        if is_new:
            BadgeRule.objects.create(
                organization=organization, badge=badge, fact=fact, threshold=threshold
            )


@transaction.atomic
def award_badges(*, organization: Organization, at: datetime) -> int:
    """Award every badge whose rule somebody meets and who does not have it; answers how many.

    Two rounds at once award once: the unique key on badge and person decides.
    """
    ensure_badges(organization=organization)
    before = Award.objects.filter(organization=organization).count()
    rules = BadgeRule.objects.filter(organization=organization, is_current=True).select_related(
        "badge"
    )
    for rule in rules:
        reached = FACTS[rule.fact]
        owned = set(Award.objects.filter(badge=rule.badge).values_list("member_id", flat=True))
        new = [
            Award(
                organization=organization,
                rule=rule,
                badge=rule.badge,
                member_id=each.member_id,
                awarded_at=at,
                evidence=said(f"award.{rule.fact}", number=each.number),
            )
            for each in reached(organization, rule.threshold)
            if each.member_id not in owned
        ]
        Award.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
        _tell([award.pk for award in new], at=at)
    return Award.objects.filter(organization=organization).count() - before


def _tell(ids: list[UUID], *, at: datetime) -> None:
    made = list(Award.objects.filter(pk__in=ids).select_related("member", "badge", "organization"))
    record_many(by=None, action="award.made", subjects=made, at=at)
    for award in made:
        owe(
            kind="badge_awarded",
            subject=award,
            recipients=[award.member],
            at=at,
            badge=said("award.badge", name=award.badge.name),
            evidence=award.evidence,
            url=reverse("recognition:wall", args=[award.organization.slug]),
        )


@transaction.atomic
def set_consent(*, award: Award, consents: bool, by: Member, at: datetime) -> Award:
    """Show the award on the wall, or take it down. Raises ConsentError for another person's."""
    if not can_consent(by, award):
        raise ConsentError
    award.consented_at = at if consents else None
    award.save(update_fields=["consented_at"])
    if consents:
        announce(
            kind="badge_shown",
            subject=award,
            scope=None,
            at=at,
            name=award.member.name,
            badge=said("award.badge", name=award.badge.name),
            url=reverse("recognition:wall", args=[award.organization.slug]),
        )
    record(by=by, action="award.shown" if consents else "award.hidden", subject=award, at=at)
    return award
