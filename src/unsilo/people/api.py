"""REST: people with their identities and notes, merging, companies.

People belong to the whole installation: everybody who can log in may look them up.
"""

from typing import Annotated

from django.db import transaction
from django.db.models import QuerySet
from ninja import Router, Status
from pydantic import Field

from unsilo.core.errors import NotFound
from unsilo.core.pagination import Page, encode_cursor
from unsilo.core.rest import (
    ApiRequest,
    Cursor,
    Id,
    Limit,
    Listed,
    TimeCursor,
    page_by_id,
    read_time_cursor,
    write_time_cursor,
)
from unsilo.people import queries, services
from unsilo.people.models import Company, CustomField, Person, PersonNote
from unsilo.people.queries import PersonRow
from unsilo.people.schemas import (
    CompanyIn,
    CompanyOut,
    CompanyPatch,
    FieldValue,
    IdentityIn,
    IdentityOut,
    MergeIn,
    MergeOut,
    PersonIn,
    PersonItem,
    PersonNoteIn,
    PersonNoteOut,
    PersonOut,
    PersonPatch,
)

router = Router()
PEOPLE, COMPANIES = ["People"], ["Companies"]

Words = Annotated[str, Field(max_length=200)]


@router.get("people", response=Listed[PersonItem], summary="List people", tags=PEOPLE)
def list_people(
    request: ApiRequest,
    q: Annotated[Words | None, Field(description="Part of a name, address or account.")] = None,
    company: Id | None = None,
    cursor: TimeCursor | None = None,
    limit: Limit = 30,
) -> Page[PersonRow]:
    """By when they were last heard, newest first."""
    page = queries.people_page(
        q=q or "",
        company_id=company,
        cursor=encode_cursor(*read_time_cursor(cursor)) if cursor else "",
        limit=limit,
    )
    last = page.items[-1] if page.next_cursor else None
    return Page(
        page.items, next_cursor=write_time_cursor(last.last_seen_at, last.id) if last else None
    )


@router.post("people", response={201: PersonOut}, summary="Note a person", tags=PEOPLE)
@transaction.atomic
def create_person(request: ApiRequest, body: PersonIn) -> Status[PersonOut]:
    request.access.require_write()
    by = request.access.by
    person = services.create_person(
        name=body.name,
        company=services.company_named(body.company or "", by=by),
        place=body.place,
        language=body.language,
        by=by,
    )
    return Status(201, _show(person.pk))


@router.get("people/{person_id}", response=PersonOut, summary="Get a person", tags=PEOPLE)
def get_person(request: ApiRequest, person_id: Id) -> PersonOut:
    """One who was merged into somebody else is answered with who they became."""
    return _show(person_id)


@router.patch("people/{person_id}", response=PersonOut, summary="Change a person", tags=PEOPLE)
@transaction.atomic
def update_person(request: ApiRequest, person_id: Id, body: PersonPatch) -> PersonOut:
    request.access.require_write()
    by = request.access.by
    person = queries.person_for(person_id)
    given = body.model_dump(exclude_unset=True)
    for key, value in given.pop("fields", {}).items():
        person = services.set_field(person, field=_field(key), value=_as_typed(value), by=by)
    if given:
        facts = {"name": person.name, "place": person.place, "language": person.language}
        company = person.company
        if "company" in given:
            company = services.company_named(given.pop("company") or "", by=by)
        services.update_person(person, company=company, by=by, **{**facts, **given})
    return _show(person.pk)


def _field(key: str) -> CustomField:
    field = CustomField.objects.filter(key=key).first()
    if field is None:
        raise NotFound(f"There is no custom field {key!r}.")
    return field


def _as_typed(value: FieldValue) -> str:
    """As the service wants it, which reads what people type."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _show(person_id: int) -> PersonOut:
    return PersonOut.of(queries.person_detail(queries.person_for(person_id)))


# Identities


@router.post(
    "people/{person_id}/identities",
    response={201: IdentityOut},
    summary="Add an address or account",
    tags=PEOPLE,
)
def add_identity(request: ApiRequest, person_id: Id, body: IdentityIn) -> Status[IdentityOut]:
    request.access.require_write()
    person = queries.person_for(person_id)
    identity = services.add_identity(person, by=request.access.by, **body.model_dump())
    return Status(201, IdentityOut.model_validate(identity))


@router.delete(
    "people/{person_id}/identities/{identity_id}",
    response={204: None},
    summary="Remove an address or account",
    tags=PEOPLE,
)
def remove_identity(request: ApiRequest, person_id: Id, identity_id: Id) -> Status[None]:
    """Messages from it make a new person from then on. The last one stays."""
    request.access.require_write()
    identity = queries.identity_for(queries.person_for(person_id), identity_id)
    services.remove_identity(identity, by=request.access.by)
    return Status(204, None)


# Notes


@router.get(
    "people/{person_id}/notes",
    response=Listed[PersonNoteOut],
    summary="List notes about a person",
    tags=PEOPLE,
)
def list_person_notes(
    request: ApiRequest, person_id: Id, cursor: Cursor | None = None, limit: Limit = 30
) -> Page[PersonNote]:
    notes = _notes(queries.person_for(person_id)).select_related("author")
    return page_by_id(notes, cursor=cursor, limit=limit, newest_first=True)


@router.post(
    "people/{person_id}/notes",
    response={201: PersonNoteOut},
    summary="Note something about a person",
    tags=PEOPLE,
)
def add_person_note(
    request: ApiRequest, person_id: Id, body: PersonNoteIn
) -> Status[PersonNoteOut]:
    access = request.access
    access.require_write()
    person = queries.person_for(person_id)
    note = services.add_note(person, text=body.text, author=access.user, by=access.by)
    return Status(201, PersonNoteOut.model_validate(note))


@router.delete(
    "people/{person_id}/notes/{note_id}",
    response={204: None},
    summary="Delete a note about a person",
    tags=PEOPLE,
)
def delete_person_note(request: ApiRequest, person_id: Id, note_id: Id) -> Status[None]:
    """For who wrote it, and for leads."""
    note = queries.own_note_for(request.access, queries.person_for(person_id), note_id)
    if note.deleted_at is not None:
        raise NotFound
    services.delete_note(note, by=request.access.by)
    return Status(204, None)


def _notes(person: Person) -> QuerySet[PersonNote]:
    return PersonNote.objects.filter(person=person, deleted_at__isnull=True)


# Merging


@router.post(
    "people/{person_id}/merge",
    response={201: MergeOut},
    summary="Merge another person into this one",
    tags=PEOPLE,
)
def merge_people(request: ApiRequest, person_id: Id, body: MergeIn) -> Status[MergeOut]:
    request.access.require_write()
    kept, gone = queries.person_for(person_id), queries.person_for(body.other)
    merge = services.merge_people(kept, gone, by=request.access.by)
    return Status(201, MergeOut.model_validate(merge))


@router.post("merges/{merge_id}/undo", response=MergeOut, summary="Undo a merge", tags=PEOPLE)
def undo_merge(request: ApiRequest, merge_id: Id) -> MergeOut:
    """What came to the kept person after the merge stays there."""
    request.access.require_write()
    merge = queries.merge_for(merge_id)
    services.undo_merge(merge, by=request.access.by)
    return MergeOut.model_validate(queries.merge_for(merge_id))


# Companies


@router.get("companies", response=Listed[CompanyOut], summary="List companies", tags=COMPANIES)
def list_companies(
    request: ApiRequest,
    q: Annotated[Words | None, Field(description="Part of a name.")] = None,
    cursor: Cursor | None = None,
    limit: Limit = 30,
) -> Page[Company]:
    companies = Company.objects.all()
    if q:
        companies = companies.filter(name__icontains=q)
    return page_by_id(companies, cursor=cursor, limit=limit)


@router.post("companies", response={201: CompanyOut}, summary="Note a company", tags=COMPANIES)
def create_company(request: ApiRequest, body: CompanyIn) -> Status[CompanyOut]:
    """People who write from its domains and have no company join it."""
    request.access.require_write()
    company = services.create_company(by=request.access.by, **body.model_dump())
    return Status(201, CompanyOut.model_validate(company))


@router.get("companies/{company_id}", response=CompanyOut, summary="Get a company", tags=COMPANIES)
def get_company(request: ApiRequest, company_id: Id) -> Company:
    return queries.company_for(company_id)


@router.patch(
    "companies/{company_id}", response=CompanyOut, summary="Change a company", tags=COMPANIES
)
def update_company(request: ApiRequest, company_id: Id, body: CompanyPatch) -> Company:
    request.access.require_write()
    company = queries.company_for(company_id)
    given = body.model_fields_set
    return services.update_company(
        company,
        name=body.name if "name" in given else company.name,
        domains=body.domains if "domains" in given else company.domains,
        note=body.note if "note" in given else company.note,
        by=request.access.by,
    )


@router.delete(
    "companies/{company_id}", response={204: None}, summary="Forget a company", tags=COMPANIES
)
def delete_company(request: ApiRequest, company_id: Id) -> Status[None]:
    """Its people stay. For leads."""
    company = queries.company_for(company_id)
    request.access.require_lead()
    services.delete_company(company, by=request.access.by)
    return Status(204, None)
