"""The limits and the policy with which a company begins. An administrator changes them."""

from collections.abc import Iterable
from decimal import Decimal

from daying.core import changes
from daying.core.actor import Actor
from daying.people import posts
from daying.people.first_rows import begins_with
from daying.people.models import Post
from daying.quotes.models import ApprovalPost, ApprovalRule, DiscountLimit, QuotationPolicy

# Post: largest discount, lowest margin. None: any.
LIMITS: dict[str, tuple[str, str | None]] = {
    posts.CUSTOMER_SERVICE: ("0", "0.2"),
    posts.CS_MANAGER: ("0.05", "0.2"),
    posts.SALES_ENGINEER: ("0.05", "0.2"),
    posts.SALES_MANAGER: ("0.1", "0.15"),
    posts.DIRECTOR: ("0.2", "0.1"),
    posts.GM: ("1", None),
    posts.CHAIRMAN: ("1", None),
}
LARGE, LARGE_FROM = "大额报价", Decimal(1_000_000)


@begins_with(DiscountLimit)
def write_first_limits(by: Actor) -> None:
    """What each post may grant, as far as there are the posts."""
    known = _posts_of(LIMITS)
    limits = [
        DiscountLimit(
            post=known[key], largest_discount=Decimal(most), lowest_margin=None if least is None else Decimal(least)
        )
        for key, (most, least) in LIMITS.items()
        if key in known
    ]
    changes.create_many(limits, by=by)


@begins_with(QuotationPolicy)
def write_first_policy(by: Actor) -> None:
    """The one row."""
    changes.create(QuotationPolicy(), by=by)


@begins_with(ApprovalRule, ApprovalPost)
def write_first_rule(by: Actor) -> None:
    """Large totals go to the general manager."""
    if post := _posts_of([posts.GM]).get(posts.GM):
        rule = ApprovalRule(name=LARGE, amount_from=LARGE_FROM)
        changes.create(rule, by=by, lines=[ApprovalPost(post=post)])


def _posts_of(keys: Iterable[str]) -> dict[str, Post]:
    return {post.key: post for post in Post.objects.filter(key__in=list(keys))}
