"""A claimed batch on its way out: each parcel is sent outside any transaction, and what became of
it is written down soon after, many at a time.
"""

import logging
from datetime import timedelta
from time import monotonic
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from kombu.utils.functional import retry_over_time

from mentorship.delivery.actions import finish, hand_back, postpone, release
from mentorship.delivery.models import Delivery
from mentorship.delivery.sending import HungUpError, ServerAwayError
from mentorship.delivery.transports import Parcel, Transport
from mentorship.tenancy.context import tenant

# What may leave once more where a worker dies: what it has sent and not yet written down. A slow
# server has each message written by itself.
UNWRITTEN_AT_MOST, WRITE_AFTER_SECONDS = 20, 0.05
# Nothing is begun any more so near to the end of a lease: the message would be another worker's
# before this one has written it down.
LEASE_MARGIN = timedelta(seconds=15)
# A restart of the database takes seconds; a lease would be over soon after twenty of them.
DATABASE_AWAY = (OperationalError, InterfaceError)
TRIES = 8
logger = logging.getLogger(__name__)


class Round:
    """The parcels of one batch that leave by one way."""

    def __init__(self, organization_id: UUID, way: Transport) -> None:
        self._organization_id, self._way = organization_id, way
        self._sent: list[Delivery] = []
        self._oldest = 0.0
        # A parcel on which the server hung up. It is charged once another gets through; until then
        # nobody can tell whether the parcel or the server is to blame.
        self._suspect: Parcel = []

    def send(self, parcels: list[Parcel]) -> bool:
        """Returns whether the way is still open."""
        try:
            return self._send_all(parcels)
        finally:
            self._write()

    def _send_all(self, parcels: list[Parcel]) -> bool:
        for number, parcel in enumerate(parcels):
            if _is_ending(parcel):
                self._hand_back(parcels[number:])
                break
            try:
                self._send(parcel)
            except (ServerAwayError, HungUpError) as error:
                logger.warning("The mail server is away: %s", error)
                if isinstance(error, ServerAwayError) or self._suspect:
                    self._put_back([self._suspect, *parcels[number:]], str(error))
                    return False
                self._suspect = parcel
        self._put_back([self._suspect], "The mail server hung up.")
        return True

    def _send(self, parcel: Parcel) -> None:
        """Raises where the way is the trouble, and for nothing else."""
        try:
            self._way.send(parcel)
        except (ServerAwayError, HungUpError):
            raise
        except Exception as error:
            logger.exception("Delivery %s was not sent", parcel[0].pk)
            self._charge(parcel, f"{type(error).__name__}: {error}")
            return
        self._note(parcel)
        if self._suspect:
            self._charge(self._suspect, "The mail server hangs up on this message.")
            self._suspect = []

    def _note(self, parcel: Parcel) -> None:
        """Remember as sent, and write down what is due to be."""
        if not self._sent:
            self._oldest = monotonic()
        self._sent += parcel
        is_late = monotonic() - self._oldest >= WRITE_AFTER_SECONDS
        if is_late or len(self._sent) >= UNWRITTEN_AT_MOST:
            self._write()

    def _write(self) -> None:
        """A database that restarts meanwhile is waited for: what has left is not to leave again."""
        if self._sent:
            retry_over_time(
                self._finish,
                DATABASE_AWAY,
                max_retries=TRIES,
                interval_start=0.5,
                interval_step=0.5,
                interval_max=4,
            )
            self._sent = []

    def _finish(self) -> None:
        try:
            with tenant(self._organization_id):
                finish(deliveries=self._sent, at=timezone.now())
        except DATABASE_AWAY:
            connection.close()
            raise

    def _charge(self, parcel: Parcel, error: str) -> None:
        with tenant(self._organization_id):
            for delivery in parcel:
                postpone(delivery=delivery, at=timezone.now(), error=error)

    def _put_back(self, parcels: list[Parcel], error: str) -> None:
        if rows := _rows(parcels):
            with tenant(self._organization_id):
                release(deliveries=rows, at=timezone.now(), error=error)

    def _hand_back(self, parcels: list[Parcel]) -> None:
        with tenant(self._organization_id):
            hand_back(deliveries=_rows(parcels), at=timezone.now())


def _rows(parcels: list[Parcel]) -> list[Delivery]:
    return [delivery for parcel in parcels for delivery in parcel]


def _is_ending(parcel: Parcel) -> bool:
    until = parcel[0].leased_until
    return until is None or timezone.now() >= until - LEASE_MARGIN
