"""Connect accounts, change them, and keep their health."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand, Desk
from unsilo.channels import configs, registry
from unsilo.channels.contract import CheckResult
from unsilo.channels.models import Channel, Delivery
from unsilo.channels.texts import clip
from unsilo.core import events
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, ConnectorError, Invalid
from unsilo.core.secrets import seal, unseal
from unsilo.core.validation import check as check_row

State = Channel.State

# Failures in a row after which a channel is shown as failing; one or two happen on any network.
STATE_FIELDS = ["state", "state_reason", "state_original", "state_at"]
FAILING_AFTER = 3


@transaction.atomic
def create_channel(
    *, kind: str, name: str, brand: Brand, desk: Desk, config: Mapping[str, Any], by: Actor
) -> Channel:
    """Connect an account. ``config`` holds its secrets too, nested or with dotted names.

    Raises ``Invalid``; ``data["errors"]`` says which values of the config are wrong.
    """
    typed = configs.validate(registry.connector_class(kind).info.config_model, config)
    plain, secrets = configs.split(typed)
    channel = Channel(
        kind=kind,
        name=name.strip(),
        slug=_free_slug(name),
        brand=brand,
        desk=desk,
        config=plain,
        sealed_secrets=seal(secrets) if secrets else b"",
    )
    check_row(channel)
    channel.save()
    _record("channel.created", channel, by=by)
    return channel


def _free_slug(name: str) -> str:
    base = slugify(name)[:70] or "channel"
    taken = set(Channel.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in taken
    )


@transaction.atomic
def update_channel(
    channel: Channel,
    *,
    by: Actor,
    name: str | None = None,
    brand: Brand | None = None,
    desk: Desk | None = None,
    config: Mapping[str, Any] | None = None,
) -> Channel:
    """Change what is given. A new config replaces the old one, except that empty secrets are kept.

    A channel that failed is tried at once with its new config; one that a person paused stays so.
    """
    row = _lock(channel)
    row.name = row.name if name is None else name.strip()
    row.brand = brand or row.brand
    row.desk = desk or row.desk
    if config is not None:
        model = registry.connector_class(row.kind).info.config_model
        typed = configs.validate(model, config, unseal(row.sealed_secrets))
        row.config, secrets = configs.split(typed)
        row.sealed_secrets = seal(secrets) if secrets else b""
        if row.state == State.FAILING:
            _be(row, State.ACTIVE, "")
        row.failures = 0
    check_row(row)
    row.save()
    _record("channel.changed", row, by=by)
    return row


@transaction.atomic
def pause(channel: Channel, *, reason: str, by: Actor) -> Channel:
    """Fetch and send nothing until somebody resumes; what waits is kept."""
    if not reason.strip():
        raise Invalid(_("Say why, so that others know what to wait for."), field="reason")
    row = _lock(channel)
    _be(row, State.PAUSED, reason.strip())
    row.save()
    _record("channel.paused", row, by=by)
    return row


@transaction.atomic
def resume(channel: Channel, *, by: Actor) -> Channel:
    row = _lock(channel)
    if row.archived_at is not None:
        raise Conflict(_("This channel is archived."))
    _be(row, State.ACTIVE, "")
    row.failures = 0
    row.save()
    _record("channel.resumed", row, by=by)
    return row


@transaction.atomic
def archive(channel: Channel, *, by: Actor) -> Channel:
    """Disconnect for good. Conversations stay; the channel takes and sends nothing any more."""
    row = _lock(channel)
    if Delivery.objects.filter(channel=row, state__in=["waiting", "sending"]).exists():
        raise Conflict(_("Answers still wait to go out through this channel. Send or cancel them."))
    row.archived_at = timezone.now()
    row.name = f"{row.name[:60]} ({_('archived')} {row.pk})"
    row.slug = f"{row.slug[:60]}-archived-{row.pk}"
    _be(row, State.PAUSED, _("Archived by %(name)s.") % {"name": by.label})
    row.sealed_secrets = b""
    row.save()
    _record("channel.archived", row, by=by)
    return row


def check(channel: Channel, *, by: Actor) -> Sequence[CheckResult]:
    """Try the connection and write down how it went. Never raises for a refusal."""
    try:
        results = registry.build(channel).check()
    except ConnectorError as error:
        results = [CheckResult(_("Settings"), ok=False, detail=error.message)]
    failed = [result for result in results if not result.ok]
    wrong = " ".join(f"{result.label}: {result.detail}" for result in failed)
    original = " ".join(result.original for result in failed)
    with transaction.atomic():
        row = _lock(channel)
        if row.state == State.FAILING and not wrong:
            _be(row, State.ACTIVE, "")
        elif row.state == State.ACTIVE and wrong:
            _be(row, State.FAILING, wrong, original)
        row.save(update_fields=STATE_FIELDS)
        _record("channel.checked", row, by=by, ok=not wrong)
    return results


def record_success(channel: Channel, *, lag_seconds: float | None = None) -> None:
    """The other side answered as it should."""
    now = timezone.now()
    fields: dict[str, Any] = {"last_try_at": now, "last_success_at": now, "failures": 0}
    if lag_seconds is not None:
        fields["lag_seconds"] = lag_seconds
    Channel.objects.filter(pk=channel.pk).update(**fields)
    with transaction.atomic():
        row = _lock(channel)
        if row.state == State.FAILING:
            _be(row, State.ACTIVE, "")
            row.save(update_fields=STATE_FIELDS)
            _record("channel.recovered", row, by=SYSTEM)


@transaction.atomic
def record_failure(channel: Channel, error: ConnectorError) -> Channel:
    """Something went wrong: pause if only a person can mend it, else count."""
    row = _lock(channel)
    row.failures = F("failures") + 1
    row.last_try_at = timezone.now()
    row.save(update_fields=["failures", "last_try_at"])
    row.refresh_from_db(fields=["failures"])
    if error.permanent:
        state = State.PAUSED
    elif row.failures >= FAILING_AFTER:
        state = State.FAILING
    else:
        return row
    changed = row.state != state
    _be(row, state, error.message, error.data.get("original", ""))
    row.save(update_fields=STATE_FIELDS)
    if changed:
        _record(f"channel.{'paused' if error.permanent else 'failing'}", row, by=SYSTEM)
    return row


def _be(row: Channel, state: Channel.State, reason: str, original: str = "") -> None:
    if row.state != state:
        row.state_at = timezone.now()
    row.state = state
    row.state_reason = clip(reason, 500)
    row.state_original = clip(original, 500)


def _lock(channel: Channel) -> Channel:
    rows = Channel.objects.select_for_update(of=("self",)).select_related("brand", "desk")
    row: Channel = rows.get(pk=channel.pk)
    return row


def _record(kind: str, channel: Channel, *, by: Actor, **data: object) -> None:
    events.record(
        kind,
        by=by,
        brand_id=channel.brand_id,
        desk_ids=[channel.desk_id],
        data={
            "channel": channel.pk,
            "name": channel.name,
            "state": channel.state,
            "reason": channel.state_reason,
            **data,
        },
    )
