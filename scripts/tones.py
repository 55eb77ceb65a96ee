#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Print the colour table of lib/render/palette.c: one row per tone, light and dark.

Tones are chosen in OKLCH (Ottosson 2020), where equal lightness looks equally light, so that no
function stands out by its colour alone and the text on all of them is equally legible.
"""
import math

CLASSES = (  # name, hues in degrees, chroma on the light page, chroma on the dark one
    ("own code: orange to yellow", range(38, 99, 12), 0.115, 0.085),
    ("dependencies: green to teal", range(132, 213, 16), 0.085, 0.065),
    ("runtime and standard library: blue to violet", range(250, 299, 16), 0.07, 0.07),
    ("kernel: pink", range(2, 15, 12), 0.10, 0.085),
    ("no name: grey", (0,), 0.0, 0.0),
)
LIGHT, DARK = (0.86, 0.81), (0.43, 0.48)  # lightness of the two tones of a hue


def srgb(lightness, chroma, hue):
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
              -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
              -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
    out = 0
    for c in linear:
        c = max(0.0, min(1.0, c))
        c = 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055
        out = out << 8 | round(255 * c)
    return out


for name, hues, light, dark in CLASSES:
    print("\t/* %s */" % name)
    for hue in hues:
        for k in (0, 1):
            print("\t{ 0x%06x, 0x%06x, WHITE }," % (srgb(LIGHT[k], light, hue), srgb(DARK[k], dark, hue)))
