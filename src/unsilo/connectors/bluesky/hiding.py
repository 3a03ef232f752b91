"""Hiding replies: the author of a thread's first post may name replies that are shown to nobody
who does not ask for them. The list stands in a record (a "threadgate") beside that post."""

from datetime import UTC

from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.connectors.bluesky.naming import AtUri
from unsilo.connectors.bluesky.xrpc import Account, Data, XrpcError
from unsilo.core.errors import ConnectorError

GATE = "app.bsky.feed.threadgate"
MOST = 300
TRIES = 4  # the record may change between reading and writing it


def set_hidden(account: Account, uri: AtUri, *, hidden: bool) -> None:
    """Have a reply below a post of ours hidden or shown. Asked again, it does no harm."""
    found = account.record(uri.repo, uri.collection, uri.rkey)
    if found is None:
        return  # it is out of everybody's sight
    root = AtUri.parse(str(found["value"].get("reply", {}).get("root", {}).get("uri", "")))
    if root is None or root.repo != account.did:
        raise ConnectorError(
            _("Bluesky lets you hide replies in threads that you began, and this is none of them."),
            permanent=True,
        )
    for _try in range(TRIES - 1):
        try:
            _write(account, root, str(found["uri"]), hidden=hidden)
        except XrpcError as error:
            if error.name != "InvalidSwap":
                raise
        else:
            return
    _write(account, root, str(found["uri"]), hidden=hidden)


def _write(account: Account, root: AtUri, uri: str, *, hidden: bool) -> None:
    """Change the record as it stands, unless somebody else changes it in this moment."""
    kept = account.record(account.did, GATE, root.rkey) or {}
    gate: Data = dict(kept.get("value") or _gate(root))
    listed = [str(one) for one in gate.get("hiddenReplies", [])]
    if (uri in listed) == hidden:
        return
    if hidden and len(listed) >= MOST:
        raise ConnectorError(
            _("Bluesky hides at most %(n)d replies of a thread.") % {"n": MOST}, permanent=True
        )
    gate["hiddenReplies"] = [*listed, uri] if hidden else [one for one in listed if one != uri]
    body: Data = {"repo": account.did, "collection": GATE, "rkey": root.rkey, "record": gate}
    account.act("com.atproto.repo.putRecord", {**body, "swapRecord": kept.get("cid")})


def _gate(root: AtUri) -> Data:
    """A new one, that lets everybody reply as before."""
    now = timezone.now().astimezone(UTC).isoformat(timespec="milliseconds")
    return {"$type": GATE, "post": str(root), "createdAt": now.replace("+00:00", "Z")}
