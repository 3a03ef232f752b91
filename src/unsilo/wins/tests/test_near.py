"""Distances, and that no store within them is missed."""

import random
from math import asin, cos, radians, sin, sqrt

import pytest
from django.db import connection

from unsilo.core.actor import SYSTEM
from unsilo.wins.models import Retailer, Store
from unsilo.wins.near import RADIUS, stores_near
from unsilo.wins.services import directory
from unsilo.wins.tests.conftest import Directory


def miles(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    rise = sin(radians(to_lat - lat) / 2) ** 2
    run = cos(radians(lat)) * cos(radians(to_lat)) * sin(radians(to_lon - lon) / 2) ** 2
    return 3958.8 * 2 * asin(sqrt(rise + run))


@pytest.mark.parametrize(("lat", "lon"), [(46.8, -92.1), (64.8, -147.7), (21.3, -157.8), (0, 0)])
def test_the_nearest_are_those_that_counting_all_finds(db: None, lat: float, lon: float) -> None:
    chance = random.Random(5)
    chain = Retailer.objects.create(name="Chain", kind="chain")
    stores = Store.objects.bulk_create(
        Store(
            retailer=chain,
            key=str(n),
            name=f"S{n}",
            zip="55802",
            lat=lat + chance.uniform(-1, 1),
            lon=lon + chance.uniform(-2, 2),
        )
        for n in range(400)
    )
    by_hand = sorted(
        (miles(lat, lon, one.lat, one.lon), one.pk)
        for one in stores
        if miles(lat, lon, one.lat, one.lon) <= RADIUS
    )
    for limit in (3, 10, 400):
        found = stores_near(lat, lon, limit=limit)
        assert [one.store_id for one in found] == [pk for _far, pk in by_hand[:limit]]
    found = stores_near(lat, lon, limit=1)
    assert found[0].miles == pytest.approx(by_hand[0][0], abs=0.01)


def test_stores_put_away_and_other_retailers_are_left_out(shops: Directory) -> None:
    at = (46.78, -92.1)
    assert [one.store_id for one in stores_near(*at)] == [shops.lakeside.pk]
    assert stores_near(*at, retailer_ids=[shops.own.pk]) == []
    assert stores_near(*at, retailer_ids=[]) == []
    directory.archive(shops.lakeside, by=SYSTEM)
    assert stores_near(*at) == []


def test_an_index_serves_the_box(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM wins_store store WHERE archived_at IS NULL"
            " AND point(store.lon, store.lat) <@ box(point(-93, 46), point(-92, 47))"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "store_place" in plan
