"""A worker's process that delivers what an organisation owes: makes messages due, sends them,
prints what it took.
"""

import json
import os
import sys
import time
from datetime import timedelta
from uuid import UUID

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django is set up above

from bench.cpu import rss_kb  # noqa: E402
from mentorship.delivery.models import Delivery  # noqa: E402
from mentorship.delivery.tasks import send_owed  # noqa: E402
from mentorship.tenancy.context import tenant  # noqa: E402


def make_due(organization_id: UUID, number: int) -> None:
    now = timezone.now()
    with tenant(organization_id):
        later = Delivery.objects.filter(organization=organization_id, state="owed", due_at__gt=now)
        ids = list(later.order_by("id").values_list("id", flat=True)[:number])
        Delivery.objects.filter(pk__in=ids).update(due_at=now - timedelta(seconds=1))


def deliver(organization_id: UUID, number: int) -> float:
    make_due(organization_id, number)
    began = time.perf_counter()
    send_owed(str(organization_id))
    return time.perf_counter() - began


def main(organization_id: UUID, number: int) -> None:
    deliver(organization_id, number // 10)
    before = rss_kb(os.getpid())
    cpu = time.process_time()
    seconds = deliver(organization_id, number)
    cpu = time.process_time() - cpu
    growth = rss_kb(os.getpid()) - before
    found = {
        "messages": number,
        "seconds": seconds,
        "worker_cpu_ms": 1000 * cpu / number,
        "rss_mb": before / 1024,
        "rss_growth_mb": growth / 1024,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(UUID(sys.argv[1]), int(sys.argv[2]))
