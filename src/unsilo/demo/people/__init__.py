"""The customers of Marmalade Fox: players, shops, press, schools and a few pests."""

from unsilo.demo.people.model import Customer
from unsilo.demo.people.players import PLAYERS
from unsilo.demo.people.trade import TRADE
from unsilo.demo.people.world import WORLD

PEOPLE: tuple[Customer, ...] = (*PLAYERS, *WORLD, *TRADE)
PEOPLE_BY_KEY = {person.key: person for person in PEOPLE}

__all__ = ["PEOPLE", "PEOPLE_BY_KEY", "Customer"]
