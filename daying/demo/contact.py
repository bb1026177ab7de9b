"""What is said to customers, what they need, who visits: beside the orders, so that every list has something in it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from daying.core import changes
from daying.core.incoming import Incoming
from daying.customers import actions
from daying.customers.models import Customer, FollowUpKind, LetterTemplate, Need
from daying.demo import words
from daying.demo.agenda import Agenda
from daying.demo.setting import Setting
from daying.people import departments
from daying.people.queries import department

FOLLOW_UPS, NEEDS, RECEPTIONS = 20, 80, 400  # one for so many orders
ANSWERED = 0.8  # of the next steps are done in time
KINDS = [FollowUpKind.CALL, FollowUpKind.CALL, FollowUpKind.MESSAGE, FollowUpKind.VISIT, FollowUpKind.RETURN_VISIT]
WHO_REPLIES = {departments.QUALITY: "quality", departments.ENGINEERING: "engineering", departments.RND: "rnd"}
Do = Callable[..., Any]


class Contact:
    """Plays the talk with customers. do: runs an action on a day of the story."""

    def __init__(self, setting: Setting, agenda: Agenda, do: Do, workday: Callable[[date], date]) -> None:
        self.setting, self.agenda, self.do, self.workday = setting, agenda, do, workday
        self.chance, self.people = setting.chance, setting.people

    def spread(self, orders: int) -> None:
        """Most of it happened lately; the last letters came in today."""
        for one_for, beginning in ((FOLLOW_UPS, self.talk), (NEEDS, self.ask), (RECEPTIONS, self.invite)):
            for _n in range(max(2, orders // one_for)):
                days = int(2 + 300 * self.chance.random() ** 2)
                self.agenda.add(self.workday(self.setting.today - timedelta(days=days)), beginning)
        self.agenda.add(self.workday(self.setting.opening + timedelta(days=1)), self.write_templates)
        self.agenda.add(self.setting.today, self.receive_mail)

    def talk(self, day: date) -> None:
        """A follow-up of a customer by its owner."""
        self.follow_up(self.chance.choice(self.setting.customers), day)

    def follow_up(self, customer: Customer, day: date) -> None:
        """What was said, and mostly a next step, which is mostly done in time."""
        said, then = self.chance.choice(words.SAID)
        next_on = self.workday(day + timedelta(days=self.chance.randint(3, 40))) if self.chance.random() < 0.6 else None
        self.do(
            actions.record_follow_up,
            by=customer.owner,
            on=day,
            customer=customer,
            kind=self.chance.choice(KINDS),
            done_on=day,
            summary=said,
            next_on=next_on,
            next_what=then if next_on else "",
        )
        if next_on and self.chance.random() < ANSWERED:
            self.agenda.add(next_on, lambda later: self.follow_up(customer, later))

    def ask(self, day: date) -> None:
        """A customer needs something; a department is asked."""
        customer = self.chance.choice(self.setting.customers)
        code, kind, title = self.chance.choice(words.NEEDS)
        need = self.do(
            actions.raise_need,
            by=customer.owner,
            on=day,
            customer=customer,
            kind=kind,
            title=title,
            department=department(code) if self.chance.random() < 0.9 else None,
        )
        if need.department_id:
            person = self.people[WHO_REPLIES[code]]
            later = self.workday(day + timedelta(days=self.chance.randint(1, 9)))
            self.agenda.add(later, lambda then: self.reply(need, person, then))

    def reply(self, need: Need, person: Any, day: date) -> None:
        """The department replies; the customer is told and content."""
        replied = self.do(actions.reply_to_need, need, by=person, on=day, reply=self.chance.choice(words.REPLIES))
        owner = need.customer.owner
        told_on = self.workday(day + timedelta(days=self.chance.randint(0, 3)))
        self.agenda.add(told_on, lambda then: self.tell(replied, owner, then))

    def tell(self, need: Need, owner: Any, day: date) -> None:
        """The customer knows, and is content the same day."""
        told = self.do(actions.tell_customer, need, by=owner, on=day)
        self.do(actions.close_need, told, by=owner, on=day)

    def invite(self, day: date) -> None:
        """A customer comes to see us."""
        customer = self.chance.choice(self.setting.customers)
        owner, comes = customer.owner, self.workday(day + timedelta(days=5))
        plan = [{**item, "on": comes} for item in words.VISIT]
        plan[1]["host"] = self.people["quality"]
        visit = self.do(
            actions.plan_reception,
            by=owner,
            on=day,
            customer=customer,
            title=self.chance.choice(["审厂", "看样品", "签年度合同"]),
            from_on=comes,
            until_on=comes,
            in_charge=owner,
            lines=plan,
        )
        agreed = self.do(actions.agree_reception, visit, by=self.people["director"], on=day)
        self.agenda.add(comes, lambda then: self.receive(agreed, owner, then))

    def receive(self, visit: Any, owner: Any, day: date) -> None:
        """They came, and what came of it is written down."""
        came = self.do(actions.receive_visitors, visit, by=owner, on=day)
        self.do(
            actions.close_reception, came, by=owner, on=day, outcome="客户认可产线与检测能力", cost=visit.planned_cost
        )

    def write_templates(self, day: date) -> None:
        """The texts that letters begin with."""
        templates = [LetterTemplate(name=name, subject=subject, text=text) for name, subject, text in words.LETTERS]
        changes.create_many(templates, by=self.people["director"])

    def receive_mail(self, day: date) -> None:
        """What lies in the mailbox this morning: from contacts, and from somebody nobody knows."""
        for number, (address, name, subject, text) in enumerate(words.MAILS):
            mail = Incoming(f"<demo-{number}@example.com>", address, name, subject, text)
            self.do(actions.take_letter, mail, by=self.people["service1"], on=day)
