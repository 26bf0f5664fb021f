"""The time zone of a place, as far as its name says it."""

import re
import unicodedata
import zoneinfo
from collections.abc import Mapping
from functools import cache

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

# Cities with many offices after which no zone is named; the rest come from the zones' own names.
CITIES: Mapping[str, str] = {
    city.strip(): zone
    for zone, cities in {
        "Europe/Berlin": (
            "munich, münchen, hamburg, frankfurt, frankfurt am main, cologne, köln, stuttgart,"
            " düsseldorf, dusseldorf, leipzig, hannover, nürnberg, nuremberg, bremen, dresden,"
            " bonn, walldorf"
        ),
        "Europe/London": "manchester, edinburgh, birmingham, bristol, cambridge uk, glasgow, leeds",
        "Europe/Paris": "lyon, marseille, toulouse, lille, nantes",
        "Europe/Madrid": "barcelona, valencia, sevilla, seville, bilbao",
        "Europe/Rome": "milan, milano, turin, torino, roma",
        "Europe/Vienna": "wien, graz, linz, salzburg",
        "Europe/Zurich": "zürich, geneva, genève, basel, bern, lausanne",
        "Europe/Warsaw": "warszawa, kraków, krakow, wrocław, wroclaw, gdańsk, gdansk, poznań",
        "Europe/Prague": "praha, brno",
        "Europe/Lisbon": "lisboa, porto",
        "Europe/Amsterdam": "rotterdam, utrecht, eindhoven, the hague",
        "Europe/Brussels": "bruxelles, antwerp",
        "Europe/Copenhagen": "københavn, aarhus",
        "Europe/Stockholm": "gothenburg, göteborg, malmö",
        "America/New_York": (
            "new york city, nyc, boston, washington dc, philadelphia, atlanta, miami, charlotte,"
            " raleigh"
        ),
        "America/Chicago": "austin, dallas, houston, minneapolis, nashville",
        "America/Denver": "boulder, salt lake city",
        "America/Los_Angeles": (
            "san francisco, sf, seattle, san diego, palo alto, mountain view, san jose, portland"
        ),
        "America/Toronto": "montreal, montréal, ottawa",
        "America/Mexico_City": "ciudad de méxico, cdmx, monterrey",
        "Asia/Kolkata": "bangalore, bengaluru, mumbai, delhi, new delhi, hyderabad, chennai, pune",
        "Asia/Shanghai": "beijing, shenzhen, guangzhou",
        "Asia/Tokyo": "osaka",
        "Asia/Jerusalem": "tel aviv, haifa",
    }.items()
    for city in cities.split(",")
}
REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
# Names of zones that are no city, or one of several cities of the name.
AMBIGUOUS = {
    "victoria",
    "west",
    "north",
    "south",
    "east",
    "central",
    "knox",
    "georgetown",
    "santiago",
    "saint john",
}


@cache
def zones() -> Mapping[str, str]:
    """Every time zone under its name in small letters, and under the one that Windows
    has for it.
    """
    windows = {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}
    return windows | {zone.lower(): zone for zone in zoneinfo.available_timezones()}


@cache
def _cities() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for zone in sorted(zoneinfo.available_timezones()):
        region, _, city = zone.rpartition("/")
        if region in REGIONS:
            found[city.replace("_", " ").lower()] = zone
    return {_folded(city): zone for city, zone in {**found, **CITIES}.items()}


def _folded(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in spread if not unicodedata.combining(character))


def zone_named(text: str) -> str | None:
    """The time zone that is called so, in any case and with spaces or underscores."""
    return zones().get(text.lower().replace(" ", "_")) or zones().get(text.lower())


def zone_of(place: str) -> str | None:
    """The time zone of such as "Berlin", "Berlin, Germany" or "Office Berlin (HQ)"; None where the
    name does not say."""
    whole = re.sub(r"\(.*?\)", " ", _folded(place))
    parts = [part.strip() for part in re.split(r"[,;/|–—]| - ", whole)]
    found = {
        zone for part in parts if part not in AMBIGUOUS and (zone := _cities().get(_bare(part)))
    }
    return found.pop() if len(found) == 1 else None


def _bare(part: str) -> str:
    """The part without the words that an office has besides its city."""
    return re.sub(
        r"^(?:office|buro|hq|site|standort)\s+|\s+(?:office|hq|headquarters|buro)$",
        "",
        part.strip(),
    )
