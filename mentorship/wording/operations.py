"""How rows that held sentences come to hold codes."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.fields import AlterField
from django.db.migrations.state import ProjectState

from mentorship.wording import PLAIN

BATCH = 1000


class TextToSaid(AlterField):
    """A column of text becomes one of sentences: each text stands for itself until `carry` finds
    its code.
    """

    reduces_to_sql = True

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        empty, text = "'{}'::jsonb", f"jsonb_build_object('code', '{PLAIN}', 'text', {self.name})"
        self._alter(
            app_label,
            schema_editor,
            to_state,
            f"jsonb USING CASE {self.name} WHEN '' THEN {empty} ELSE {text} END",
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        field = to_state.apps.get_model(app_label, self.model_name)._meta.get_field(self.name)
        kind = field.db_type(schema_editor.connection)
        words = f"coalesce({self.name} ->> 'text', {self.name} ->> 'code', '')"
        self._alter(
            app_label,
            schema_editor,
            to_state,
            f"{kind} USING left({words}, {field.max_length or 300})",
        )

    def _alter(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        state: ProjectState,
        change: str,
    ) -> None:
        table = state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {self.name} TYPE {change}")


def coded(text: str, patterns: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The sentence that a text was, by the first of (code, regular expression) that matches all of
    it; the named groups are its parameters, numbers as numbers.
    """
    for code, pattern in patterns:
        if matched := re.fullmatch(pattern, text):
            parameters = {
                name: int(value) if value.isdigit() else value
                for name, value in matched.groupdict().items()
            }
            return {"code": code, **parameters}
    return {"code": PLAIN, "text": text}


def carry(rows: Any, field: str, patterns: Iterable[tuple[str, str]]) -> None:
    """Give the stored texts of a field their codes, in batches."""
    known, changed = list(patterns), []
    for row in rows.filter(**{f"{field}__code": PLAIN}).iterator(chunk_size=BATCH):
        sentence = coded(getattr(row, field)["text"], known)
        if sentence["code"] != PLAIN:
            setattr(row, field, sentence)
            changed.append(row)
        if len(changed) == BATCH:
            rows.bulk_update(changed, [field])
            changed = []
    rows.bulk_update(changed, [field])
