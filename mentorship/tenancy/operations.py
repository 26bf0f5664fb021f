"""The one migration operation that makes a table safe for many tenants."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

TENANT = "nullif(current_setting('app.organization_id', true), '')::uuid"


class ProtectTenant(Operation):
    """Row-level security and composite foreign keys for one model.

    Writes: the policy `tenant` (USING and WITH CHECK), the unique key (organization_id, id)
    that children refer to, and for every reference to another tenant model the foreign key
    (organization_id, parent_id). Parents come before children in a migration.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: the models' state does not change."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_key UNIQUE (organization_id, id);"
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY tenant ON {table} USING (organization_id = {TENANT}) "
            f"WITH CHECK (organization_id = {TENANT});"
        )
        for column, parent in references(model):
            schema_editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {constraint_name(table, column)} FOREIGN KEY"
                f" (organization_id, {column}) REFERENCES {parent} (organization_id, id) DEFERRABLE"
                " INITIALLY DEFERRED;"
            )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        for column, _ in references(model):
            schema_editor.execute(
                f"ALTER TABLE {table} DROP CONSTRAINT {constraint_name(table, column)};"
            )
        schema_editor.execute(
            f"DROP POLICY tenant ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_tenant_key;"
        )

    def describe(self) -> str:
        return f"Protect {self.name} with row-level security and composite foreign keys"

    @property
    def migration_name_fragment(self) -> str:
        return f"protect_{self.name.lower()}"


def constraint_name(table: str, column: str) -> str:
    return f"{table}_{column}_tenant_fk"[:63]


class ProtectReference(Operation):
    """The composite foreign key for a reference that a protected table got later."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str, field: str) -> None:
        self.name, self.field = name, field

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: the models' state does not change."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table, column, parent = self._names(to_state, app_label)
        # Checked in a step of its own: a busy table is not locked while its rows are read.
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {constraint_name(table, column)} "
            f"FOREIGN KEY (organization_id, {column}) REFERENCES {parent} (organization_id, id) "
            "DEFERRABLE INITIALLY DEFERRED NOT VALID;"
            f"ALTER TABLE {table} VALIDATE CONSTRAINT {constraint_name(table, column)};"
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table, column, _ = self._names(from_state, app_label)
        schema_editor.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {constraint_name(table, column)};"
        )

    def _names(self, state: ProjectState, app_label: str) -> tuple[str, str, str]:
        model = state.apps.get_model(app_label, self.name)
        column = model._meta.get_field(self.field).column
        return model._meta.db_table, column, dict(references(model))[column]

    def describe(self) -> str:
        return f"Protect {self.name}.{self.field} with a composite foreign key"


def references(model: Any) -> list[tuple[str, str]]:
    """(column, parent table) of each reference from this model to a tenant model."""
    found = []
    for field in model._meta.concrete_fields:
        parent = field.related_model
        if parent is None or field.name == "organization":
            continue
        if any(f.name == "organization" for f in parent._meta.concrete_fields):
            found.append((field.column, parent._meta.db_table))
    return found
