"""What holds on https, seen in a process of its own with the settings of production."""

import json
import subprocess
import sys

from tests import processes

ASK = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
from django.contrib.staticfiles.storage import StaticFilesStorage
answer = Client().get("/healthz", secure=True)
plain = Client().get("/accounts/login/", secure=False)
print(json.dumps({
    "hsts": answer.headers.get("Strict-Transport-Security"),
    "plain": [plain.status_code, plain.headers.get("Location")],
    "session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME,
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
    "httponly": [settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY],
    "path_and_domain": [settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN],
    "debug": settings.DEBUG,
}))
"""


def test_https_has_hsts_and_host_cookies(db: None) -> None:
    env = processes.environment(
        PUBLIC_URL="https://mentoring.example.org",
        ALLOWED_HOSTS="testserver",
        DEMO="0",
        DJANGO_SETTINGS_MODULE="mentorship.settings",
    )
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=env,
        cwd=processes.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found == {
        "hsts": "max-age=63072000; includeSubDomains; preload",
        "plain": [301, "https://testserver/accounts/login/"],
        "session": "__Host-session",
        "csrf": "__Host-csrf",
        "secure": [True, True],
        "httponly": [True, True],
        "path_and_domain": ["/", None],
        "debug": False,
    }
