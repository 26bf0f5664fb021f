"""What a program's matchings go by."""

from datetime import datetime
from typing import Any

from django.db import transaction

from matching.models import Policy
from mentorship.audit.actions import record
from mentorship.tenancy.models import Member
from programs.actions import set_weights
from programs.models import Program


@transaction.atomic
def save_policy(
    *,
    program: Program,
    weights: dict[str, int],
    rules: dict[str, Any],
    objective: str,
    dial: int,
    by: Member,
    at: datetime,
    has_directory: bool = False,
    answer_days: int = 7,
    group_least: int = 3,
    pod_least: int = 2,
    pod_most: int = 2,
) -> Policy:
    """Keep it for the program's next matching; runs that are there stay as they were."""
    set_weights(program=program, weights=weights, by=by, at=at)
    policy, _ = Policy.objects.update_or_create(
        organization_id=program.organization_id,
        program=program,
        defaults={
            "rules": rules,
            "objective": objective,
            "dial": dial,
            "has_directory": has_directory,
            "answer_days": answer_days,
            "group_least": group_least,
            "pod_least": pod_least,
            "pod_most": pod_most,
        },
    )
    record(
        by=by,
        action="program.matching_policy",
        subject=program,
        at=at,
        objective=objective,
        rules=sorted(rules),
    )
    return policy
