"""The pages of a segment that are no list, form or detail: building its rule, and its target list."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core import journal, sheets
from daying.core.errors import Refused
from daying.core.transactions import one_transaction
from daying.customers.models import Customer, Segment
from daying.customers.queries import customers_seen_by
from daying.customers.segments import actions, builder, queries, rules
from daying.desk import cells
from daying.desk.exports import FORMATS
from daying.desk.gate import is_part, signed_in
from daying.desk.resource import resource_for

COLUMNS = ("code", "name", "grade", "zone", "industry", "city", "owner", "phone")
PAGE = 100


@signed_in
def rule(request: Any, public_id: UUID) -> HttpResponse:
    """Build the rule: each change draws the form anew with the count as it is now; saving keeps it."""
    segment = _segment(request, public_id)
    if request.method != "POST":
        return _builder(request, segment, segment.rule, segment.scoring)
    if not request.user.has_perm(actions.CHANGE):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    told, scoring = builder.read_rule(request.POST), builder.read_scoring(request.POST)
    if request.POST.get("do") != "save":
        return _builder(request, segment, told, scoring)
    try:
        actions.set_rule(segment, by=request.user, rule=told, scoring=scoring)
    except Refused as refusal:
        return _builder(request, segment, told, scoring, str(refusal))
    messages.success(request, _("Saved."))
    url = _pages().url("detail", segment)
    return HttpResponse(status=204, headers={"HX-Redirect": url}) if request.htmx else HttpResponseRedirect(url)


@signed_in
def targets(request: Any, public_id: UUID) -> HttpResponse:
    """The customers of the segment that reach its target score, those with most points first; or a sheet of them."""
    segment = _segment(request, public_id)
    found = queries.target_list(segment, customers_seen_by(request.user), timezone.localdate())
    may_export = request.user.has_perm("customers.export_customer")
    if fmt := request.GET.get("format"):
        if not may_export:
            raise PermissionDenied(_("Your post does not have the right to do this."))
        return _sheet(request, segment, found, fmt)
    page = _page(request.GET.get("page", ""))
    rows = list(_related(found)[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        **_told(request, segment),
        "columns": _columns(request.user),
        "rows": [(one, _cells(one, request.user)) for one in rows[:PAGE]],
        "count": found.order_by().count(),
        "page": page,
        "earlier": page - 1,
        "later": page + 1 if len(rows) > PAGE else 0,
        "may_export": may_export,
    }
    return render(request, "customers/segment_targets.html", context)


def _segment(request: Any, public_id: UUID) -> Segment:
    if not request.user.has_perm("customers.view_segment"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    return get_object_or_404(queries.segments_seen_by(request.user).select_related("owner"), public_id=public_id)


def _builder(request: Any, segment: Segment, told: Any, scoring: Any, fault: str = "") -> HttpResponse:
    today, mine = timezone.localdate(), customers_seen_by(request.user)
    draft = Segment(rule=builder.sound(told), target_score=segment.target_score)
    draft.scoring = [_with_points(one) for one in scoring if builder.sound_conditions([one])]
    context = {
        **_told(request, segment),
        "group": builder.group(told, request.user),
        "scores": builder.scores(scoring, request.user),
        "count": queries.customers_in(draft, mine, today).count(),
        "reaching": queries.target_list(draft, mine, today).order_by().count(),
        "may_save": request.user.has_perm(actions.CHANGE) and segment.owner_id == request.user.pk,
        "in_words": rules.told(draft.rule),
        "fault": fault,
    }
    part = "customers/_segment_rule.html" if is_part(request, "rule") else "customers/segment_rule.html"
    return render(request, part, context, status=422 if fault else 200)


def _with_points(one: dict[str, Any]) -> dict[str, Any]:
    """A condition with points that count, while somebody types them."""
    told = str(one.get("points", "")).strip()
    good = builder.sound_conditions([one])[0]
    return {**good, "points": int(told) if told.isascii() and told.isdigit() and len(told) < 4 else 0}


def _told(request: Any, segment: Segment) -> dict[str, Any]:
    return {
        "segment": segment,
        "back": _pages().url("detail", segment),
        "list_url": _pages().url(),
        "in_words": rules.told(segment.rule),
    }


def _pages() -> Any:
    return resource_for(Segment)


def _columns(user: Any) -> list[cells.Column]:
    return cells.columns(_of_customers(), COLUMNS, user)


def _of_customers() -> Any:
    return resource_for(Customer)


def _related(found: Any) -> Any:
    return found.select_related("zone", "owner")


def _cells(one: Customer, user: Any) -> list[tuple[str, str, str]]:
    first, *others = _columns(user)
    url = _of_customers().url("detail", one)
    link = cells.markup('<a href="{}">{}</a>', url, first.text(one))
    return [(first.label, first.css, link), *((c.label, c.css, c.html(one)) for c in others)]


def _sheet(request: Any, segment: Segment, found: Any, fmt: str) -> HttpResponse:
    form = FORMATS.get(fmt)
    if form is None:
        raise Http404
    columns = _columns(request.user)
    heads = [*(sheets.Column(c.label) for c in columns), sheets.Column(str(_("Points")), places=0)]
    lines = [[*(c.text(one) for c in columns), one.score] for one in _related(found)]
    stream = BytesIO()
    if form.encoding:
        sheets.write_csv(stream, heads, lines, encoding=form.encoding)
    else:
        sheets.write_xlsx(stream, heads, lines, title=segment.name)
    _note(request, segment, len(lines))
    told = f'attachment; filename="targets-{timezone.localdate()}.{form.extension}"'
    return HttpResponse(stream.getvalue(), content_type=form.content_type, headers={"Content-Disposition": told})


def _note(request: Any, segment: Segment, count: int) -> None:
    """Journal that a list of customers was taken out of the house."""
    note = _("%(count)d rows: %(columns)s") % {"count": count, "columns": segment.name}
    verb = "customers.export_targets"
    one_transaction(verb, lambda: journal.note_event(verb, by=request.user, note=note))


def _page(written: str) -> int:
    return max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 6 else 1
