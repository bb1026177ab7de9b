"""Which departments a change is put before: those that the table of reviewers names for what it touches."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.orders.models import ChangeLine, ChangeOrder, ChangeReviewer, Touched
from daying.people import departments
from daying.people.first_rows import begins_with
from daying.people.models import Department
from daying.work.actions import Asked

# Who is asked in a new company, until an administrator says otherwise.
USUAL = {
    Touched.QUANTITY: (departments.PMC,),
    Touched.DATE: (departments.PMC,),
    Touched.PRICE: (departments.FINANCE,),
    Touched.TERMS: (departments.FINANCE,),
    Touched.SPECIFICATION: (departments.ENGINEERING, departments.QUALITY),
    Touched.ADDED: (departments.ENGINEERING, departments.FINANCE, departments.PMC, departments.QUALITY),
    Touched.TAKEN_OUT: (departments.PMC,),
}
DUTIES = {
    Touched.QUANTITY: gettext_lazy("Delivery date and capacity"),
    Touched.DATE: gettext_lazy("Delivery date and capacity"),
    Touched.PRICE: gettext_lazy("Price and terms of payment"),
    Touched.TERMS: gettext_lazy("Price and terms of payment"),
    Touched.SPECIFICATION: gettext_lazy("Specification"),
    Touched.ADDED: gettext_lazy("The line that is added"),
    Touched.TAKEN_OUT: gettext_lazy("Plans and material of the line that is taken out"),
}
FIELDS = {
    "quantity": Touched.QUANTITY,
    "requested_on": Touched.DATE,
    "unit_price": Touched.PRICE,
    "description": Touched.SPECIFICATION,
}


def touched_by(change: ChangeOrder, lines: Iterable[ChangeLine]) -> set[Touched]:
    """What a change is about; nothing where it changes nothing."""
    found = {kind for line in lines for kind in _of_line(line)}
    is_other = change.payment_days not in (None, change.old_payment_days) or change.terms not in ("", change.old_terms)
    return found | {Touched.TERMS} if is_other else found


def asked_about(touched: Iterable[Touched]) -> list[Asked]:
    """The departments asked, each once. Refused where nobody is named for something. One query."""
    wanted = sorted(touched)
    found = ChangeReviewer.objects.filter(touched__in=wanted, is_active=True).select_related("department")
    rows = list(found.order_by("department__code", "pk"))
    nobody = [str(kind.label) for kind in wanted if kind not in {row.touched for row in rows}]
    if nobody:
        told = {"what": ", ".join(nobody)}
        raise Refused(_("Nobody is named to review this: %(what)s. An administrator names a department.") % told)
    duties: dict[Department, list[str]] = {}
    for row in rows:
        duties.setdefault(row.department, []).append(row.duty or str(DUTIES[Touched(row.touched)]))
    return [Asked(one, "; ".join(dict.fromkeys(duty))[:200]) for one, duty in duties.items()]


@begins_with(ChangeReviewer)
def write_first_reviewers(by: Actor) -> None:
    """The departments of the mission, as far as there are."""
    known = {department.code: department for department in Department.objects.all()}
    rows = [(kind, known[code]) for kind, codes in USUAL.items() for code in codes if code in known]
    changes.create_many([ChangeReviewer(touched=kind, department=one) for kind, one in rows], by=by)


def _of_line(line: ChangeLine) -> list[Touched]:
    if line.is_taken_out:
        return [Touched.TAKEN_OUT]
    if line.is_added:
        return [Touched.ADDED]
    return [kind for name, kind in FIELDS.items() if line.changed(name)]
