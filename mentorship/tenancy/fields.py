from typing import Any

from django.db import models
from uuid_utils.compat import uuid7

__all__ = ["TenantForeignKey", "TenantOneToOneField", "uuid7"]


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A reference inside one organisation.

    The database constraint is the composite (organization_id, parent_id), which
    `ProtectTenant` writes; Django's own would let a row point into another tenant.
    """

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class TenantOneToOneField(models.OneToOneField):  # type: ignore[type-arg]
    """As TenantForeignKey, at most one child a parent."""

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)
