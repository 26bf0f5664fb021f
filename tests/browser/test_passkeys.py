"""“Add a passkey” makes one that signs in."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page

from mentorship.tenancy.models import Member
from tests.browser.installation import Installation
from tests.browser.window import Window
from tests.factories import PASSWORD

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def size() -> str:
    return "desktop"


def sign_in(page: Page, home: str, member: Member) -> None:
    page.goto(f"{home}/accounts/login/")
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_that_was_added_signs_in(
    owner: Member, installation: Installation, new_window: Callable[[], Window]
) -> None:
    window = new_window()
    page = window.page
    # A passkey belongs to a name, never to a number.
    home = installation.url.replace("127.0.0.1", "localhost")
    sign_in(page, home, owner)
    page.wait_for_url("**/o/northwind/")
    page.goto(f"{home}/accounts/2fa/webauthn/add/")
    # Whoever adds a way to sign in says once more who they are.
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Add a passkey").wait_for()
    window.look("passkey")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    assert Authenticator.objects.filter(user=owner.user, type="webauthn").count() == 1
    page.context.clear_cookies()
    page.goto(f"{home}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/o/northwind/")
    window.heading("Hello, Olga")
    # After a password it is the second proof, and only a code that there can be is asked for.
    page.context.clear_cookies()
    sign_in(page, home, owner)
    page.get_by_label("Recovery code", exact=True).wait_for()
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/o/northwind/")
    for address, words in (("webauthn/", "Your passkeys"), ("recovery-codes/", "Recovery codes")):
        page.goto(f"{home}/accounts/2fa/{address}")
        if page.get_by_role("heading", name="Your password, please").is_visible():
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Continue").click()
        window.sees(words)
        window.look(address.strip("/"))
    page.context.clear_cookies()
    sign_in(page, home, owner)
    page.get_by_label("Recovery code", exact=True).wait_for()
    window.look("second-proof")
