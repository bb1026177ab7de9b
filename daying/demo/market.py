"""The market of the demo company: the shows it stands at, the lists it works through, what it promotes.

Whoever buys in the end goes among the customers, so that orders are traced back to show and campaign.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from daying.core import changes, journal
from daying.core.actor import SYSTEM
from daying.customers.models import Customer, Zone
from daying.demo import market_words, words
from daying.demo.contact import Contact
from daying.market import actions
from daying.market.models import BudgetLine, Campaign, CampaignState, Lead, Prospect, ShowStaff, TradeShow
from daying.people.models import Employee
from daying.work import actions as work
from daying.work.models import Task
from daying.work.queries import tasks_on

FULL = 6000  # orders of the whole story: of a smaller one, fewer visitors and shorter lists
WON, GIVEN_UP, AGAIN = 0.3, 0.15, 0.25  # of the prospects after each talk
PLANNED_BEFORE, REVIEWED_AFTER = 130, 20  # days
Firm = dict[str, Any]


class Market:
    """Plays shows and lists. contact: how the company talks with customers, and on whose agenda everything stands."""

    def __init__(self, contact: Contact) -> None:
        self.setting, self.agenda = contact.setting, contact.agenda
        self.do, self.workday = contact.do, contact.workday
        self.chance, self.people, self.today = contact.chance, contact.people, contact.setting.today
        self.zones = {zone.code: zone for zone in Zone.objects.all()}
        self.names: set[str] = set()

    def spread(self, orders: int) -> None:
        """Plan every show on its day, and bring the lists."""
        for ago, *told, visitors in market_words.SHOWS:
            first_on = self.today - timedelta(days=ago)
            planned_on = max(self.setting.opening, first_on - timedelta(days=PLANNED_BEFORE))
            fewer = min(visitors, max(3, visitors * orders // FULL))
            self.at(planned_on, 3, lambda day, on=first_on, told=told, n=fewer: self.plan_show(on, told, n, day))
        for ago, name, length in market_words.LISTS:
            fewer = max(4, length * orders // FULL)
            self.at(self.today, -ago, lambda day, name=name, n=fewer: self.bring_list(name, n, day))

    def at(self, day: date, later: int, happening: Any) -> None:
        """On the working day so many days later."""
        self.agenda.add(self.workday(day + timedelta(days=later)), happening)

    # ---- Shows

    def plan_show(self, first_on: date, told: list[str], visitors: int, day: date) -> None:
        """A manager plans it and names the staff; the director agrees some days later."""
        name, city, venue, booth, planner = told
        manager = self.people[planner]
        budget = market_words.BUDGET
        show = self.do(
            actions.plan_show,
            by=manager,
            on=day,
            name=name,
            first_on=first_on,
            last_on=first_on + timedelta(days=3),
            city=city,
            country="中国",
            venue=venue,
            booth=booth,
            purpose="展示新品，结识当地的设备厂，约老客户见面。",
            lead_target=visitors + 3,
            lines=[{"kind": kind, "description": what, "planned": Decimal(much)} for kind, what, much in budget],
        )
        staff = self._staff(manager)
        with journal.acting("market.add_showstaff", day):
            rows = [ShowStaff(show=show, person=person, duty="展位接待") for person in staff]
            changes.create_many(rows, by=manager)
        self.at(day, 4, lambda then: self.submit_show(show, staff, visitors, then))

    def submit_show(self, show: TradeShow, staff: list[Employee], visitors: int, day: date) -> None:
        """The one that is still far off waits for the director."""
        submitted = self.do(actions.submit_show, show, by=show.owner, on=day)
        if visitors:
            self.at(day, 2, lambda then: self.approve_show(submitted, staff, visitors, then))

    def approve_show(self, show: TradeShow, staff: list[Employee], visitors: int, day: date) -> None:
        """It is booked; somebody sees to the stand; the visitors come on its days."""
        agreed = self.do(actions.approve_show, show, by=self.people["director"], on=day)
        helper, due_on = self.people["service1"], show.first_on - timedelta(days=14)
        self.do(
            actions.give_task,
            agreed,
            by=show.owner,
            on=day,
            title="落实展位搭建和展品运输",
            person=helper,
            due_on=due_on,
        )
        self.agenda.add(due_on, lambda then: self.finish(tasks_on(agreed).get(), helper, then))
        for number in range(visitors):
            self._expect(agreed, staff[number % len(staff)], number)
        self.at(show.last_on, 9, lambda then: self.enter_costs(agreed, then))
        self.at(show.last_on, REVIEWED_AFTER, lambda then: self.review(agreed, then))

    def _expect(self, show: TradeShow, person: Employee, number: int) -> None:
        met_on = show.first_on + timedelta(days=number % 2)
        self.agenda.add(met_on, lambda then: self.meet(show, person, number, then))

    def finish(self, task: Task, helper: Employee, day: date) -> None:
        """The stand is there."""
        self.do(work.finish, task, by=helper, on=day, result="已落实")

    def meet(self, show: TradeShow, person: Employee, number: int, day: date) -> None:
        """Somebody comes to the stand; every third leaves the details with the code. Most are taken up afterwards."""
        firm = self._firm()
        told = {
            "company": firm["name"],
            "name": firm["contact_name"],
            "title": firm["contact_title"],
            "phone": firm["contact_phone"],
            "interest": self.chance.choice(market_words.INTERESTS),
        }
        if number % 3 == 2:
            lead = self.do(actions.leave_details, show, person, by=SYSTEM, on=day, **told)
        else:
            lead = self.do(actions.capture, by=person, on=day, show=show, met_on=day, **told)
        self.at(show.last_on, self.chance.randint(1, 8), lambda then: self.take_up(lead, person, firm, number, then))

    def take_up(self, lead: Lead, person: Employee, firm: Firm, number: int, day: date) -> None:
        """It becomes a prospect, of whom more is found out; one in seven was only curious."""
        if number % 7 == 6:
            self.do(actions.dismiss, lead, by=person, on=day, reason="同行来看展品")
            return
        filed = self.do(actions.file, lead, by=person, on=day)
        known = {name: firm[name] for name in ("credit_code", "industry", "city", "country", "address", "zone")}
        with journal.acting("market.change_prospect", day):
            prospect = changes.update(filed.prospect, known, by=person)
        self.at(day, self.chance.randint(2, 10), lambda then: self.pursue(prospect, then))

    def enter_costs(self, show: TradeShow, day: date) -> None:
        """What it cost in the end, a little more or less than planned."""
        names = ("name", "first_on", "last_on", "venue", "city", "country", "booth", "purpose", "lead_target")
        lines = [self._spent(line) for line in show.lines.all()]
        kept = {name: getattr(show, name) for name in names}
        self.do(actions.amend_show, show, by=show.owner, on=day, lines=lines, **kept)

    def review(self, show: TradeShow, day: date) -> None:
        """What came of it."""
        told = {"outcome": market_words.OUTCOME, "lessons": market_words.LESSONS}
        self.do(actions.review_show, show, by=show.owner, on=day, **told)

    # ---- Prospects

    def bring_list(self, name: str, length: int, day: date) -> None:
        """Companies from a list, for the campaign that is running; a half of them is spoken to in the weeks after."""
        campaign = Campaign.objects.filter(state=CampaignState.RUNNING).first()
        rows = [{**self._firm(), "source_detail": name, "campaign": campaign} for _n in range(length)]
        for number, prospect in enumerate(self.do(actions.enter_prospects, rows, by=self.people["director"], on=day)):
            if number % 2:
                self.at(day, self.chance.randint(3, 60), lambda then, one=prospect: self.pursue(one, then))

    def pursue(self, prospect: Prospect, day: date) -> None:
        """Somebody speaks to them; then they buy, or not, or want to think it over."""
        next_on = self.workday(day + timedelta(days=self.chance.randint(6, 30)))
        said = self.chance.choice(market_words.SAID)
        spoken = self.do(actions.contact, prospect, by=prospect.owner, on=day, said=said, next_on=next_on)
        outcome = self.chance.random()
        if outcome < WON:
            self.agenda.add(next_on, lambda then: self.win(spoken, then))
        elif outcome < WON + GIVEN_UP:
            self.agenda.add(next_on, lambda then: self.give_up(spoken, then))
        elif outcome < WON + GIVEN_UP + AGAIN:
            self.agenda.add(next_on, lambda then: self.pursue(spoken, then))

    def win(self, prospect: Prospect, day: date) -> None:
        """A customer from now on, who orders as the others do."""
        won = self.do(actions.qualify, prospect, by=prospect.owner, on=day)
        customers: list[Customer] = self.setting.customers
        customers.insert(self.chance.randrange(1 + len(customers) // 3), won.customer)

    def give_up(self, prospect: Prospect, day: date) -> None:
        """They will not buy."""
        self.do(actions.drop, prospect, by=prospect.owner, on=day, reason=self.chance.choice(market_words.DROPPED))

    # ---- Who there is

    def _staff(self, manager: Employee) -> list[Employee]:
        sellers = {owner: self.people[owner] for _code, _name, owner, _cities in words.ZONES}
        is_tianjin = manager.username.endswith("tj")
        return [person for name, person in sellers.items() if ("-tj" in name) == is_tianjin]

    def _spent(self, line: BudgetLine) -> dict[str, Any]:
        spent = line.planned * self.chance.randrange(88, 112) / 100
        return {name: getattr(line, name) for name in ("id", "kind", "description", "planned")} | {"spent": spent}

    def _firm(self) -> Firm:
        """A company that nobody knows yet, with whose zone it lies in."""
        code, _name, owner, cities = self.chance.choice(words.ZONES)
        city, trade = self.chance.choice(cities), self.chance.choice(words.TRADES)
        brand = self.chance.choice(market_words.FIRSTS) + self.chance.choice(market_words.SECONDS)
        name = f"{city}{brand}{trade}有限公司"
        if name in self.names:
            return self._firm()
        self.names.add(name)
        return {
            "name": name,
            "credit_code": self.setting.credit_code(),
            "industry": trade,
            "zone": self.zones[code],
            "owner": self.people[owner],
            "city": city,
            "country": "中国",
            "address": self.setting.address(city),
            **self.setting.contact(),
        }
