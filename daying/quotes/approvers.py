"""Who must approve a quotation, in which order: the posts above its owner up to one that may grant it, and by rule."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused
from daying.people.models import Department, Employee, Holding, Post
from daying.people.models.authority import Tree
from daying.people.models.posts import Scope
from daying.quotes import grounds
from daying.quotes.grounds import Ground, Offered
from daying.quotes.models import ApprovalRule, DiscountLimit, Quotation
from daying.work.actions import Asked
from daying.work.queries import GIVE

Limits = dict[int, DiscountLimit]
LIMITS = Compiled(lambda: DiscountLimit.objects.filter(is_active=True))
RULES = Compiled(lambda: ApprovalRule.objects.filter(is_active=True))
POSTS = Compiled(lambda: Post.objects.all())
HELD_BY = Compiled(lambda person, on: Holding.objects.on(on).filter(employee=person).order_by("pk"))
ABLE = Compiled(
    lambda on: (
        Holding.objects.on(on)
        .filter(employee__is_active=True, post__rights__code=GIVE)
        .select_related("department", "employee")
        .order_by("pk")
    )
)


@dataclass(frozen=True)
class Judgement:
    """Why a quotation needs approval, and who is asked step by step. Without steps it is approved as it is."""

    grounds: Sequence[Ground] = ()
    steps: list[list[Asked]] = field(default_factory=list)

    @property
    def told(self) -> str:
        """The reasons for everybody, a line each."""
        return "\n".join(dict.fromkeys(ground.told for ground in self.grounds))

    @property
    def margins(self) -> str:
        """The figures of cost and margin among them."""
        return "\n".join(ground.margin for ground in self.grounds if ground.margin)


def judged(quotation: Quotation, *, by: Actor, on: date) -> Judgement:
    """Whether whoever hands a quotation in may decide it alone, else who must.

    Nobody approves what they own, entered or hand in. Refused where nobody is left who may grant it. Five queries
    where nobody is asked, ten else, however many lines and posts there are.
    """
    offered = Offered.on(quotation, on)
    limits = {limit.post_id: limit for limit in LIMITS()}
    own = _posts_of(by.pk, on)
    why = _beyond_own(offered, [limits[post] for post in own if post in limits])
    rules = [rule for rule in _rules() if grounds.fits(offered, rule) and not _is_of(rule, own)]
    if not why and not rules:
        return Judgement()
    house = House(quotation, by, on)
    asked = _chain(house, offered, limits, why) if why else {}
    for rule in rules:
        asked = {**_by_rule(house, rule, own), **asked}
    return Judgement([*why, *(grounds.of_rule(offered, rule) for rule in rules)], house.in_steps(asked))


class House:
    """The posts and who holds them, seen from a quotation: who may be asked, and who is above whom."""

    def __init__(self, quotation: Quotation, by: Actor, on: date) -> None:
        self.quotation, self.by, self.on = quotation, by, on
        self.barred = {by.pk, quotation.owner_id, quotation.created_by_id}
        self.posts = {post.pk: post for post in POSTS()}
        self.places = Tree.now().above(quotation.department_id)
        self.seats: dict[int, dict[Department, list[Employee]]] = defaultdict(lambda: defaultdict(list))
        for one in ABLE(on):
            self.seats[one.post_id][one.department].append(one.employee)

    def above(self) -> list[Post]:
        """The superiors of the owner's post, from the bottom up; of the post of whoever hands it in, if he has none."""
        own = _posts_of(self.quotation.owner_id, self.on) or _posts_of(self.by.pk, self.on)
        return self._superiors(max(own, key=self.depth)) if own else []

    def depth(self, post: int) -> int:
        """How many posts stand above this one."""
        return len(self._superiors(post))

    def asked(self, post: Post, duty: str) -> Asked | None:
        """Whoever holds the post in the quotation's department or next above it; None where nobody may be asked.

        Where one of several holders has a part in the quotation, another of them is asked in person.
        """
        for place, people in self._holders(post):
            able = [person for person in people if person.pk not in self.barred]
            if able:
                return Asked(place, duty, post=post, person=None if able == people else able[0])
        return None

    def in_steps(self, asked: dict[int, Asked]) -> list[list[Asked]]:
        """Lower posts before higher ones; those of one height at once."""
        order = sorted(asked, key=lambda post: (-self.depth(post), post))
        return [[asked[post] for post in step] for _depth, step in groupby(order, self.depth)]

    def _superiors(self, post: int) -> list[Post]:
        chain: list[Post] = []
        above = self.posts[post].superior_id
        while above is not None and self.posts[above] not in chain:
            chain.append(self.posts[above])
            above = self.posts[above].superior_id
        return chain

    def _holders(self, post: Post) -> list[tuple[Department, list[Employee]]]:
        """The nearest first; of a post that sees the company, those elsewhere too."""
        held = self.seats[post.pk]
        near = sorted((place for place in held if place.pk in self.places), key=lambda one: self.places.index(one.pk))
        far = [place for place in held if place not in near] if post.scope == Scope.COMPANY else []
        return [(place, held[place]) for place in [*near, *far]]


def _beyond_own(offered: Offered, limits: Sequence[DiscountLimit]) -> list[Ground]:
    """Why nobody who hands it in may decide it alone. Of several posts the one that may grant most counts."""
    if not limits:
        return grounds.without_limit()
    return min((grounds.beyond(offered, limit) for limit in limits), key=len)


def _chain(house: House, offered: Offered, limits: Limits, why: Iterable[Ground]) -> dict[int, Asked]:
    """Every superior with a limit, up to the first that may grant it."""
    asked: dict[int, Asked] = {}
    for post in house.above():
        limit = limits.get(post.pk)
        one = house.asked(post, _("Discount and margin")) if limit else None
        if limit and one:
            asked[post.pk] = one
            if not grounds.beyond(offered, limit):
                return asked
    told = {"grounds": " ".join(ground.told for ground in why)}
    raise Refused(
        _("Nobody can be asked who may grant this. Ask for the discount limits or the posts to be filled. %(grounds)s")
        % told
    )


def _by_rule(house: House, rule: ApprovalRule, own: Iterable[int]) -> dict[int, Asked]:
    """Whom a rule names, apart from who hands it in."""
    asked: dict[int, Asked] = {}
    for row in rule.posts.all():
        if row.post_id in own:
            continue
        one = house.asked(house.posts[row.post_id], rule.name)
        if one is None:
            told = {"rule": rule, "post": house.posts[row.post_id]}
            raise Refused(_("Rule “%(rule)s” asks for %(post)s, and nobody else holds that post.") % told)
        asked[row.post_id] = one
    return asked


def _rules() -> list[ApprovalRule]:
    rules = RULES()
    prefetch_related_objects(rules, "posts")
    return rules


def _is_of(rule: ApprovalRule, own: Iterable[int]) -> bool:
    """Whether nobody else is named by it."""
    return {row.post_id for row in rule.posts.all()} <= set(own)


def _posts_of(person: int | None, on: date) -> list[int]:
    return [held.post_id for held in HELD_BY(person, on)] if person else []
