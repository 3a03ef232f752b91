"""Every short, frequent case."""

from unsilo.demo.frequent import business, comments, games, orders, world
from unsilo.demo.frequent.model import Case, Family

FAMILIES: tuple[Family, ...] = (
    *orders.FAMILIES,
    *games.FAMILIES,
    *comments.FAMILIES,
    *business.FAMILIES,
    *world.FAMILIES,
)

__all__ = ["FAMILIES", "Case", "Family"]
