"""Pairs of a point and a polygon that holds it: geopandas' sjoin, or shapely's STRtree and prepared polygons."""
import json
import struct
import sys
import time

import geopandas
import numpy
from shapely import wkb

polygons_path, points_path, method = sys.argv[1:]
with open(polygons_path, "rb") as file:
    data = file.read()
polygons = []
at = 0
while at < len(data):
    (length,) = struct.unpack_from("<I", data, at)
    polygons.append(wkb.loads(data[at + 4 : at + 4 + length]))
    at += 4 + length
xy = numpy.fromfile(points_path).reshape(-1, 2)
points = geopandas.points_from_xy(xy[:, 0], xy[:, 1])

if method == "sjoin":
    areas = geopandas.GeoDataFrame(geometry=polygons)
    places = geopandas.GeoDataFrame(geometry=points)
    started = time.perf_counter()
    pairs = len(places.sjoin(areas, predicate="within"))
else:
    from shapely.prepared import prep
    from shapely.strtree import STRtree

    points = list(points)
    started = time.perf_counter()
    tree = STRtree(points)
    pairs = 0
    for polygon in polygons:
        near = tree.query(polygon)
        if len(near) > 0:
            contains = prep(polygon).contains
            pairs += sum(1 for point in near if contains(point))
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "facts": {"pairs": pairs}}))
