"""Requests to addresses that people type: only to public ones, checked where the connection is
made.
"""

import ipaddress
import json
import socket
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

SECONDS = 10
ANSWER_AT_MOST = 10_000


class RefusedAddressError(Exception):
    """Nothing may be sent there; the text says why."""


class UndeliveredError(Exception):
    """The other side did not take it; the text says what it answered."""


class _Place(NamedTuple):
    scheme: str
    host: str
    port: int
    path: str


def check_address(address: str) -> None:
    """Raises RefusedAddressError for what is no public https address."""
    _ip_of(_place(address))


def post_json(address: str, payload: dict[str, Any]) -> None:
    """Post, to the very IP address that was checked. Raises RefusedAddressError and
    UndeliveredError. Redirects are not followed.
    """
    place = _place(address)
    pool = _pool(place, _ip_of(place))
    host = place.host if place.port in (80, 443) else f"{place.host}:{place.port}"
    try:
        answer = pool.request(
            "POST",
            place.path,
            body=json.dumps(payload).encode(),
            headers={"Host": host, "Content-Type": "application/json"},
            redirect=False,
            preload_content=False,
        )
        words = answer.read(ANSWER_AT_MOST).decode("utf-8", "replace")[:200]
    except urllib3.exceptions.HTTPError as error:
        raise UndeliveredError(f"{place.host} did not answer: {type(error).__name__}") from error
    finally:
        pool.close()
    if not 200 <= answer.status < 300:
        raise UndeliveredError(f"{place.host} answered {answer.status}: {words}")


def _place(address: str) -> _Place:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise RefusedAddressError("This is no address.") from error
    host, is_ours = parts.hostname or "", parts.hostname in settings.REACHABLE_HOSTS
    if not host or parts.username or (parts.scheme != "https" and not is_ours):
        raise RefusedAddressError("The address has to begin with https://.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Place(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def _ip_of(place: _Place) -> str:
    """One of the host's addresses, where all of them are public."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedAddressError(f"{place.host} cannot be found.") from error
    ips = [str(each[4][0]) for each in found]
    if place.host not in settings.REACHABLE_HOSTS and not all(map(_is_public, ips)):
        raise RefusedAddressError(f"{place.host} is inside a private network.")
    return ips[0]


def _is_public(text: str) -> bool:
    ip = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return bool((mapped or ip).is_global and not ip.is_multicast)


def _pool(place: _Place, ip: str) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(total=SECONDS)
    if place.scheme != "https":
        return urllib3.HTTPConnectionPool(ip, place.port, timeout=timeout, retries=False)
    return urllib3.HTTPSConnectionPool(
        ip,
        place.port,
        timeout=timeout,
        retries=False,
        server_hostname=place.host,
        assert_hostname=place.host,
    )
