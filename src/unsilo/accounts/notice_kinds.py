"""The kinds of notices there are: what stands before the colon of a notice's key."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """``by_mail`` is what the sender thinks best; each user may choose otherwise."""

    key: str
    label: str | Promise
    by_mail: bool
    icon: str


_kinds: dict[str, NoticeKind] = {}


def register_notice_kind(
    key: str, label: str | Promise, *, by_mail: bool = False, icon: str = "bell"
) -> None:
    """Name a kind, so that users can choose whether they get it by mail."""
    _kinds[key] = NoticeKind(key, label, by_mail, icon)


def notice_kinds() -> list[NoticeKind]:
    return list(_kinds.values())


def icon_of(kind: str) -> str:
    return _kinds[kind].icon if kind in _kinds else "bell"
