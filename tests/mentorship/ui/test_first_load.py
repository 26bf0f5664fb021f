"""What a first visit loads, compressed as it is served, the font apart."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

MOST_BYTES = 60_000
ASSET = re.compile(r'(?:href|src)="/static/([^"#?]+)')


def weight(client: Client, path: str) -> int:
    """The page, and every stylesheet, script and picture that it names."""
    page = client.get(path).content
    names = {name for name in ASSET.findall(page.decode()) if not name.endswith(".woff2")}
    files = [finders.find(name) for name in [*names, "vendor/icons.svg"]]
    assert len(files) > 4
    assert all(files)
    contents = [page, *(Path(str(file)).read_bytes() for file in files)]
    return sum(len(brotli.compress(content)) for content in contents)


@pytest.mark.parametrize("path", ["/accounts/login/", "/o/northwind/", "/o/northwind/programs/"])
def test_a_first_visit_is_light(admin_client: Client, path: str) -> None:
    client = Client() if path.startswith("/accounts/") else admin_client
    assert weight(client, path) <= MOST_BYTES
