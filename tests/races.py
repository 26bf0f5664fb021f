"""Two real connections at once, for tests of locks and claims."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection

from mentorship.tenancy.context import tenant


def at_once(organization_id: UUID, act: Callable[[], Any], *, times: int = 2) -> list[Any]:
    """Run `act` in as many threads, each in a tenant transaction of its own; what each answered or
    raised.
    """
    results: list[Any] = []
    barrier = threading.Barrier(times, timeout=20)

    def one() -> None:
        try:
            barrier.wait()
            with tenant(organization_id):
                results.append(act())
        except Exception as error:  # noqa: BLE001 - the test looks at what was raised
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
