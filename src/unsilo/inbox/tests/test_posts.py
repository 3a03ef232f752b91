"""Posts and ads under which people comment, as one message after the other tells of them."""

from decimal import Decimal

import pytest

from unsilo.channels.contract import Author, InboundMessage, PaidAd, PublicPost
from unsilo.channels.models import Channel
from unsilo.inbox.models import Ad, Post
from unsilo.inbox.services.posts import keep_sources

TOLD = PublicPost("p-1", "Blame the dog", "marmaladefox", "https://social.example/p-1")
SHOWN = PaidAd("ad-1", "Dog on a table", "autumn-table", Decimal("12.50"), "USD")


def comment(post: PublicPost | None, ad: PaidAd | None = None) -> InboundMessage:
    author = Author("handle", "dana")
    return InboundMessage(
        external_id="c", author=author, text="?", reply_text="?", post=post, ad=ad
    )


def known() -> tuple[Post, Ad]:
    return Post.objects.get(), Ad.objects.get()


@pytest.mark.parametrize("together", [True, False])
def test_a_message_that_only_names_its_post_leaves_what_is_known(
    mail: Channel, together: bool
) -> None:
    heard = [(mail, comment(TOLD, SHOWN)), (mail, comment(PublicPost("p-1"), PaidAd("ad-1")))]
    if together:
        keep_sources(heard)
    else:
        for one in heard:
            keep_sources([one])
    post, ad = known()
    assert (post.text, post.author, post.permalink) == (TOLD.text, TOLD.author, TOLD.permalink)
    assert (ad.name, ad.campaign, ad.spend, ad.currency) == (
        "Dog on a table", "autumn-table", Decimal("12.50"), "USD",
    )  # fmt: skip


def test_what_is_said_later_holds(mail: Channel) -> None:
    keep_sources([(mail, comment(TOLD, SHOWN))])
    kept = keep_sources(
        [(mail, comment(PublicPost("p-1", "Blame the cat"), PaidAd("ad-1", "Cat")))]
    )
    post, ad = known()
    assert (post.text, ad.name) == ("Blame the cat", "Cat")
    assert post.author == "marmaladefox"
    assert kept.of(mail, comment(TOLD, SHOWN)) == (post, ad)


def test_many_posts_are_kept_in_one_statement_each(
    mail: Channel, django_assert_num_queries
) -> None:
    heard = [(mail, comment(PublicPost(f"p-{n}", "Words"), PaidAd(f"a-{n}"))) for n in range(9)]
    with django_assert_num_queries(2):
        kept = keep_sources(heard)
    assert len(kept.posts) == len(kept.ads) == 9
    with django_assert_num_queries(0):
        assert keep_sources([(mail, comment(None))]) == type(kept)({}, {})
