"""A process that sends when it is told to: a worker of the outbox, or a bare loop of smtplib with
messages of the same size. It reads a number a line, and prints what that took as JSON.
"""

import json
import os
import smtplib
import sys
import time
from collections.abc import Callable
from email.utils import parseaddr
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is set up above

from bench.cpu import rss_kb  # noqa: E402
from mentorship.delivery.email import compose  # noqa: E402
from mentorship.delivery.models import Delivery  # noqa: E402
from mentorship.delivery.queries import to_leave  # noqa: E402
from mentorship.delivery.tasks import send_owed  # noqa: E402
from mentorship.tenancy.context import tenant  # noqa: E402


def outbox(organization_id: UUID) -> Callable[[int], None]:
    """Whatever is due; the number is that of all workers together."""
    return lambda _: send_owed(str(organization_id))


def bare(organization_id: UUID) -> Callable[[int], None]:
    """One message that is made already, over one connection."""
    with tenant(organization_id):
        some = Delivery.objects.filter(organization=organization_id, channel="email")
        [delivery] = to_leave(organization_id, [some.values_list("pk", flat=True)[0]])
    letter = compose(delivery)
    sender, recipient = (parseaddr(box)[1] for box in (letter.from_email, letter.recipients()[0]))
    content = letter.message().as_bytes(linesep="\r\n")
    server = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT)

    def send(number: int) -> None:
        for _ in range(number):
            server.sendmail(sender, [recipient], content)

    return send


def main(kind: str, organization_id: UUID) -> None:
    act = {"outbox": outbox, "bare": bare}[kind](organization_id)
    print("ready", flush=True)
    for line in sys.stdin:
        began, cpu = time.perf_counter(), time.process_time()
        act(int(line))
        spent = {
            "seconds": time.perf_counter() - began,
            "cpu_ms": 1000 * (time.process_time() - cpu),
            "rss_mb": rss_kb(os.getpid()) / 1024,
        }
        print(json.dumps(spent), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], UUID(sys.argv[2]))
