"""Reads of people for pages and the API: the list, one person, companies."""

from unsilo.people.queries.companies import (
    CompanyRow,
    companies_page,
    company_for,
    company_names,
)
from unsilo.people.queries.lists import TierRow, field_holders, tiers_with_counts
from unsilo.people.queries.people import (
    PeoplePage,
    PersonRow,
    Pick,
    people_page,
    pick_people,
)
from unsilo.people.queries.person import (
    FieldRow,
    PersonDetail,
    Preview,
    field_rows,
    identity_for,
    merge_for,
    merge_preview,
    note_for,
    own_note_for,
    person_detail,
    person_for,
    timeline_page,
)

__all__ = [
    "CompanyRow",
    "FieldRow",
    "PeoplePage",
    "PersonDetail",
    "PersonRow",
    "Pick",
    "Preview",
    "TierRow",
    "companies_page",
    "company_for",
    "company_names",
    "field_holders",
    "field_rows",
    "identity_for",
    "merge_for",
    "merge_preview",
    "note_for",
    "own_note_for",
    "people_page",
    "person_detail",
    "person_for",
    "pick_people",
    "tiers_with_counts",
    "timeline_page",
]
