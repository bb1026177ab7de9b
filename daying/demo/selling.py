"""The terms on which the demo company sells: who reviews orders, prices and their adjustments, framework contracts."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from daying.core import changes, journal
from daying.customers.actions import set_credit_limit
from daying.customers.models import Customer
from daying.demo import selling_words as words
from daying.demo.contact import Contact
from daying.orders import actions as ordering
from daying.orders.contracts import actions as contracting
from daying.orders.models import Contract, ContractKind, ReviewRule, ReviewSigner, SalesOrder, WhenOverdrawn
from daying.people import departments
from daying.people.models import Department
from daying.products import actions as pricing
from daying.products.models import (
    CustomerPart,
    CustomerPrice,
    ExchangeRate,
    PriceAdjustment,
    PriceList,
    PriceListCustomer,
    PriceListLine,
    Product,
)
from daying.work import actions as work
from daying.work.models import Opinion

LISTED, DEALERS, AGREED = 6, 3, 3  # products on the lists; customers with a list of their own, with agreed prices
CONTRACTED = (2, 5, 8, 11)  # places of the customers with a framework contract
QUARTER, YEAR = 91, 365
ENDS_SOON = 20  # days until the first of the contracts ends
CENT = Decimal("0.01")
# Who answers for the departments that are asked.
ANSWERS = {
    departments.ENGINEERING: "engineering",
    departments.FINANCE: "finance",
    departments.MARKETING_CENTRE: "director",
    departments.PMC: "pmc",
    departments.QUALITY: "quality",
    departments.WAREHOUSE: "warehouse",
}


class Selling:
    """Sets the terms on the first day, and what changes about them on its own day. contact: on whose agenda."""

    def __init__(self, contact: Contact) -> None:
        self.setting, self.agenda = contact.setting, contact.agenda
        self.do, self.workday = contact.do, contact.workday
        self.people, self.today = contact.people, contact.setting.today
        self.listed: list[Product] = self.setting.products[:LISTED]
        self.contracts: dict[int, Contract] = {}

    def spread(self, orders: int) -> None:
        """The rules and lists first; then the contracts of the present year and three applications for new prices."""
        self.set_terms(self.setting.opening)
        buyers = self.setting.customers
        for place, customer in enumerate(buyers[at] for at in CONTRACTED):
            until = self.today + timedelta(days=ENDS_SOON + place * QUARTER)
            first = until - timedelta(days=YEAR)
            self._on(first - timedelta(days=10), lambda day, c=customer, f=first, u=until: self.contract(c, f, u, day))
        steps = ((260, Decimal("1.05"), words.RAISED, None), (70, Decimal("0.95"), words.LOWERED, buyers[0]))
        for ago, factor, told, buyer in (*steps, (3, Decimal("1.03"), words.AHEAD, None)):
            day = self.today - timedelta(days=ago)
            self._on(day, lambda then, f=factor, t=told, b=buyer: self.apply(f, t, b, then))

    def contract_of(self, customer: Customer, day: date) -> Contract | None:
        """The framework contract that an order of the day is drawn from."""
        found = self.contracts.get(customer.pk)
        return found if found and found.from_on <= day <= found.until_on else None

    def _on(self, day: date, happening: Any) -> None:
        self.agenda.add(self.workday(max(day, self.setting.opening)), happening)

    # ---- The first day

    def set_terms(self, day: date) -> None:
        """Who reviews what, and what things cost."""
        with journal.acting("demo.selling", day):
            self._write_rules()
            self._set_rates(day)
            self._set_prices(day)
        wording = {"name": words.FRAMEWORK, "text": words.WORDING}
        self.template = self.do(contracting.write_template, by=self.people["director"], on=day, **wording)

    def _write_rules(self) -> None:
        places = {place.code: place for place in Department.objects.all()}
        for rank, (name, values, steps) in enumerate(words.RULES, start=1):
            signers = [
                ReviewSigner(department=places[code], step=number, duty=duty, checklist=checklist)
                for number, step in enumerate(steps, start=1)
                for code, duty, checklist in step
            ]
            told = {key: Decimal(value) if key == "lowest_margin" else value for key, value in values.items()}
            rule = ReviewRule(name=name, rank=rank * 10, **told)
            changes.create(rule, by=self.people["director"], lines=signers)

    def _set_rates(self, day: date) -> None:
        rates = [
            ExchangeRate(currency="USD", rate=Decimal(rate), valid_from=day + timedelta(days=QUARTER * place))
            for place, rate in enumerate(words.RATES)
        ]
        changes.create_many(rates, by=self.people["finance"])

    def _set_prices(self, day: date) -> None:
        by, buyers = self.people["finance"], self.setting.customers
        lists = [
            PriceList(code="CNY", name=words.STANDARD, is_standard=True),
            PriceList(code="USD", name=words.EXPORT, currency="USD", price_includes_tax=False, is_standard=True),
            PriceList(code="DEALER", name=words.DEALERS),
        ]
        standard, export, dealers = changes.create_many(lists, by=by)
        for on_list, factor in ((standard, Decimal(1)), (export, 1 / Decimal("8.1")), (dealers, Decimal("0.92"))):
            rows = [
                PriceListLine(price_list=on_list, product=item, price=_cents(item.list_price * factor), valid_from=day)
                for item in self.listed
            ]
            changes.create_many(rows, by=by)
        some = buyers[AGREED : AGREED + DEALERS]
        changes.create_many([PriceListCustomer(customer=one, price_list=dealers) for one in some], by=by)
        for buyer in buyers[:AGREED]:
            self._agree(buyer, day)
        for item in self.listed:
            item.has_prices = True  # as the database has noted

    def _agree(self, buyer: Customer, day: date) -> None:
        """A year's prices, less from a hundred on, and the numbers under which they order."""
        few = self.listed[:AGREED]
        prices = [
            CustomerPrice(
                customer=buyer,
                product=item,
                price=_cents(item.list_price * share),
                quantity_from=least,
                valid_from=day,
                agreement=words.AGREED_IN,
            )
            for item in few
            for least, share in ((Decimal(0), Decimal("0.95")), (Decimal(100), Decimal("0.92")))
        ]
        changes.create_many(prices, by=self.people["finance"])
        parts = [
            CustomerPart(customer=buyer, code=f"{buyer.pk:03d}-{4100 + place}", name=item.name, product=item)
            for place, item in enumerate(few)
        ]
        changes.create_many(parts, by=self.people["director"])

    # ---- Contracts

    def contract(self, customer: Customer, first: date, until: date, day: date) -> None:
        """A framework for a year: drafted by the customer's owner, sealed, orders are drawn from it."""
        drafted = self.do(
            contracting.draft_contract,
            by=customer.owner,
            on=day,
            customer=customer,
            title=f"{first.year} 年度供货框架合同",
            kind=ContractKind.FRAMEWORK,
            from_on=first,
            until_on=until,
            amount=Decimal(3_000_000),
            when_overdrawn=WhenOverdrawn.FLAG,
            terms=words.CONTRACT_TERMS,
            template=self.template,
        )
        issued = self.do(contracting.issue, drafted, by=customer.owner, on=day)
        archived = {"signed_on": day, "archive_number": f"HT-{day.year}-{customer.pk:03d}"}
        in_force = self.do(contracting.put_into_force, issued, by=self.people["director"], on=day, **archived)
        self.contracts[customer.pk] = in_force

    def leave_held(self, order: SalesOrder) -> None:
        """The customer's limit was cut: a reviewed order waits for a decision today."""
        told = {"credit_limit": order.total // 2, "reason": words.CUT}
        self.do(set_credit_limit, order.customer, by=self.people["finance"], on=self.today, **told)
        self.do(ordering.release, order, by=self.people["director"], on=self.today)

    # ---- New prices

    def apply(self, factor: Decimal, told: tuple[str, str], buyer: Customer | None, day: date) -> None:
        """Somebody applies for other prices of some products, of the standard list or of a customer."""
        reason, evidence = told
        adjustment = self.do(
            pricing.open_adjustment,
            by=buyer.owner if buyer else self.people["manager1"],
            on=day,
            price_list=None if buyer else PriceList.objects.get(name=words.STANDARD),
            customer=buyer,
            effective_on=day + timedelta(days=30),
            reason=reason,
            evidence=evidence,
            lines=[{"product": item, "new_price": _cents(item.list_price * factor)} for item in self.listed[:5]],
        )
        submitted = self.do(pricing.submit_adjustment, adjustment, by=adjustment.created_by, on=day)
        answer = self.refuse if buyer else self.agree
        self.agenda.add(self.workday(day + timedelta(days=2)), lambda then: answer(submitted, then))

    def refuse(self, adjustment: PriceAdjustment, day: date) -> None:
        """Finance does not see why."""
        for opinion in asked_about(adjustment):
            self.do(work.refuse, opinion, by=self.people["finance"], on=day, text=words.NO_EVIDENCE)

    def agree(self, adjustment: PriceAdjustment, day: date) -> None:
        """One department agrees, and the next one some days later."""
        for opinion in asked_about(adjustment):
            self.do(work.agree, opinion, by=self.people[ANSWERS[opinion.department.code]], on=day)
            self.agenda.add(self.workday(day + timedelta(days=3)), lambda then: self.agree(adjustment, then))


def asked_about(adjustment: PriceAdjustment) -> Sequence[Opinion]:
    """The opinions on it that are open."""
    about = {"subject_type": adjustment._meta.label_lower, "subject_id": adjustment.pk}
    named = {f"countersignature__{name}": value for name, value in about.items()}
    return list(Opinion.objects.filter(state="open", **named).select_related("department"))


def _cents(price: Decimal) -> Decimal:
    return price.quantize(CENT, ROUND_HALF_UP)
