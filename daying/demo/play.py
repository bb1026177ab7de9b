"""Two years of the company, day by day: what people do, in which order, and how often it goes wrong."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction

from daying.core import journal, search, workdays
from daying.core.compiled import Compiled
from daying.customers.models import Customer, Terms
from daying.demo import chances, selling_words, words
from daying.demo.agenda import Agenda
from daying.demo.consigning import Consigning
from daying.demo.contact import Contact
from daying.demo.courier_bills import CourierBills
from daying.demo.couriers import Couriers
from daying.demo.deliveries import Deliveries
from daying.demo.market import Market
from daying.demo.market_talk import MarketTalk
from daying.demo.pools import Sleepers
from daying.demo.selling import ANSWERS, Selling
from daying.demo.setting import Setting
from daying.demo.storing import Storing
from daying.demo.tariffs import Tariffs
from daying.orders import actions as ordering
from daying.orders.changing import actions as changing
from daying.orders.models import CreditHold, OrderKind, OrderLine, SalesOrder, State
from daying.people import departments
from daying.people.models import Employee
from daying.quotes import actions as quoting
from daying.quotes.models import Quotation
from daying.receivables import actions as accounts
from daying.receivables.models import Billing
from daying.shipping import actions as shipping
from daying.shipping.models import Shipment
from daying.work import actions as work
from daying.work.models import Mode, Opinion
from daying.work.queries import who_may_answer

QUOTED = 0.12  # of the orders begin as a quotation
REFUSED = 0.02  # of the reviews send the order back
HELD_UP = 0.09  # of the orders are promised anew before they are shipped
SPLIT = 0.25  # of the orders leave in two parts
PAID_LATE = 0.22  # of the billings are paid after they fell due
LONG_UNPAID = 0.03  # of them for months, or not at all
KINDS = [*[""] * 47, OrderKind.SAMPLE, OrderKind.SAMPLE, OrderKind.SPECIAL]  # mostly left to the product to say
REVISED = 0.12  # of the quotations sent come in another version
CHANGED = 0.015  # of the orders are changed after their release
HELD = 2  # orders that wait for a decision today
DENIED = 0.15  # of the orders held for credit stay until the customer has paid
OPINIONS = Compiled(
    lambda subject_type, subject_id: Opinion.objects.filter(
        countersignature__subject_type=subject_type, countersignature__subject_id=subject_id, state="open"
    ).select_related("department", "countersignature")
)
HOLD = Compiled(lambda order: CreditHold.objects.filter(order=order, state="open").select_related("order"))
ORDERED = Compiled(lambda quotation: SalesOrder.objects.filter(quotation=quotation).select_related("customer"))
LINES = Compiled(lambda order: OrderLine.objects.filter(order=order))
BILLING = Compiled(lambda shipment: Billing.objects.filter(shipment=shipment).select_related("customer"))


class Play:
    """Plays the orders of a setting. Each happening is one or two actions of the people whose duty they are."""

    def __init__(self, setting: Setting, *, orders: int) -> None:
        self.setting, self.chance, self.people = setting, setting.chance, setting.people
        self.agenda, self.calendar = Agenda(), workdays.current()
        self.order_numbers = count(100_037, 137)  # of the customers: no two alike
        self.first_days = chances.first_days(setting.customers, setting.today)
        contact = Contact(setting, self.agenda, self._do, self._workday)
        self.deliveries = Deliveries(setting, self.agenda, self._do, self._answer)
        self.storing = Storing(setting, self.agenda, self._do, self._answer)
        self.storing.spread()
        self.selling = Selling(contact)
        self.selling.spread(orders)
        self._spread(orders)
        for story in (contact, Market(contact), MarketTalk(contact)):
            story.spread(orders)
        Sleepers(setting, self._do, self.agenda).spread(setting.sleepers)
        Consigning(setting, self.agenda, self._do).spread()
        Tariffs(setting, self.agenda, self._do).spread()

    def perform(self, report: Callable[[str], None]) -> None:
        """Let every day until today happen, each in one transaction."""
        quarter = ""
        for day, happenings in self.agenda.days(self.setting.today):
            with transaction.atomic(), search.together():
                for happening in happenings:
                    happening(day)
            name = f"{day.year} Q{(day.month + 2) // 3}"
            if name != quarter:
                quarter = name
                report(quarter)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """What is under way today."""
        customers, today, director = self.setting.customers, self.setting.today, self.people["director"]
        with transaction.atomic(), search.together():
            chances.stand_open(self._do, self.chance, customers, today)
            chances.plan(self._do, customers, director, today)
            chances.keep_segments(self._do, director, today)
            Couriers(self.setting, self._do).tell()
            CourierBills(self.setting, self._do).tell()
            under_review = SalesOrder.objects.filter(state=State.UNDER_REVIEW).select_related("customer")
            for order in under_review.order_by("-total")[:HELD]:
                self._answer(order, order.requested_on, today)
                self.selling.leave_held(order)
            self.storing.look_ahead(today)
            self.deliveries.contend(today)

    def _spread(self, orders: int) -> None:
        """Orders come on working days, more of them as the company grows."""
        span = (self.setting.today - self.setting.opening).days - 1
        for _n in range(orders):
            day = self.setting.opening + timedelta(days=1 + int(span * self.chance.random() ** 0.85))
            beginning = self.quote if self.chance.random() < QUOTED else self.order
            self.agenda.add(self._workday(day), beginning)

    def quote(self, day: date) -> None:
        """A quotation that its author may grant, or that the manager and perhaps the director have to approve."""
        customer = self._customer(day)
        opportunity = chances.opened(self._do, self.chance, customer, day) if self.chance.random() < 0.5 else None
        quotation = self._do(
            quoting.open_quotation,
            by=customer.owner,
            on=day,
            customer=customer,
            quoted_on=day,
            valid_until=day + timedelta(days=30),
            opportunity=opportunity,
            lines=self._lines(largest_discount=12),
        )
        quotation = self._do(quoting.submit, quotation, by=customer.owner, on=day)
        self.agenda.add(self._later(day, 1, 2), lambda then: self.decide(quotation, customer, then))

    def decide(self, quotation: Any, customer: Customer, day: date) -> None:
        """Whoever is asked approves; a part is accepted by the customer and becomes an order."""
        while asked := OPINIONS(quotation._meta.label_lower, quotation.pk):
            self._do(work.agree, asked[0], by=who_may_answer(asked[0], day)[0], on=day)
        sent = self._do(quoting.send, quotation, by=customer.owner, on=day)
        if self.chance.random() < REVISED:
            self.agenda.add(self._later(day, 2, 6), lambda then: self.revise(sent, customer, then))
        elif self.chance.random() < 0.7:
            self.agenda.add(self._later(day, 2, 8), lambda then: self.accept(sent, customer, then))
        elif self.chance.random() < 0.7:
            self.agenda.add(self._later(day, 2, 12), lambda then: self.decline(sent, customer, then))
        elif sent.opportunity:  # the quotation expires unanswered
            self.agenda.add(self._later(day, 31, 60), lambda then: self.drop(sent, customer, then))

    def revise(self, quotation: Any, customer: Customer, day: date) -> None:
        """The customer wants it otherwise: another version goes the same way."""
        reason = self.chance.choice(selling_words.REVISED)
        old = self._do(quoting.revise, quotation, by=customer.owner, on=day, reason=reason)
        new = Quotation.objects.get(number=old.number, revision=old.revision + 1)
        submitted = self._do(quoting.submit, new, by=customer.owner, on=day)
        self.agenda.add(self._later(day, 1, 2), lambda then: self.decide(submitted, customer, then))

    def decline(self, quotation: Any, customer: Customer, day: date) -> None:
        """The customer says no, and with the quotation goes the opportunity."""
        declined = self._do(quoting.decline, quotation, by=customer.owner, on=day, reason="价格高于同行")
        if declined.opportunity:
            self.drop(declined, customer, day)

    def drop(self, quotation: Any, customer: Customer, day: date) -> None:
        """Nothing came of it."""
        chances.lost(self._do, self.chance, quotation.opportunity, quotation.owner, day)

    def accept(self, quotation: Any, customer: Customer, day: date) -> None:
        """The customer says yes: the order is there as a draft, and goes to review."""
        accepted = self._do(quoting.accept, quotation, by=customer.owner, on=day)
        order = ORDERED.one(accepted.pk)
        self.submit(order, customer, day)

    def order(self, day: date) -> None:
        """An order as it comes in by mail or telephone."""
        customer = self._customer(day)
        order = self._do(
            ordering.open_order,
            by=customer.owner,
            on=day,
            customer=customer,
            kind=self.chance.choice(KINDS),
            contract=self.selling.contract_of(customer, day),
            customer_po=f"PO{day:%y%m}{next(self.order_numbers):06d}",
            ordered_on=day,
            requested_on=self._later(day, 8, 25),
            carrier=self.chance.choice(self.setting.carriers),
            freight=Decimal(self.chance.randrange(0, 300)),
            delivery_address=customer.address,
            lines=self._lines(largest_discount=5),
        )
        self.submit(order, customer, day)

    def submit(self, order: SalesOrder, customer: Customer, day: date) -> None:
        """Put the order before the departments."""
        submitted = self._do(ordering.submit, order, by=customer.owner, on=day)
        self.agenda.add(self._later(day, 1, 2), lambda then: self.review(submitted, customer, then))

    def review(self, order: SalesOrder, customer: Customer, day: date) -> None:
        """The departments that the rules ask answer, step by step; PMC's date is the promise."""
        promised = max(order.requested_on, self._later(day, 5, 15))
        if self.chance.random() < REFUSED:
            first = self._asked(order)[0]
            by = self.people[ANSWERS[first.department.code]]
            self._do(work.refuse, first, by=by, on=day, text=self.chance.choice(words.REFUSALS))
            return
        self._answer(order, promised, day)
        self.agenda.add(self._later(day, 0, 1), lambda then: self.release(order, customer, promised, then))

    def _answer(self, order: SalesOrder, promised: date, day: date) -> None:
        """Every department agrees, where they are asked one after the other step by step."""
        opinions = self._asked(order)
        for opinion in opinions:
            self._agree(opinion, promised, day)
        if opinions and opinions[0].countersignature.mode == Mode.STEPS:
            self._answer(order, promised, day)

    def _asked(self, about: Any) -> list[Opinion]:
        return OPINIONS(about._meta.label_lower, about.pk)

    def _agree(self, opinion: Opinion, promised: date, day: date) -> None:
        code = opinion.department.code
        told: dict[str, Any] = {"promised_on": promised} if code == departments.PMC else {}
        if opinion.checklist:
            told["checks"] = "\n".join("yes" for _question in opinion.checklist.splitlines())
        self._do(work.agree, opinion, by=self.people[ANSWERS[code]], on=day, **told)

    def release(self, order: SalesOrder, customer: Customer, promised: date, day: date) -> None:
        """Let the order go; where the customer's credit holds it, somebody decides."""
        released = self._do(ordering.release, order, by=self._service(customer), on=day)
        if released.state == State.ON_HOLD:
            self.agenda.add(self._later(day, 1, 2), lambda then: self.decide_credit(released, customer, promised, then))
        else:
            self.prepare(released, customer, promised, day)

    def decide_credit(self, order: SalesOrder, customer: Customer, promised: date, day: date) -> None:
        """Mostly it may go all the same; otherwise it is tried again when the customer may have paid."""
        hold, finance = HOLD.one(order.pk), self.people["finance"]
        if self.chance.random() < DENIED:
            self._do(ordering.deny, hold, by=finance, on=day, reason=selling_words.DENIED)
            again = self._later(day, 10, 30)
            self.agenda.add(again, lambda then: self.release(order, customer, max(promised, then), then))
        else:
            reason = self.chance.choice(selling_words.ALLOWED)
            self._do(ordering.allow, hold, by=finance, on=day, reason=reason)
            self.prepare(order, customer, max(promised, day), day)

    def prepare(self, order: SalesOrder, customer: Customer, promised: date, day: date) -> None:
        """Plan how a released order leaves."""
        leaves = self._later(promised, -2, 0)
        if self.chance.random() < HELD_UP:
            leaves = self._later(promised, 1, 9)
            told = min(self._later(day, 2, 4), leaves)
            self.agenda.add(told, lambda then: self.move(order, leaves, then))
        if self.chance.random() < CHANGED:
            self.agenda.add(day, lambda then: self.change(order, customer, then))
        parts = 2 if self.chance.random() < SPLIT else 1
        self.agenda.add(max(leaves, day), lambda then: self.ship(order, customer, parts, then))

    def change(self, order: SalesOrder, customer: Customer, day: date) -> None:
        """The customer wants more of it; PMC answers the same day, and what came in today waits for tomorrow."""
        line = order.lines.all()[0]
        drafted = self._do(
            changing.draft_change,
            by=customer.owner,
            on=day,
            order=order,
            reason=self.chance.choice(selling_words.CHANGES),
            lines=[{"line_number": line.position, "quantity": line.quantity + self.chance.choice([5, 10, 50])}],
        )
        asked = self._do(changing.submit_change, drafted, by=customer.owner, on=day)
        for opinion in self._asked(asked) if day < self.setting.today else ():
            self._agree(opinion, line.confirmed_on or day, day)

    def move(self, order: SalesOrder, to: date, day: date) -> None:
        """PMC has to promise another day."""
        reason = self.chance.choice(words.DELAYS)
        wish = reason == words.DELAYS[-1]
        self._do(
            ordering.move_delivery_date,
            order,
            by=self.people["pmc"],
            on=day,
            to=to,
            reason=reason,
            is_customers_wish=wish,
        )

    def ship(self, order: SalesOrder, customer: Customer, parts: int, day: date) -> None:
        """Plan, pick and dispatch what is open, or half of it first."""
        shipment = self._do(
            shipping.plan_shipment,
            order,
            by=self._service(customer),
            on=day,
            planned_on=day,
            lines=self._half(order) if parts == 2 else None,
        )
        self.storing.supply(shipment, day)
        picked = self._do(shipping.pick, shipment, by=self.people["warehouse"], on=day)
        code = (picked.carrier or self.setting.carriers[0]).code
        number = f"{code}{self.chance.choice('1357')}{self.chance.randrange(10**11):011d}"
        dispatched = self._do(shipping.dispatch, picked, by=self.people["warehouse"], on=day, tracking_number=number)
        self.agenda.add(self._later(day, 1, 4), lambda then: self.deliver(dispatched, customer, then))
        if parts == 2:
            self.agenda.add(self._later(day, 2, 8), lambda then: self.ship(order, customer, 1, then))

    def deliver(self, shipment: Shipment, customer: Customer, day: date) -> None:
        """The customer has it; what was billed will be paid, mostly in time."""
        self.deliveries.deliver(shipment, customer, self._service(customer), day)
        billing = BILLING.one(shipment.pk)
        if self.chance.random() >= LONG_UNPAID:
            self.agenda.add(self._paid_on(billing, day), lambda then: self.pay(billing, customer, then))

    def pay(self, billing: Billing, customer: Customer, day: date) -> None:
        """The money comes in and settles the oldest."""
        receipt = self._do(
            accounts.record_receipt,
            by=self.people["finance"],
            on=day,
            customer=customer,
            received_on=day,
            amount=billing.total,
            currency=billing.currency,
            bank_reference=f"{day:%Y%m%d}{self.chance.randrange(10**8):08d}",
        )
        posted = self._do(accounts.post, receipt, by=self.people["finance"], on=day)
        if self.chance.random() < 0.97:
            self._do(accounts.allocate_proposed, posted, by=self.people["finance"], on=day)

    def _paid_on(self, billing: Billing, day: date) -> date:
        due = billing.due_on if billing.customer.terms != Terms.PREPAID else day
        if self.chance.random() < PAID_LATE:
            return self._later(due, 3, 45)
        return max(day, self._later(due, -6, 0))

    def _do(self, function: Callable[..., Any], *args: Any, on: date, **kwargs: Any) -> Any:
        """Run an action on a day of the story."""
        verb = function.verb  # type: ignore[attr-defined]
        if verb.takes_date:
            kwargs["on"] = on
        with journal.acting(verb.name, on):
            return function(*args, **kwargs)

    def _customer(self, day: date) -> Customer:
        """A few customers order often, most of them now and then, and new ones not before they are won."""
        customers = self.setting.customers
        chosen = customers[int(len(customers) * self.chance.random() ** 1.8)]
        return chosen if self.first_days.get(chosen.pk, day) <= day else self._customer(day)

    def _lines(self, *, largest_discount: int) -> list[dict[str, Any]]:
        products = self.chance.sample(self.setting.products, self.chance.choice([1, 1, 2, 2, 3, 4, 6]))
        return [
            {
                "product": product,
                "quantity": Decimal(self.chance.choice([5, 10, 20, 50, 100, 200])),
                "unit_price": None if product.has_prices else product.list_price,
                "discount": Decimal(self.chance.randrange(largest_discount)) / 100,
            }
            for product in products
        ]

    def _half(self, order: SalesOrder) -> list[dict[str, Any]]:
        lines = LINES(order.pk)
        if len(lines) > 1:
            return [{"order_line": line, "quantity": line.quantity} for line in lines[: len(lines) // 2]]
        return [{"order_line": lines[0], "quantity": (lines[0].quantity / 2).quantize(Decimal(1))}]

    def _service(self, customer: Customer) -> Employee:
        """Who in customer service looks after this customer."""
        at_home = self.people["service-tj"] if customer.zone and customer.zone.code == "TJ" else None
        return at_home or self.people[f"service{1 + customer.pk % 3}"]

    def _later(self, day: date, least: int, most: int) -> date:
        return self._workday(day + timedelta(days=self.chance.randint(least, most)))

    def _workday(self, day: date) -> date:
        while not self.calendar.is_workday(day):
            day += timedelta(days=1)
        return day
