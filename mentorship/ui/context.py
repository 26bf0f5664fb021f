from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mentorship.ui.navigation import entries_for, own_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the frame around every page needs; no query of its own."""
    organization = getattr(request, "organization", None)
    member = getattr(request, "member", None)
    return {
        "product": settings.PRODUCT_NAME,
        "demo": settings.DEMO,
        "demo_accounts": settings.DEMO_ACCOUNTS,
        "organization": organization,
        "member": member,
        "own": own_for(member) if member else [],
        "rail": entries_for(member, request.path) if member else [],
    }
