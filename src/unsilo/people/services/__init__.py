"""Every write of people. Verbs take ``by`` and record an event in their own transaction."""

from unsilo.people.services.companies import (
    company_named,
    create_company,
    delete_company,
    update_company,
)
from unsilo.people.services.identities import (
    AuthorLike,
    add_identity,
    erased_until,
    find_or_create_people,
    find_or_create_person,
    identity_key,
    mark_bounced,
    move_identity,
    remove_identity,
)
from unsilo.people.services.lists import (
    create_custom_field,
    create_tier,
    delete_custom_field,
    delete_tier,
    update_custom_field,
    update_tier,
)
from unsilo.people.services.merging import merge_people, undo_merge
from unsilo.people.services.notes import add_note, delete_note, restore_note
from unsilo.people.services.persons import (
    clear_tier,
    create_person,
    set_field,
    set_tier,
    update_person,
)

__all__ = [
    "AuthorLike",
    "add_identity",
    "add_note",
    "clear_tier",
    "company_named",
    "create_company",
    "create_custom_field",
    "create_person",
    "create_tier",
    "delete_company",
    "delete_custom_field",
    "delete_note",
    "delete_tier",
    "erased_until",
    "find_or_create_people",
    "find_or_create_person",
    "identity_key",
    "mark_bounced",
    "merge_people",
    "move_identity",
    "remove_identity",
    "restore_note",
    "set_field",
    "set_tier",
    "undo_merge",
    "update_company",
    "update_custom_field",
    "update_person",
    "update_tier",
]
