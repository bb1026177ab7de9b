"""What the demo company promotes and hears: campaigns with samples and what is said of them, notes, research."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from daying.core import changes, journal
from daying.customers.models import Need, Zone
from daying.customers.segments import actions as segments
from daying.demo import market_words
from daying.demo.contact import WHO_REPLIES, Contact
from daying.market import actions
from daying.market.models import (
    Campaign,
    CampaignKind,
    Competitor,
    NoteKind,
    ProductTrial,
    Prospect,
    ProspectState,
    Research,
    TrialKind,
    Verdict,
)
from daying.people.queries import department
from daying.work.queries import about

FULL, NOTES, SAMPLES = 6000, 40, 16  # of the whole story
ANSWERED = 0.8  # of the samples are answered at all
HEARERS = ("engineer1", "engineer1b", "engineer2", "engineer-tj", "engineer-tj3", "manager1")


class MarketTalk:
    """Plays what is promoted and heard."""

    def __init__(self, contact: Contact) -> None:
        self.contact, self.setting, self.agenda = contact, contact.setting, contact.agenda
        self.do, self.workday = contact.do, contact.workday
        self.chance, self.people, self.today = contact.chance, contact.people, contact.setting.today
        self.rivals: list[Competitor] = []
        self.zones = list(Zone.objects.all())

    def spread(self, orders: int) -> None:
        """Most of what is heard was heard lately."""
        self.at(700, self.meet_rivals)
        for _n in range(max(6, NOTES * orders // FULL)):
            self.at(int(690 * self.chance.random() ** 2), self.hear)
        for ago, *told in market_words.RESEARCH:
            self.at(ago, lambda day, told=told: self.research(told, day))
        self.at(500, self.visit_old_customers)
        self.at(85, lambda day: self.promote(max(4, SAMPLES * orders // FULL), day))
        self.at(6, self.propose_the_next)

    def at(self, ago: int, happening: Any) -> None:
        """On a working day so many days before today."""
        self.agenda.add(self.workday(self.today - timedelta(days=ago)), happening)

    def later(self, day: date, least: int, most: int, happening: Any) -> None:
        """On a working day between so many days later."""
        self.agenda.add(self.workday(day + timedelta(days=self.chance.randint(least, most))), happening)

    # ---- What is heard

    def meet_rivals(self, day: date) -> None:
        """Who sells the same."""
        names = ("name", "city", "offers", "strengths", "weaknesses")
        rows = [Competitor(country="中国", **dict(zip(names, told, strict=True))) for told in market_words.RIVALS]
        with journal.acting("market.add_competitor", day):
            self.rivals = changes.create_many(rows, by=self.people["manager1"])

    def hear(self, day: date) -> None:
        """Somebody writes down what is said."""
        kind, title, text, source, credibility = self.chance.choice(market_words.HEARD)
        rival, product = self.chance.choice(self.rivals), self.chance.choice(self.setting.products)
        is_price, names_rival, zone = kind == NoteKind.PRICE, "{rival}" in title, self.chance.choice(self.zones)
        self.do(
            actions.note,
            by=self.people[self.chance.choice(HEARERS)],
            on=day,
            kind=kind,
            title=title.format(rival=rival.name[:4], product=product.name, zone=zone.name),
            text=text,
            heard_on=day,
            source=source,
            credibility=credibility,
            competitor=rival if names_rival else None,
            product=product if is_price else None,
            zone=zone if "{zone}" in title else None,
            price=(product.list_price * self.chance.randrange(84, 98) / 100).quantize(Decimal("0.01"))
            if is_price
            else None,
        )

    def research(self, told: list[str], day: date) -> None:
        """A question that somebody is to answer within five weeks."""
        who, title, question, method, findings = told
        due_on = self.workday(day + timedelta(days=35))
        person = self.people[who]
        asked = {"title": title, "question": question, "method": method, "due_on": due_on}
        project = self.do(actions.plan_research, by=person, on=day, **asked)
        started = self.do(actions.start_research, project, by=person, on=day)
        if findings:
            self.agenda.add(due_on, lambda then: self.report(started, findings, then))

    def report(self, project: Research, findings: str, day: date) -> None:
        """What was found out, and a week later that it will do."""
        reported = self.do(actions.report_research, project, by=project.owner, on=day, findings=findings)
        director = self.people["director"]
        self.later(day, 5, 9, lambda then: self.do(actions.accept_research, reported, by=director, on=then))

    # ---- What is promoted

    def visit_old_customers(self, day: date) -> None:
        """A campaign of two months that is long over."""
        told = {"name": market_words.CAMPAIGN_DONE, "audience": "半年内未增加用量的老客户", "budget": Decimal(30_000)}
        running = self._running(day, 60, **told)
        self.later(day, 62, 70, lambda then: self.close(running, then))

    def close(self, campaign: Campaign, day: date) -> None:
        """What came of it, and what it cost."""
        told = {"results": market_words.RESULTS, "cost": Decimal(27_600)}
        self.do(actions.close_campaign, campaign, by=campaign.owner, on=day, **told)

    def promote(self, samples: int, day: date) -> None:
        """A new product for the customers of a segment, and samples to those who want to try it."""
        product = next(product for product in self.setting.products if product.code.startswith("CG"))
        campaign = self._running(
            day,
            130,
            name=market_words.CAMPAIGN_NEW,
            kind=CampaignKind.NEW_PRODUCT,
            product=product,
            segment=self._segment(day),
            material="样本、150℃试验报告、应用案例三则",
            goal="三十家试用，十家转为批量",
            budget=Decimal(50_000),
            lines=self._steps(day),
        )
        for number in range(samples):
            self.later(day, 3, 70, lambda then, n=number: self.offer(campaign, n, then))

    def propose_the_next(self, day: date) -> None:
        """It waits for the director."""
        audience = "设备厂的研发和采购，尤其是小批量多品种的"
        told = {"name": market_words.CAMPAIGN_NEXT, "audience": audience, "budget": Decimal(36_000)}
        self._submitted(day, 90, **told)

    def offer(self, campaign: Campaign, number: int, day: date) -> None:
        """A sample for a customer; every fourth for a prospect who is being talked to."""
        prospect = self._prospect() if number % 4 == 3 else None
        customer = None if prospect else self.chance.choice(self.setting.customers)
        person = prospect.owner if prospect else customer.owner if customer else None
        planned = self.do(
            actions.plan_trial,
            by=person,
            on=day,
            kind=self.chance.choice([TrialKind.SAMPLE, TrialKind.TRIAL]),
            product=campaign.product,
            quantity=Decimal(self.chance.choice([2, 5, 10, 20])),
            customer=customer,
            prospect=prospect,
            campaign=campaign,
            purpose="150℃环境下装机试用",
            answer_due_on=day + timedelta(days=28),
        )
        self.later(day, 2, 6, lambda then: self.send(planned, then))

    def send(self, trial: ProductTrial, day: date) -> None:
        """It leaves; most say what they make of it."""
        sent = self.do(actions.send_trial, trial, by=trial.owner, on=day)
        if self.chance.random() < ANSWERED:
            self.later(day, 10, 30, lambda then: self.answer(sent, then))

    def answer(self, trial: ProductTrial, day: date) -> None:
        """What they say; where something is wanted, a department is asked, and it replies."""
        verdict, feedback, code, request = self.chance.choice(market_words.FEEDBACK)
        told = {"verdict": Verdict(verdict), "feedback": feedback}
        answered = self.do(actions.answer_trial, trial, by=trial.owner, on=day, **told)
        if not code:
            self.do(actions.close_trial, answered, by=trial.owner, on=day)
            return
        asked = {"department": department(code), "request": request}
        self.do(actions.route_feedback, answered, by=trial.owner, on=day, **asked)
        need = Need.objects.filter(**about(trial)).select_related("customer__owner").first()
        if need:
            self.later(day, 2, 9, lambda then: self.contact.reply(need, self.people[WHO_REPLIES[code]], then))

    def _running(self, day: date, days: int, **told: Any) -> Campaign:
        submitted = self._submitted(day, days, **told)
        running: Campaign = self.do(actions.approve_campaign, submitted, by=self.people["director"], on=day)
        return running

    def _submitted(self, day: date, days: int, **told: Any) -> Campaign:
        """A campaign of the manager that begins in a week."""
        manager, begins_on = self.people["manager1"], day + timedelta(days=7)
        told |= {"begins_on": begins_on, "ends_on": begins_on + timedelta(days=days)}
        drafted = self.do(actions.plan_campaign, by=manager, on=day, **told)
        submitted: Campaign = self.do(actions.submit_campaign, drafted, by=manager, on=day)
        return submitted

    def _segment(self, day: date) -> Any:
        """The better customers, whoever they are at the time."""
        director = self.people["director"]
        purpose = "新品推广的目标客户。"
        made = self.do(
            segments.create_segment, by=director, on=day, name=market_words.SEGMENT, purpose=purpose, is_shared=True
        )
        rule = {"match": "all", "items": [{"by": "grade", "op": "in", "value": ["A", "B"]}]}
        self.do(segments.set_rule, made, by=director, on=day, rule=rule, scoring=[])
        return made

    def _steps(self, day: date) -> list[dict[str, Any]]:
        """One after the other, the first two done."""
        owner = self.people["engineer1"]
        dues = [day + timedelta(days=15 * (number + 1)) for number in range(len(market_words.STEPS))]
        steps: list[dict[str, Any]] = [
            {"title": title, "person": owner, "due_on": due}
            for title, due in zip(market_words.STEPS, dues, strict=True)
        ]
        for step, due, result in zip(steps, dues, ["印制三百份", "发出一百一十封，打开六成"], strict=False):
            step |= {"done_on": due, "result": result}
        return steps

    def _prospect(self) -> Prospect | None:
        talked_to = Prospect.objects.filter(state=ProspectState.CONTACTED).select_related("owner", "customer")
        return self.chance.choice([*talked_to.order_by("-pk")[:12], None])
