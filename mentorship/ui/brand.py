"""An organisation's accent as a style sheet in which text stays readable. Imports no Django.

Contrast is WCAG 2.2's ratio of relative luminances; every pair here reaches at least 4.5.
"""

import colorsys

AA = 4.5
LIGHT_SURFACES = ("#ffffff", "#faf8f4", "#f4f1eb")
DARK_SURFACES = ("#161512", "#1e1c19", "#282622")
STEP = 0.02

Rgb = tuple[float, float, float]


def parse(colour: str) -> Rgb:
    """`#rrggbb` as three parts in [0,1]. Raises ValueError."""
    digits = colour.removeprefix("#")
    if len(digits) != 6:
        raise ValueError(colour)
    red, green, blue = (int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return red, green, blue


def text(colour: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    darker, lighter = sorted((_luminance(parse(one)), _luminance(parse(other))))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable(colour: str, *, on: tuple[str, ...], lighten: bool) -> str:
    """The nearest shade of the colour that has AA contrast on each of the surfaces."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*parse(colour))
    while True:
        shade = text(colorsys.hls_to_rgb(hue, lightness, saturation))
        if all(contrast(shade, surface) >= AA for surface in on) or lightness == (
            1.0 if lighten else 0.0
        ):
            return shade
        lightness = min(1.0, max(0.0, lightness + (STEP if lighten else -STEP)))


def ink(on: str) -> str:
    """Black or white, whichever reads better."""
    return max("#ffffff", "#000000", key=lambda colour: contrast(colour, on))


def mixed(colour: str, surface: str, share: float) -> str:
    parts = zip(parse(colour), parse(surface), strict=True)
    red, green, blue = (a * share + b * (1 - share) for a, b in parts)
    return text((red, green, blue))


def style_sheet(accent: str) -> str:
    """The tokens that an accent replaces, in light and dark."""
    light = readable(accent, on=(*LIGHT_SURFACES, mixed(accent, "#ffffff", 0.12)), lighten=False)
    dark = readable(accent, on=(*DARK_SURFACES, mixed(accent, "#161512", 0.18)), lighten=True)
    light_rule = _rule(
        light, soft=mixed(accent, "#ffffff", 0.12), hover=mixed(light, "#000000", 0.82)
    )
    dark_rule = _rule(dark, soft=mixed(accent, "#161512", 0.18), hover=mixed(dark, "#ffffff", 0.82))
    return (
        f":root{{{light_rule}}}@media screen and"
        f" (prefers-color-scheme:dark){{html:not([data-theme=light]){{{dark_rule}}}}}@media"
        f" screen{{html[data-theme=dark]{{{dark_rule}}}}}"
    )


def _rule(accent: str, *, soft: str, hover: str) -> str:
    return (
        f"--accent:{accent};--accent-text:{accent};--accent-ink:{ink(accent)};--accent-hover:{hover};"
        f"--accent-soft:{soft};"
    )
