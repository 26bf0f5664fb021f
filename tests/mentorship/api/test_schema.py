"""The schema and the behaviour of every operation against each other, by generated requests."""

import os
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from mentorship.accounts.actions import create_token
from mentorship.api.throttling import PerToken
from mentorship.tenancy.models import Organization
from programs.cadence import LIMITS, STAGES
from tests import world

BLANK = ["This field may not be blank."]
# Of a question: what its kind and its audience decide.
BY_RULE = {"comparison", "audience", "mentor_text", "options"}
# Of quiet hours: both or neither.
BY_RULE |= {"quiet_from", "quiet_until"}
# Of a cadence: what its stages ask together.
BY_RULE |= {"stages", "first_stage"} | {f"{stage}_{name}" for stage in STAGES for name in LIMITS}
# Of working hours and absences: spans that overlap, unknown places, days that have passed.
BY_RULE |= {
    "starts_at",
    "days",
    "time_zone",
    "country",
    "region",
    "call_link",
    "first_day",
    "last_day",
}
EXAMPLES = int(os.environ.get("EXAMPLES", "50"))
# Resource and the name of its row in a world.
ROWS = {
    "programs": "program",
    "questions": "question",
    "enrolments": "enrolment",
    "members": "member",
    "runs": "run",
    "pairs": "pair",
    "nominations": "nomination",
    "requests": "request",
    "mentorships": "mentorship",
    "cadence-proposals": "proposal",
    "sessions": "session",
    "absences": "absence",
    "concerns": "concern",
    "observations": "observation",
    "polls": "poll",
    "surveys": "survey",
    "survey-requests": "survey_request",
    "goals": "goal",
    "action-items": "item",
}
config = SchemathesisConfig.from_dict({"generation": {"mode": "all"}})
schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True), config=config)
schema.app = get_wsgi_application()
schema.config.update(base_url="http://localhost")


@pytest.fixture
def place(northwind: Organization, monkeypatch: pytest.MonkeyPatch) -> Iterator[world.World]:
    monkeypatch.setattr(PerToken, "allow_request", lambda *_: True)
    # As Django's own test client does: the connection is the test's.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield world.build(northwind)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(place: world.World) -> str:
    at, owner = timezone.now(), place.people["admin"]
    _, text = create_token(
        member=owner,
        name="t",
        scopes=["read", "write"],
        by=owner,
        at=at,
        expires_at=at + timedelta(days=1),
    )
    return text


def _is_valid(case: schemathesis.Case, location: ParameterLocation) -> bool:
    part = case.meta.components.get(location) if case.meta else None
    return part is not None and part.mode == GenerationMode.POSITIVE


def _resource_of(path: str) -> str:
    return path.removeprefix("/api/v1/").removeprefix("me/").split("/")[0]


def _point_at_rows(case: schemathesis.Case, ids: dict[str, Any]) -> None:
    """Three of four well-formed ids become those of rows that are there."""
    resource = _resource_of(case.path)
    given = (case.path_parameters or {}).get("id")
    if given and _is_valid(case, ParameterLocation.PATH) and zlib.crc32(str(given).encode()) % 4:
        case.path_parameters = {"id": str(ids[ROWS[resource]])}
    if isinstance(case.body, dict) and _is_valid(case, ParameterLocation.BODY):
        named = [name for name in ("program", "mentorship") if name in case.body]
        case.body |= {name: str(ids[name]) for name in named}


def _excluded(case: schemathesis.Case, response: schemathesis.Response) -> list[Any]:
    """The checks that would blame an answer for what was not asked, or for what no schema says."""
    declared = {parameter.name for parameter in case.operation.query}
    sent = {name for name, _ in parse_qsl(urlsplit(response.request.url or "").query, True)}
    # An empty list under a name that is none is no part of the address.
    is_unsent = not set(case.query or {}) <= declared and sent <= declared
    excluded = [negative_data_rejection] if is_unsent else []
    return [*excluded, positive_data_acceptance] if _is_refused_by_rule(response) else excluded


def _is_refused_by_rule(response: schemathesis.Response) -> bool:
    """Whether a refusal is of text that shows nothing, or of what the kind and the audience of a
    question decide.
    """
    errors = response.json().get("errors", {}) if response.status_code == 400 else {}
    return bool(errors) and all(name in BY_RULE or words == BLANK for name, words in errors.items())


def _operations() -> list[str]:
    return [result.ok().label for result in schema.get_all_operations()]


@pytest.mark.parametrize("label", _operations())
def test_an_operation_keeps_its_schema(label: str, place: world.World, token: str) -> None:
    method, path = label.split(" ", 1)
    operation = schema[path][method]
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}

    @given(st.one_of(operation.as_strategy(mode) for mode in GenerationMode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: schemathesis.Case) -> None:
        _point_at_rows(case, place.ids)
        with transaction.atomic():
            response = case.call(headers=headers)
            excluded = _excluded(case, response)
            case.validate_response(response, headers=headers, excluded_checks=excluded)
            transaction.set_rollback(True)

    check()


@pytest.mark.parametrize("path", sorted(schema))
def test_a_method_that_is_none_is_refused_as_such_whatever_is_asked(
    path: str, place: world.World, token: str, client: Client
) -> None:
    row = ROWS.get(_resource_of(path))
    address = path.replace("{id}", str(place.ids[row])) if row else path
    for query in ("", "?after=&limit=50&unknown=1"):
        answer = client.generic(
            "TRACE", address + query, headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 405


def test_the_schema_says_where_text_may_not_be_empty() -> None:
    made = SchemaGenerator().get_schema(public=True)["components"]["schemas"]["NewQuestion"]
    lengths = {name: each.get("minLength") for name, each in made["properties"].items()}
    assert (lengths["text"], lengths["name"], lengths["help"]) == (1, 1, None)
