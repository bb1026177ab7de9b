"""The limits and the policy with which a company begins. An administrator changes them."""

from decimal import Decimal

from daying.core import changes
from daying.core.actor import Actor
from daying.core.workflow import action
from daying.people import posts
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


@action(right=None, serves="M5.2")
def set_up_limits(*, by: Actor) -> None:
    """Write the first limits, a rule for large totals and the policy, where there are none and the posts stand."""
    known = {post.key: post for post in Post.objects.filter(key__in=LIMITS)}
    if not known or DiscountLimit.objects.exists():
        return
    limits = [
        DiscountLimit(
            post=known[key],
            largest_discount=Decimal(most),
            lowest_margin=None if least is None else Decimal(least),
        )
        for key, (most, least) in LIMITS.items()
        if key in known
    ]
    changes.create_many(limits, by=by)
    changes.create(QuotationPolicy(), by=by)
    if posts.GM in known:
        rule = ApprovalRule(name=LARGE, amount_from=LARGE_FROM)
        changes.create(rule, by=by, lines=[ApprovalPost(post=known[posts.GM])])
