"""Install the packages of the local Bluesky network ahead of the tests, or say why that can't be."""

import sys

from tests.servers.atproto import installed

_place, missing = installed()
sys.exit(missing or 0)
