"""Databases on a server that we start or are given."""

from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from mentorship.local.servers import ServerError

APP_ROLE = "throughline_app"


def ensure_database(server_url: str, name: str) -> str:
    """Create the database where it is missing, and answer its address."""
    connection = psycopg2.connect(libpq(server_url))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    finally:
        connection.close()
    return with_database(server_url, name)


def with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def app_url(owner_url: str, *, password: str) -> str:
    """The same database for the application's own role."""
    parts = urlsplit(owner_url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.netloc:
        raise ServerError(
            "DATABASE_URL must look like postgresql://user:password@host:5432/database"
        )
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{APP_ROLE}:{quote(password, safe='')}@{host}"))


def libpq(url: str) -> str:
    """A connection address as libpq reads it; a host in percent escapes is a socket's folder there
    too.
    """
    return url.replace("postgres://", "postgresql://", 1)
