"""The customers of Marmalade Fox: players, shops, press, schools and a few pests."""

from unsilo.demo.people.model import Customer
from unsilo.demo.people.players import PLAYERS
from unsilo.demo.people.trade import TRADE
from unsilo.demo.people.world import WORLD

PEOPLE: tuple[Customer, ...] = (*PLAYERS, *WORLD, *TRADE)
PEOPLE_BY_KEY = {person.key: person for person in PEOPLE}

# Shops, press and partners write for a reason; the others write about anything.
PUBLIC: tuple[Customer, ...] = (*PLAYERS, *WORLD)

__all__ = ["PEOPLE", "PEOPLE_BY_KEY", "PUBLIC", "Customer"]
