"""Who and what there is on the first day: people, zones, customers, products, carriers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from daying.carriers.models import Carrier
from daying.core import changes, journal
from daying.customers import credit_code
from daying.customers.actions import open_customers
from daying.customers.models import Customer, Grade, Terms, Zone
from daying.demo import words
from daying.demo.pools import open_pools
from daying.people.models import Employee
from daying.people.setup import hire_demo_staff, set_up_company
from daying.products.models import Category, Product

# Most customers pay monthly; a few before, on or some days after delivery.
TERMS = [(Terms.MONTHLY, 30), (Terms.MONTHLY, 60), (Terms.MONTHLY, 30), (Terms.AFTER_DELIVERY, 30), (Terms.PREPAID, 0)]
# Who is entered in the last weeks of the story and never orders.
FEWEST_SLEEPERS, ONE_IN = 24, 5
# One customer in ten is watched.
LIMITS = [200_000, 500_000, 1_000_000, 3_000_000, *[None] * 36]
GRADES = [Grade.A, Grade.B, Grade.B, Grade.C, Grade.C, Grade.C, Grade.C, Grade.D]


@dataclass
class Setting:
    """The stage: the people by user name, and what the story is played with. sleepers: those who never order."""

    chance: Random
    opening: date
    today: date
    people: dict[str, Employee]
    customers: list[Customer] = field(default_factory=list)
    sleepers: list[dict[str, Any]] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    carriers: list[Carrier] = field(default_factory=list)

    @classmethod
    def built(
        cls, *, seed: int, today: date, years: int, customers: int, products: int, report: Callable[[str], None]
    ) -> "Setting":
        """Found the company and fill its files."""
        opening = today - timedelta(days=365 * years)
        set_up_company(on=opening)
        setting = cls(Random(seed), opening, today, hire_demo_staff(on=opening))
        with transaction.atomic(), journal.acting("demo.opening", opening):
            setting._open_files(customers, products)
            open_pools(setting.people)
        report(f"{len(setting.customers)} customers, {len(setting.products)} products")
        return setting

    def _open_files(self, customers: int, products: int) -> None:
        admin = self.people["admin"]
        self.carriers = changes.create_many([Carrier(code=c, name=n, phone=p) for c, n, p in words.CARRIERS], by=admin)
        zones = [Zone(code=code, name=name, owner=self.people[owner]) for code, name, owner, _c in words.ZONES]
        changes.create_many(zones, by=admin)
        categories = [Category(code=code, name=name) for code, name, *_rest in words.CATEGORIES]
        changes.create_many(categories, by=admin)
        self.products = changes.create_many([self._product(n, categories) for n in range(products)], by=admin)
        names = self._names(customers + max(FEWEST_SLEEPERS, customers // ONE_IN))
        rows = [self._customer(name, city, zones[zone]) for name, city, zone in names]
        self.customers = open_customers(rows[:customers], by=self.people["director"])
        self.sleepers = rows[customers:]

    def _names(self, count: int) -> list[tuple[str, str, int]]:
        """Company names with city and zone, no two alike."""
        found: dict[str, tuple[str, str, int]] = {}
        while len(found) < count:
            zone = self.chance.randrange(len(words.ZONES))
            city = self.chance.choice(words.ZONES[zone][3])
            brand = self.chance.choice(words.NAMES_FIRST) + self.chance.choice(words.NAMES_SECOND)
            extra = self.chance.choice(words.NAMES_SECOND) if len(found) > 3000 else ""
            name = f"{city}{brand}{extra}{self.chance.choice(words.TRADES)}{self.chance.choice(words.KINDS)}"
            found[name] = (name, city, zone)
        return list(found.values())

    def _customer(self, name: str, city: str, zone: Zone) -> dict[str, Any]:
        terms, days = self.chance.choice(TERMS)
        return {
            "name": name,
            "short_name": name.split("有限")[0].removesuffix("股份").removesuffix("(集团)"),
            "credit_code": self.credit_code(),
            "grade": self.chance.choice(GRADES),
            "zone": zone,
            "owner": zone.owner,
            "industry": next(trade for trade in words.TRADES if trade in name),
            "city": city,
            "country": "中国",
            "address": self.address(city),
            "phone": f"1{self.chance.randrange(30, 99)}{self.chance.randrange(10**7, 10**8)}",
            "terms": terms,
            "payment_days": days,
            "credit_limit": Decimal(limit) if (limit := self.chance.choice(LIMITS)) else None,
            **self.contact(),
        }

    def address(self, city: str) -> str:
        """A street and number."""
        return f"{city}市{self.chance.choice(words.STREETS)}{self.chance.randrange(1, 400)}号"

    def contact(self) -> dict[str, str]:
        """Whom one speaks to at a firm."""
        return {
            "contact_name": self.chance.choice(words.SURNAMES) + self.chance.choice(words.GIVEN),
            "contact_title": self.chance.choice(words.TITLES),
            "contact_phone": f"1{self.chance.randrange(30, 99)}{self.chance.randrange(10**7, 10**8)}",
        }

    def credit_code(self) -> str:
        """A good one that no firm has yet."""
        body = "91" + f"{self.chance.randrange(110000, 659000):06d}" + "MA"
        body += "".join(self.chance.choice(credit_code.DIGITS) for _n in range(7))
        return body + credit_code.check_digit(body)

    def _product(self, number: int, categories: list[Category]) -> Product:
        place = number % len(categories)
        code, name, low, high, specifications = words.CATEGORIES[place]
        specification = self.chance.choice(specifications)
        price = Decimal(self.chance.randrange(low * 100, high * 100)) / 100
        return Product(
            code=f"{code}-{1000 + number}",
            name=f"{specification}{name}",
            specification=f"{specification} / {self.chance.choice(['标准型', '加强型', '防水型', '耐高温'])}",
            unit=words.UNITS.get(name, "个"),
            places=0,
            category=categories[place],
            list_price=price,
            cost=(price * Decimal(self.chance.randrange(55, 80)) / 100).quantize(Decimal("0.0001")),
        )
