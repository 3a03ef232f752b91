"""Stores near a place: a box that an index serves, then true distances within it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from django.db import connection

RADIUS = 50.0  # miles that somebody may drive
_MILES_PER_DEGREE = 69.0

# The index is over points, so that the box is narrowed in both directions at once.
_NEAR = """
SELECT * FROM (
    SELECT store.id, 3958.8 * 2 * asin(least(1, sqrt(
        power(sin(radians(store.lat - %(lat)s) / 2), 2)
        + cos(radians(%(lat)s)) * cos(radians(store.lat))
        * power(sin(radians(store.lon - %(lon)s) / 2), 2)))) AS miles
      FROM wins_store store
     WHERE store.archived_at IS NULL
       AND point(store.lon, store.lat) <@ box(
           point(%(lon)s - %(lon_reach)s, %(lat)s - %(lat_reach)s),
           point(%(lon)s + %(lon_reach)s, %(lat)s + %(lat_reach)s))
       AND (%(retailers)s::bigint[] IS NULL OR store.retailer_id = ANY(%(retailers)s))
) AS found
 WHERE miles <= %(radius)s
 ORDER BY miles, id
 LIMIT %(limit)s
"""
# A box around a big town holds thousands of stores: smaller ones are looked through first.
_STEPS = (5.0, 15.0)


@dataclass(frozen=True, slots=True)
class Near:
    """A store and how far it is, in miles."""

    store_id: int
    miles: float


def stores_near(
    lat: float,
    lon: float,
    *,
    limit: int = 3,
    radius: float = RADIUS,
    retailer_ids: Sequence[int] | None = None,
) -> list[Near]:
    """The nearest live stores, nearest first; of these retailers only, where they are named."""
    if retailer_ids is not None and not retailer_ids:
        return []
    found: list[Near] = []
    for reach in (*(step for step in _STEPS if step < radius), radius):
        found = _within(lat, lon, reach, limit, retailer_ids)
        if len(found) == limit:
            break
    return found


def _within(
    lat: float, lon: float, radius: float, limit: int, retailer_ids: Sequence[int] | None
) -> list[Near]:
    lat_reach = radius / _MILES_PER_DEGREE
    narrowest = max(cos(radians(min(abs(lat) + lat_reach, 89.0))), 0.02)
    values = {
        "lat": lat,
        "lon": lon,
        "lat_reach": lat_reach,
        "lon_reach": lat_reach / narrowest,
        "radius": radius,
        "limit": limit,
        "retailers": None if retailer_ids is None else list(retailer_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, values)
        return [Near(pk, miles) for pk, miles in cursor.fetchall()]
