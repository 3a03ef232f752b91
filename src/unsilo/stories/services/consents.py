"""Consent: asked in the customer's own conversation, answered on a public page, withdrawn there."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Desk, User
from unsilo.core.actor import Actor, ActorKind
from unsilo.core.errors import Conflict, Forbidden, Invalid, NotFound
from unsilo.core.tokens import read_signed_id, sign_id
from unsilo.inbox.models import Conversation, State
from unsilo.inbox.recipients import latest_answerable, suggest
from unsilo.inbox.services.replies import Answer, send_answer
from unsilo.stories.models import (
    ANSWERED,
    Consent,
    ConsentState,
    ConsentStep,
    Coverage,
    CoverageState,
    Field,
    FlagState,
    Grant,
    Pitch,
    Stage,
    StepKind,
    Story,
    Takedown,
    Use,
)
from unsilo.stories.services import pitches, stories
from unsilo.stories.services.log import record, tell
from unsilo.stories.wording import CURRENT

TOKEN = "consent"  # noqa: S105  what the token is for
OPEN_FOR = timedelta(days=30)
LINK = "[link]"
NOTICE = "consent"


def first_words(story: Story, person_name: str) -> str:
    """What we write when nobody has written anything better."""
    name = person_name.split(" ")[0]
    return _(
        "Hello %(name)s,\n\nwhat you wrote us has stayed with us, and we would like to tell others "
        "about it. It is yours, so nothing leaves the house without your yes. On this page you say "
        "what we may use and where, or that you would rather not:\n\n%(link)s\n\nThe link is open "
        "for 30 days. You can change your mind there at any time."
    ) % {"name": name, "link": LINK}


@transaction.atomic
def ask(
    story: Story,
    *,
    conversation: Conversation,
    text: str,
    cells: Iterable[tuple[str, str]],
    user: User,
    desks: Collection[Desk],
    by: Actor,
    at: datetime | None = None,
) -> Consent:
    """Write to the customer in their own conversation; the link stands where the text says so."""
    now = at or timezone.now()
    story = stories.locked(story)
    wanted = list(dict.fromkeys(cells))
    if not wanted or any(f not in Field.values or u not in Use.values for f, u in wanted):
        raise Invalid(_("Tick what you want to use, and where."), field="cells")
    if LINK not in text:
        raise Invalid(_("Leave %(link)s in the text.") % {"link": LINK}, field="text")
    if conversation.public:
        raise Invalid(_("This conversation is public, so anybody could answer. Ask in private."))
    if story.is_sensitive and any(use == Use.AD for _field, use in wanted):
        raise Invalid(_("A sensitive story is not used in ads."), field="cells")
    if story.flags.filter(state=FlagState.TAKEN, may_contact=False).exists():
        raise Forbidden(_("Whoever flagged it says: do not ask this customer."))
    consent = Consent.objects.select_for_update().filter(
        story=story, person=conversation.person
    ).first()  # fmt: skip
    if consent is not None and not consent.has_expired:
        raise Conflict(_("They have been asked already."))
    consent = consent or Consent(story=story, person=conversation.person)
    consent.conversation, consent.wording, consent.asked_by = conversation, CURRENT, user
    consent.state, consent.asked_at, consent.expires_at = ConsentState.ASKED, now, now + OPEN_FOR
    consent.save()
    consent.grants.all().delete()
    Grant.objects.bulk_create(Grant(consent=consent, field=f, use=u) for f, u in wanted)
    message = send_answer(
        conversation.pk,
        Answer(
            text=text.replace(LINK, address(consent)),
            recipients=suggest(
                conversation, latest_answerable(conversation), kind="reply", own=frozenset()
            ),
            confirmed=True,
            then=State.WAITING,
        ),
        user=user,
        desks=list(desks),
        by=by,
        at=at,
    )
    consent.message = message
    consent.save(update_fields=["message"])
    _step(consent, StepKind.ASKED, by=by.label, at=now)
    record(
        "consent.asked", by=by, story=story, conversation=conversation, at=at,
        consent=consent.pk, wording=consent.wording,
    )  # fmt: skip
    stories.advance(story, Stage.CONSENT, by=by, at=at)
    return consent


def address(consent: Consent) -> str:
    """The public page of one consent."""
    token = sign_id(consent.pk, purpose=TOKEN)
    return settings.PUBLIC_URL + reverse("stories:consent-page", args=[token])


def by_token(token: str) -> Consent:
    """The consent of a link. Raises ``NotFound`` for one that is forged or has expired."""
    pk = read_signed_id(token, purpose=TOKEN)
    found: Consent | None = None
    if pk is not None and pk < 2**63:
        related = Consent.objects.select_related("story__brand", "person", "conversation__person")
        found = related.filter(pk=pk).first()
    if found is None or found.has_expired or found.story.put_away_at is not None:
        raise NotFound
    if found.person.erased_at is not None:
        raise NotFound
    return found


@transaction.atomic
def note_opened(consent: Consent, *, at: datetime | None = None) -> None:
    """The page was looked at for the first time."""
    if not consent.steps.filter(kind=StepKind.OPENED).exists():
        _step(consent, StepKind.OPENED, by=str(consent.person), at=at or timezone.now())


@transaction.atomic
def answer(
    consent: Consent, *, allowed: Collection[tuple[str, str]], at: datetime | None = None
) -> Consent:
    """What the customer ticked holds, and nothing else. They may answer again."""
    now = at or timezone.now()
    consent = _locked(consent)
    if consent.state == ConsentState.ASKED and consent.expires_at <= now:
        raise NotFound
    was = set(_allowed(consent))
    first = consent.state == ConsentState.ASKED
    grants = list(consent.grants.all())
    for grant in grants:
        grant.allowed = (grant.field, grant.use) in allowed
    Grant.objects.bulk_update(grants, ["allowed"])
    yes = sum(bool(grant.allowed) for grant in grants)
    consent.state = (
        ConsentState.DENIED
        if not yes
        else ConsentState.GRANTED
        if yes == len(grants)
        else ConsentState.PARTLY
    )
    consent.answered_at, consent.withdrawn_at, consent.wording = now, None, CURRENT
    consent.save(update_fields=["state", "answered_at", "withdrawn_at", "wording"])
    by = _customer(consent)
    _step(consent, StepKind.ANSWERED if first else StepKind.CHANGED, by=by.label, at=now)
    record(
        "consent.answered", by=by, story=consent.story, conversation=consent.conversation,
        at=at, consent=consent.pk, state=consent.state,
    )  # fmt: skip
    if was - set(_allowed(consent)):
        _stop(consent, by=by, at=now)
    elif consent.state in ANSWERED and any(
        grant.use == Use.PRESS and grant.allowed for grant in grants
    ):
        stories.advance(consent.story, Stage.READY, by=by, at=at)
    _tell(consent, by=by)
    return consent


@transaction.atomic
def withdraw(consent: Consent, *, at: datetime | None = None) -> Consent:
    """They have changed their mind: nothing may be used from now on."""
    now = at or timezone.now()
    consent = _locked(consent)
    if consent.state not in ANSWERED:
        raise Conflict(_("There is nothing to withdraw."))
    consent.grants.update(allowed=False)
    consent.state, consent.withdrawn_at = ConsentState.WITHDRAWN, now
    consent.save(update_fields=["state", "withdrawn_at"])
    by = _customer(consent)
    _step(consent, StepKind.WITHDRAWN, by=by.label, at=now)
    record(
        "consent.withdrawn", by=by, story=consent.story, conversation=consent.conversation,
        at=at, consent=consent.pk,
    )  # fmt: skip
    _stop(consent, by=by, at=now)
    _tell(consent, by=by)
    return consent


def _stop(consent: Consent, *, by: Actor, at: datetime) -> None:
    """Pitches that have not gone out stay here; what is out there becomes a list of places."""
    sent = [
        pitch
        for pitch in Pitch.objects.filter(story=consent.story, cancelled_at__isnull=True)
        if not pitches.call_back(pitch, because=_("Consent was withdrawn."), by=by, at=at)
    ]
    published = Coverage.objects.filter(story=consent.story, state=CoverageState.CONFIRMED)
    Takedown.objects.bulk_create(
        [
            *(Takedown(consent=consent, pitch=pitch) for pitch in sent),
            *(Takedown(consent=consent, coverage=one) for one in published),
        ],
        ignore_conflicts=True,
    )
    story = stories.locked(consent.story)
    if story.stage in (Stage.READY, Stage.PITCHED):
        story.stage, story.stage_at = Stage.CONSENT, at
        story.save(update_fields=["stage", "stage_at"])


@transaction.atomic
def set_taken_down(takedown: Takedown, *, done: bool, user: User, by: Actor) -> None:
    """One place is dealt with (or, done false, not yet after all)."""
    takedown.done_at = timezone.now() if done else None
    takedown.done_by = user if done else None
    takedown.save(update_fields=["done_at", "done_by"])
    record(
        "consent.taken_down" if done else "consent.not_taken_down", by=by,
        story=takedown.consent.story, conversation=takedown.consent.conversation,
        takedown=takedown.pk,
    )  # fmt: skip


def _tell(consent: Consent, *, by: Actor) -> None:
    story = consent.story
    said = {
        ConsentState.GRANTED: _("%(name)s said yes: %(title)s"),
        ConsentState.PARTLY: _("%(name)s said yes to a part: %(title)s"),
        ConsentState.DENIED: _("%(name)s said no: %(title)s"),
        ConsentState.WITHDRAWN: _("%(name)s withdrew consent: %(title)s"),
    }[ConsentState(consent.state)]
    tell(
        [story.owner, consent.asked_by] if story.owner != consent.asked_by else [story.owner],
        title=said % {"name": consent.person, "title": story.title},
        text="",
        url=reverse("stories:story", args=[story.pk]),
        key=f"{NOTICE}:{consent.pk}:{consent.steps.count()}",
        by=by,
    )


def _customer(consent: Consent) -> Actor:
    return Actor(ActorKind.PERSON, consent.person_id, str(consent.person))


def _allowed(consent: Consent) -> list[tuple[str, str]]:
    return list(consent.grants.filter(allowed=True).values_list("field", "use"))


def _step(consent: Consent, kind: StepKind, *, by: str, at: datetime) -> None:
    allowed: dict[str, list[str]] = {}
    for field, use in _allowed(consent):
        allowed.setdefault(field, []).append(use)
    ConsentStep.objects.create(
        consent=consent, kind=kind, at=at, by=by[:200], wording=consent.wording, allowed=allowed
    )


def _locked(consent: Consent) -> Consent:
    rows = Consent.objects.select_for_update(of=("self",))
    related = rows.select_related("story__brand", "story__conversation", "story__owner")
    found: Consent = related.select_related("person", "conversation", "asked_by").get(pk=consent.pk)
    return found
