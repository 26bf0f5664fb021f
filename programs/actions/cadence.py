"""How often a program's mentorships meet, and what they are asked before that changes."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mentorship import versions
from mentorship.audit.actions import record
from mentorship.tenancy.models import Member
from programs.actions.errors import CadenceError
from programs.actions.locks import lock_program
from programs.cadence import Rules, faults, flat, stored_back, stored_steps, unflat
from programs.models import CadencePolicy, Program
from programs.words.cadence import FAULTS

USUAL = Rules()


@transaction.atomic
def set_cadence_policy(
    *, program: Program, rules: Rules = USUAL, by: Member, at: datetime, read: str = ""
) -> CadencePolicy:
    """`read` marks the flat values of the page. Raises OvertakenError, and CadenceError for rules
    that cannot be, also where each of two admins changed one half of them.
    """
    lock_program(program, by=by)
    stored = CadencePolicy.objects.filter(program=program).first()
    if stored:
        rules = unflat(versions.merge(read=read, given=flat(rules), stored=flat(stored.rules)))
    for field, code in faults(rules).items():
        raise CadenceError(str(FAULTS[code]), field=field)
    values: dict[str, Any] = {
        "first_stage": rules.first_stage,
        "stages": stored_steps(rules),
        "back": stored_back(rules),
    }
    policy, _ = CadencePolicy.objects.update_or_create(
        organization_id=program.organization_id, program=program, defaults=values
    )
    record(by=by, action="program.cadence", subject=program, at=at)
    return policy
