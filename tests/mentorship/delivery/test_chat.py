"""News in Slack and Teams: through the pages, to a receiver on this machine."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse

from mentorship.audit.models import Entry
from mentorship.delivery.models import ChatHook, Delivery
from mentorship.delivery.tasks import send_owed
from mentorship.net import RefusedAddressError, UndeliveredError, check_address, post_json
from mentorship.tenancy.models import Member, Organization
from programs import actions
from tests.programs.test_lifecycle import ready_program

TEXT = {"type": "object", "required": ["type", "text"]}
# https://api.slack.com/reference/block-kit/blocks, as far as an incoming webhook takes it.
SLACK = {
    "type": "object",
    "required": ["text", "blocks"],
    "additionalProperties": False,
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 40000},
        "blocks": {
            "type": "array",
            "maxItems": 50,
            "items": {
                "oneOf": [
                    {
                        "required": ["type", "text"],
                        "additionalProperties": False,
                        "properties": {
                            "type": {"const": "section"},
                            "text": {
                                "required": ["type", "text"],
                                "additionalProperties": False,
                                "properties": {
                                    "type": {"enum": ["mrkdwn", "plain_text"]},
                                    "text": {"type": "string", "minLength": 1, "maxLength": 3000},
                                },
                            },
                        },
                    },
                    {
                        "required": ["type", "elements"],
                        "additionalProperties": False,
                        "properties": {
                            "type": {"const": "context"},
                            "elements": {"type": "array", "minItems": 1, "maxItems": 10},
                        },
                    },
                    {
                        "required": ["type", "elements"],
                        "additionalProperties": False,
                        "properties": {
                            "type": {"const": "actions"},
                            "elements": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 25,
                                "items": {
                                    "required": ["type", "text"],
                                    "properties": {
                                        "type": {"const": "button"},
                                        "text": {
                                            "properties": {
                                                "type": {"const": "plain_text"},
                                                "text": {"type": "string", "maxLength": 75},
                                            }
                                        },
                                        "url": {"type": "string", "maxLength": 3000},
                                    },
                                },
                            },
                        },
                    },
                ]
            },
        },
    },
}
# The envelope of a Teams workflow, and what an Adaptive Card 1.4 may hold of these elements:
# http://adaptivecards.io/schemas/adaptive-card.json.
TEAMS = {
    "type": "object",
    "required": ["type", "attachments"],
    "properties": {
        "type": {"const": "message"},
        "attachments": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "required": ["contentType", "content"],
                "properties": {
                    "contentType": {"const": "application/vnd.microsoft.card.adaptive"},
                    "contentUrl": {"type": "null"},
                    "content": {
                        "required": ["type", "version", "body"],
                        "additionalProperties": False,
                        "properties": {
                            "$schema": {"type": "string"},
                            "type": {"const": "AdaptiveCard"},
                            "version": {"pattern": r"^1\.[0-6]$"},
                            "body": {
                                "type": "array",
                                "items": {
                                    "required": ["type", "text"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "type": {"const": "TextBlock"},
                                        "text": {"type": "string"},
                                        "weight": {"enum": ["Default", "Lighter", "Bolder"]},
                                        "size": {
                                            "enum": [
                                                "Default",
                                                "Small",
                                                "Medium",
                                                "Large",
                                                "ExtraLarge",
                                            ]
                                        },
                                        "wrap": {"type": "boolean"},
                                        "isSubtle": {"type": "boolean"},
                                    },
                                },
                            },
                            "actions": {
                                "type": "array",
                                "items": {
                                    "required": ["type", "url"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "type": {"const": "Action.OpenUrl"},
                                        "title": {"type": "string"},
                                        "url": {"type": "string"},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


class Receiver(HTTPServer):
    """Takes what is posted to it, and answers with `status`."""

    status = 200
    location = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[tuple[str, dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/T1/secret?x=1"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()
        self.wfile.write(b"no_service" if self.server.status >= 400 else b"ok")

    def log_message(self, *_: Any) -> None:
        """Nothing to standard error."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.REACHABLE_HOSTS = ["127.0.0.1"]
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def url(name: str, *args: Any) -> str:
    return reverse(f"delivery:{name}", args=["northwind", *args])


def connect(client: Client, receiver: Receiver, **values: Any) -> ChatHook:
    form = {
        "name": "#mentoring",
        "service": "slack",
        "address": receiver.url,
        "categories": ["programs", "recognition"],
        **values,
    }
    answer = client.post(url("hook-add"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    return ChatHook.objects.latest("created_at")


@pytest.mark.parametrize(("service", "shape"), [("slack", SLACK), ("teams", TEAMS)])
def test_a_test_message_arrives_in_the_shape_that_the_program_takes(
    service: str,
    shape: dict[str, Any],
    receiver: Receiver,
    admin_client: Client,
    northwind: Organization,
) -> None:
    hook = connect(admin_client, receiver, service=service)
    assert receiver.url not in str(ChatHook.objects.values().get())
    assert receiver.url not in admin_client.get(url("hook-edit", hook.pk)).content.decode()
    admin_client.post(url("hook-test", hook.pk))
    send_owed(str(northwind.pk))
    [(path, payload)] = receiver.taken
    assert path == "/T1/secret?x=1"
    jsonschema.validate(payload, shape)
    assert "Ada Admin connected this channel to Northwind" in json.dumps(payload)
    page = admin_client.get(url("hooks")).content.decode()
    assert "Last message arrived on" in page


def test_a_program_that_opens_is_news_where_its_channel_listens(
    receiver: Receiver, admin_client: Client, admin: Member, northwind: Organization, at: Any
) -> None:
    program = ready_program(admin, at)
    other = actions.create_program(
        name="Other",
        summary="",
        focus="career",
        starts_on=at.date(),
        ends_on=program.ends_on,
        by=admin,
        at=at,
    )
    connect(admin_client, receiver, name="#all", scope="")
    connect(admin_client, receiver, name="#mine", scope=str(program.pk))
    connect(admin_client, receiver, name="#other", scope=str(other.pk))
    connect(admin_client, receiver, name="#badges", categories=["recognition"])
    owed = Delivery.objects.filter(hook__isnull=False).exclude(kind="chat_test")
    assert not owed.exists()
    actions.move_program(program=program, to="recruiting", by=admin, at=at)
    told = owed.values_list("hook__name", "kind")
    assert sorted(told) == [("#all", "program_recruiting"), ("#mine", "program_recruiting")]
    send_owed(str(northwind.pk))
    texts = {payload["text"] for _, payload in receiver.taken}
    assert texts == {f"“{program.name}” is open for applications"}


def test_markup_in_a_name_reaches_nobody_as_markup(
    receiver: Receiver, admin_client: Client, northwind: Organization, admin: Member
) -> None:
    Member.objects.filter(pk=admin.pk).update(given_name="<!channel>", family_name="& <@U1>")
    hook = connect(admin_client, receiver)
    admin_client.post(url("hook-test", hook.pk))
    send_owed(str(northwind.pk))
    [(_, payload)] = receiver.taken
    assert payload["text"].startswith("&lt;!channel&gt; &amp; &lt;@U1&gt; connected")


def test_a_channel_that_is_gone_is_said_on_its_page_and_tried_again(
    receiver: Receiver, admin_client: Client, northwind: Organization
) -> None:
    receiver.status = 404
    hook = connect(admin_client, receiver)
    admin_client.post(url("hook-test", hook.pk))
    send_owed(str(northwind.pk))
    row = Delivery.objects.get(hook=hook)
    assert (row.state, row.attempts) == ("owed", 1)
    page = admin_client.get(url("hooks")).content.decode()
    assert "127.0.0.1 answered 404: no_service" in page


def test_a_channel_is_changed_without_its_address_and_removed_with_what_it_is_owed(
    receiver: Receiver, admin_client: Client, northwind: Organization
) -> None:
    hook = connect(admin_client, receiver)
    admin_client.post(url("hook-edit", hook.pk), {"name": "#new", "categories": ["programs"]})
    admin_client.post(url("hook-test", hook.pk))
    send_owed(str(northwind.pk))
    assert (len(receiver.taken), ChatHook.objects.get().name) == (1, "#new")
    admin_client.post(url("hook-test", hook.pk))
    admin_client.post(url("hook-remove", hook.pk))
    assert not ChatHook.objects.exists()
    assert not Delivery.objects.filter(channel="slack").exists()
    acts = Entry.objects.filter(action__startswith="chat.").values_list("action", flat=True)
    assert set(acts) == {"chat.added", "chat.changed", "chat.tested", "chat.removed"}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://hooks.example.com/T1", "has to begin with https://"),
        ("ftp://hooks.example.com/T1", "has to begin with https://"),
        ("https://user:pass@8.8.8.8/", "has to begin with https://"),
        ("https://127.0.0.1/T1", "inside a private network"),
        ("https://[::1]/T1", "inside a private network"),
        ("https://10.0.0.8/T1", "inside a private network"),
        ("https://169.254.169.254/latest/", "inside a private network"),
        ("https://[::ffff:10.0.0.8]/", "inside a private network"),
        ("https://[2002:0a00:0008::]/", "inside a private network"),
        ("https://2130706433/", "inside a private network"),
        ("https://localhost/", "inside a private network"),
        ("https://no-such-host.invalid/", "cannot be found"),
        ("https://[bad", "This is no address"),
        ("https://", "has to begin with https://"),
        ("nothing", "has to begin with https://"),
    ],
)
def test_an_address_inside_is_refused_beside_its_field(
    address: str, words: str, admin_client: Client
) -> None:
    form = {"name": "#m", "service": "slack", "address": address, "categories": ["programs"]}
    answer = admin_client.post(url("hook-add"), form)
    assert answer.status_code == 422
    assert words in answer.context["form"].errors["address"][0]
    assert not ChatHook.objects.exists()


def test_a_name_that_means_another_place_by_then_is_refused_where_it_connects(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = iter(["8.8.8.8", "127.0.0.1"])

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(places), port))]

    settings.REACHABLE_HOSTS = []
    monkeypatch.setattr("mentorship.net.socket.getaddrinfo", look_up)
    check_address("https://rebind.example/T1")
    with pytest.raises(RefusedAddressError):
        post_json("https://rebind.example/T1", {})
    assert receiver.taken == []


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.location = 302, receiver.url
    with pytest.raises(UndeliveredError):
        post_json(receiver.url, {})
    assert len(receiver.taken) == 1
