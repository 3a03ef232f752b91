"""What packages above launches add to it; they register it in ``AppConfig.ready()``."""

from collections.abc import Callable

from django.utils.safestring import SafeString

from unsilo.accounts.access import Access
from unsilo.launches.models import Thing

# A section of the page of a thing, for somebody; empty where there is nothing to show.
Section = Callable[[Thing, Access], SafeString]

_sections: list[Section] = []


def register_section(section: Section) -> None:
    _sections.append(section)


def sections(thing: Thing, access: Access) -> list[SafeString]:
    return [shown for section in _sections if (shown := section(thing, access))]
