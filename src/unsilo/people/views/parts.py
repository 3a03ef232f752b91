"""Parts of the page of a person that change in place: identities, own fields, notes."""

from functools import partial

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.core.errors import Invalid, NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.people import queries, services
from unsilo.people.forms import IdentityForm, NoteForm
from unsilo.people.models import Person
from unsilo.ui.toasts import go_with_toast, with_toast

UNDO_SALT = "people.identity"


# Identities


@member
def identity_add(request: UnsiloRequest, person_id: int) -> HttpResponse:
    request.access.require_write()
    person = queries.person_for(person_id)
    form = IdentityForm(request.POST or None)
    add = partial(services.add_identity, person, by=request.access.by)
    if request.method == "POST" and (identity := submit(form, add)):
        text = _("%(value)s is noted.") % {"value": identity}
        return go_with_toast(request, reverse("people:person", args=[person.pk]), text)
    context = {"form": form, "person": person}
    return render(request, "people/identity_add.html", context, status=422 if form.errors else 200)


@require_POST
@member
def identity_remove(request: UnsiloRequest, person_id: int, identity_id: int) -> HttpResponse:
    request.access.require_write()
    person = queries.person_for(person_id)
    identity = queries.identity_for(person, identity_id)
    services.remove_identity(identity, by=request.access.by)
    kept = {"kind": identity.kind, "value": identity.value, "name": identity.name}
    again = signing.dumps(kept, salt=UNDO_SALT)
    return with_toast(
        _identities(request, person),
        _("%(value)s is removed.") % {"value": identity},
        undo_url=reverse("people:identity-restore", args=[person.pk, again]),
    )


@require_POST
@member
def identity_restore(request: UnsiloRequest, person_id: int, again: str) -> HttpResponse:
    """Undo of a removal: the signed address carries what was removed."""
    request.access.require_write()
    person = queries.person_for(person_id)
    try:
        kept = signing.loads(again, salt=UNDO_SALT, max_age=3600)
    except signing.BadSignature as error:
        raise NotFound from error
    services.add_identity(person, by=request.access.by, **kept)
    return go_with_toast(request, reverse("people:person", args=[person.pk]), _("Taken back."))


@member
def identity_move(request: UnsiloRequest, person_id: int, identity_id: int) -> HttpResponse:
    """Choose whom an identity really belongs to, and give it to them."""
    request.access.require_write()
    person = queries.person_for(person_id)
    identity = queries.identity_for(person, identity_id)
    if request.method == "POST":
        owner = queries.person_for(_number(request.POST.get("to", "")))
        services.move_identity(identity, to=owner, by=request.access.by)
        text = _("%(value)s belongs to %(name)s now.") % {"value": identity, "name": owner}
        return go_with_toast(request, reverse("people:person", args=[owner.pk]), text)
    q = request.GET.get("q")
    picks = queries.pick_people(q or "", other_than=person)
    context = {"person": person, "identity": identity, "picks": picks, "q": q or ""}
    template = "people/move_picks.html" if q is not None else "people/identity_move.html"
    return render(request, template, context)


def _identities(request: UnsiloRequest, person: Person) -> HttpResponse:
    context = {"detail": queries.person_detail(person)}
    return render(request, "people/identities.html", context)


# Own fields


@member
def field(request: UnsiloRequest, person_id: int, key: str) -> HttpResponse:
    """One custom field: as words, as a form (``?edit``), and saved."""
    person = queries.person_for(person_id)
    editing, wrong = "edit" in request.GET, ""
    if editing or request.method == "POST":
        request.access.require_write()
    if request.method == "POST":
        row = _field_row(person, key)
        try:
            value = request.POST.get("value", "")
            person = services.set_field(person, field=row.field, value=value, by=request.access.by)
        except Invalid as error:
            editing, wrong = True, error.message
    context = {
        "person": person,
        "row": _field_row(person, key),
        "editing": editing,
        "swapped": True,  # the keyboard goes on where it was
        "wrong": wrong,
        "given": request.POST.get("value", ""),
    }
    return render(request, "people/field.html", context, status=422 if wrong else 200)


def _field_row(person: Person, key: str) -> queries.FieldRow:
    for row in queries.field_rows(person):
        if row.field.key == key:
            return row
    raise NotFound


# Notes


@require_POST
@member
def note_add(request: UnsiloRequest, person_id: int) -> HttpResponse:
    request.access.require_write()
    person = queries.person_for(person_id)
    form = NoteForm(request.POST)
    add = partial(services.add_note, person, author=request.user, by=request.access.by)
    added = submit(form, add)
    return _notes(request, person, NoteForm() if added else form)


@require_POST
@member
def note_delete(request: UnsiloRequest, person_id: int, note_id: int) -> HttpResponse:
    person = queries.person_for(person_id)
    note = queries.own_note_for(request.access, person, note_id)
    services.delete_note(note, by=request.access.by)
    undo_url = reverse("people:note-restore", args=[person.pk, note.pk])
    return with_toast(_notes(request, person, NoteForm()), _("Note deleted."), undo_url=undo_url)


@require_POST
@member
def note_restore(request: UnsiloRequest, person_id: int, note_id: int) -> HttpResponse:
    person = queries.person_for(person_id)
    note = queries.own_note_for(request.access, person, note_id)
    services.restore_note(note, by=request.access.by)
    return go_with_toast(request, reverse("people:person", args=[person.pk]), _("Taken back."))


def _notes(request: UnsiloRequest, person: Person, form: NoteForm) -> HttpResponse:
    context = {"detail": queries.person_detail(person), "note_form": form}
    return render(request, "people/notes.html", context, status=422 if form.errors else 200)


def _number(text: str) -> int:
    """A row id out of a form. Nonsense is nothing that exists."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFound
    return int(text)
