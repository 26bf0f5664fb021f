import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mentorship.tenancy.models import Organization
from mentorship.ui.brand import AA, DARK_SURFACES, LIGHT_SURFACES, contrast, parse, style_sheet

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(
    lambda parts: "#" + "".join(f"{part:02x}" for part in parts)
)


@given(COLOURS)
def test_any_accent_stays_readable_in_both_themes(accent: str) -> None:
    light, dark, _ = re.findall(
        r"--accent:(#\w{6});--accent-text:#\w{6};--accent-ink:(#\w{6}).*?soft:(#\w{6})",
        style_sheet(accent),
    )
    for (shade, ink, soft), surfaces in ((light, LIGHT_SURFACES), (dark, DARK_SURFACES)):
        assert contrast(shade, ink) >= AA
        assert all(contrast(shade, surface) >= AA for surface in (*surfaces, soft))


def test_contrast_is_wcags() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    with pytest.raises(ValueError, match="teal"):
        parse("teal")


def test_an_organisations_accent_is_a_sheet_of_its_own(
    northwind: Organization, owner_client: Client
) -> None:
    assert "brand.css" not in owner_client.get("/o/northwind/").content.decode()
    data = {
        "name": "Northwind Traders",
        "time_zone": "Europe/Madrid",
        "accent": "#ff8800",
        "min_group_size": 5,
    }
    assert owner_client.post("/o/northwind/settings/", data).status_code == 302
    page = owner_client.get("/o/northwind/").content.decode()
    assert "Northwind Traders" in page
    sheet = re.search(r'href="([^"]+brand\.css[^"]*)"', page)
    assert sheet is not None
    response = Client().get(sheet.group(1))
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "--accent:" in response.content.decode()
    assert (
        owner_client.post("/o/northwind/settings/", {**data, "accent": "teal"}).status_code == 422
    )


def test_the_smallest_group_can_only_be_raised(
    northwind: Organization, owner_client: Client
) -> None:
    data = {"name": "Northwind", "time_zone": "UTC", "accent": "", "min_group_size": 8}
    owner_client.post("/o/northwind/settings/", data)
    response = owner_client.post("/o/northwind/settings/", {**data, "min_group_size": 6})
    assert "only be raised" in response.content.decode()
    northwind.settings.refresh_from_db()
    assert northwind.settings.min_group_size == 8
