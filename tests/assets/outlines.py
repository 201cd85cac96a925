"""Draw the outline map of the question type `map` anew, from Natural Earth as the npm package world-atlas carries it.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    .venv/bin/python -m tests.assets.outlines package/countries-50m.json

writes the outlines, under names that say nothing, and the table that says which is whose. The same file of outlines
gives the same two files. Which boundaries there are is what Natural Earth draws; which of the areas can be chosen are
the member and observer states of the United Nations.
"""

from __future__ import annotations

import json
import math
import random
import sys
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUTLINES = ROOT / "quizzes" / "static" / "quizzes" / "items" / "outlines.svg"
REGIONS = ROOT / "quizzes" / "items" / "regions.json"

CENTRE = 78.0, 42.0  # degrees east and north; the azimuthal projection keeps areas true around it
WIDTH = 1000  # units of the drawing
TOLERANCE = 0.6  # units by which a simplified outline may be off
SMALLEST_RING = 5.0  # square units; a country keeps its largest ring in any case
SMALLEST_COUNTRY = 13.0  # units across; below it a disc is drawn, or nobody could point at it

# ISO 3166: the numeric code in the file, then the three letters, then the name in the list.
COUNTRIES = """
004 AFG Afghanistan|008 ALB Albania|020 AND Andorra|051 ARM Armenia|040 AUT Austria|031 AZE Azerbaijan|048 BHR Bahrain
050 BGD Bangladesh|112 BLR Belarus|056 BEL Belgium|064 BTN Bhutan|070 BIH Bosnia and Herzegovina|096 BRN Brunei
100 BGR Bulgaria|116 KHM Cambodia|156 CHN China|191 HRV Croatia|196 CYP Cyprus|203 CZE Czechia|208 DNK Denmark
818 EGY Egypt|233 EST Estonia|246 FIN Finland|250 FRA France|268 GEO Georgia|276 DEU Germany|300 GRC Greece
348 HUN Hungary|352 ISL Iceland|356 IND India|360 IDN Indonesia|364 IRN Iran|368 IRQ Iraq|372 IRL Ireland|376 ISR Israel
380 ITA Italy|392 JPN Japan|400 JOR Jordan|398 KAZ Kazakhstan|414 KWT Kuwait|417 KGZ Kyrgyzstan|418 LAO Laos
428 LVA Latvia|422 LBN Lebanon|438 LIE Liechtenstein|440 LTU Lithuania|442 LUX Luxembourg|458 MYS Malaysia
462 MDV Maldives|470 MLT Malta|498 MDA Moldova|492 MCO Monaco|496 MNG Mongolia|499 MNE Montenegro|104 MMR Myanmar
524 NPL Nepal|528 NLD Netherlands|408 PRK North Korea|807 MKD North Macedonia|578 NOR Norway|512 OMN Oman
586 PAK Pakistan|275 PSE Palestine|608 PHL Philippines|616 POL Poland|620 PRT Portugal|634 QAT Qatar|642 ROU Romania
643 RUS Russia
674 SMR San Marino|682 SAU Saudi Arabia|688 SRB Serbia|702 SGP Singapore|703 SVK Slovakia|705 SVN Slovenia
410 KOR South Korea|724 ESP Spain|144 LKA Sri Lanka|752 SWE Sweden|756 CHE Switzerland|760 SYR Syria|762 TJK Tajikistan
764 THA Thailand|626 TLS Timor-Leste|792 TUR Türkiye|795 TKM Turkmenistan|804 UKR Ukraine|784 ARE United Arab Emirates
826 GBR United Kingdom|860 UZB Uzbekistan|336 VAT Vatican City|704 VNM Vietnam|887 YEM Yemen
"""
ONLY_DRAWN = {
    "158",
    "344",
    "446",
    "Kosovo",
    "N. Cyprus",
    "Siachen Glacier",
}  # by number, or by name where there is none

Point = tuple[float, float]


def countries() -> dict[str, tuple[str, str]]:
    rows = (row.split(" ", 2) for line in COUNTRIES.split("\n") if line for row in line.split("|"))
    return {number: (code, name) for number, code, name in rows}


def arcs_of(topology: dict) -> list[list[Point]]:
    """Longitudes and latitudes: TopoJSON keeps whole numbers, each as its difference to the one before."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)
    return arcs


def projected(point: Point) -> Point:
    """Lambert's azimuthal equal-area projection (Snyder 1987, 24-2 to 24-4), on a sphere of radius 1, north up."""
    longitude, latitude = math.radians(point[0] - CENTRE[0]), math.radians(point[1])
    middle = math.radians(CENTRE[1])
    away = math.sin(middle) * math.sin(latitude) + math.cos(middle) * math.cos(latitude) * math.cos(longitude)
    k = math.sqrt(2 / (1 + away))
    x = k * math.cos(latitude) * math.sin(longitude)
    y = k * (math.cos(middle) * math.sin(latitude) - math.sin(middle) * math.cos(latitude) * math.cos(longitude))
    return x, -y


def simplified(points: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker 1973. Both ends stay, so neighbours that share an arc keep sharing it."""
    keep, waiting = {0, len(points) - 1}, [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        off, at = max(
            ((distance(points[i], points[first], points[last]), i) for i in range(first + 1, last)), default=(0.0, 0)
        )
        if off > tolerance:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return [points[i] for i in sorted(keep)]


def distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.dist(point, (start[0] + along * dx, start[1] + along * dy))


def ring_of(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc if not ring else arc[1:]
    return ring


def area_of(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def belongs_here(ring: list[Point]) -> bool:
    """Not what a country of Europe has overseas. In degrees."""
    east, north = (sum(values) / len(ring) for values in zip(*ring, strict=True))
    is_overseas = -168 <= east <= -26 or north <= -12 or (-168 <= east < -5 and north < 35)
    return not is_overseas


def path_of(ring: list[Point]) -> str:
    """Whole units, each step relative to the last: half as long as absolute ones."""
    rounded = [(round(x), round(y)) for x, y in ring]
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(rounded[:-1])]
    line = "".join(f"{dx}{'' if dy < 0 else ' '}{dy}{' '}" for dx, dy in steps if (dx, dy) != (0, 0)).strip()
    return f"M{rounded[0][0]} {rounded[0][1]}l{line.replace(' -', '-')}z"


def disc_at(ring: list[Point]) -> str:
    x, y = (round((min(values) + max(values)) / 2) for values in zip(*ring, strict=True))
    radius = round(SMALLEST_COUNTRY / 2)
    return f"M{x - radius} {y}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0-{2 * radius} 0z"


def extent_of(ring: list[Point]) -> float:
    return max(max(values) - min(values) for values in zip(*ring, strict=True))


def outlines(topology: dict) -> tuple[dict[str, str], tuple[int, int]]:
    """The path of each area by its number (or name), and the size of the drawing."""
    arcs = arcs_of(topology)
    wanted = set(countries()) | ONLY_DRAWN
    rings: dict[str, list[list[int]]] = {}
    for area in topology["objects"]["countries"]["geometries"]:
        name = area.get("id") or area["properties"]["name"]
        polygons = [area["arcs"]] if area["type"] == "Polygon" else area["arcs"]
        if name in wanted:
            rings[name] = [ring for rings in polygons for ring in rings if belongs_here(ring_of(ring, arcs))]
    flat = [[projected(point) for point in arc] for arc in arcs]
    shown = [point for found in rings.values() for ring in found for point in ring_of(ring, flat)]
    left, right = min(x for x, _y in shown), max(x for x, _y in shown)
    top, bottom = min(y for _x, y in shown), max(y for _x, y in shown)
    scale, edge = (WIDTH - 10) / (right - left), 5
    scaled = [[((x - left) * scale + edge, (y - top) * scale + edge) for x, y in arc] for arc in flat]
    simple = [simplified(arc, TOLERANCE) for arc in scaled]
    paths = {}
    for name, found in rings.items():
        whole = sorted((ring_of(ring, scaled) for ring in found), key=area_of, reverse=True)
        if name not in ONLY_DRAWN and extent_of(whole[0]) < SMALLEST_COUNTRY:
            paths[name] = disc_at(whole[0])
            continue
        found.sort(key=lambda ring: area_of(ring_of(ring, scaled)), reverse=True)
        kept = [found[0], *(ring for ring in found[1:] if area_of(ring_of(ring, scaled)) >= SMALLEST_RING)]
        paths[name] = "".join(path_of(ring_of(ring, simple)) for ring in kept if len(ring_of(ring, simple)) > 3)
    return paths, (WIDTH, round((bottom - top) * scale + 2 * edge))


def draw(topology: dict) -> None:
    paths, (width, height) = outlines(topology)
    # Discs come last, on top of what they lie in. Otherwise the order, and so each name, is by lot.
    order = sorted(paths)
    random.Random(1).shuffle(order)
    order.sort(key=lambda name: "a" in paths[name])
    names = {name: f"r{number}" for number, name in enumerate(order, start=1)}
    symbols = "\n".join(f'<path id="{names[name]}" d="{paths[name]}"/>' for name in order)
    OUTLINES.parent.mkdir(parents=True, exist_ok=True)
    OUTLINES.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">\n<defs>\n{symbols}\n</defs>\n</svg>\n'
    )
    listed = {code: {"name": name, "outline": names[number]} for number, (code, name) in countries().items()}
    land = [names[name] for name in order if name in ONLY_DRAWN]
    table = {"width": width, "height": height, "land": land, "regions": dict(sorted(listed.items()))}
    REGIONS.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    draw(json.loads(Path(sys.argv[1]).read_text()))
