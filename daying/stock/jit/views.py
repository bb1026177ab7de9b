"""Pages that are no list and no form: what lies at a customer and what to send, goods that arrive, a count signed."""

import base64
import binascii
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core import attachments, idempotency
from daying.core.errors import Refused
from daying.core.ids import uuid7
from daying.core.models import FileKind
from daying.desk.gate import signed_in
from daying.stock.jit import counting, queries, replenishing, showing, transfers
from daying.stock.jit.forms import ArrivalForm, FillUpForm, SignatureForm
from daying.stock.models import AgreementState, JitTransferLine, JointCountState, TransferState

KEY = "request_key"
QUANTITY = "send."
ARRIVED = "received."
SIGNATURE = "data:image/png;base64,"


@signed_in
def stock(request: Any, public_id: UUID) -> HttpResponse:
    """What lies at a customer against what is agreed, what to send now, and the lots with their age.

    Sent with quantities it plans a fill-up of them.
    """
    _must_have(request, "stock.view_jitagreement")
    agreement = get_object_or_404(queries.agreements_seen_by(request.user), public_id=public_id)
    today = timezone.localdate()
    needs = replenishing.needs(agreement, today)
    may_send = agreement.state == AgreementState.IN_FORCE and request.user.has_perm("stock.add_jittransfer")
    if request.method == "POST" and not may_send:
        raise PermissionDenied(_("Your post does not have the right to do this."))
    form = FillUpForm(request.POST if request.method == "POST" else None, initial={"planned_on": today})
    if request.method == "POST" and form.is_valid():

        def plan() -> Any:
            return transfers.plan_transfer(
                by=request.user,
                agreement=agreement,
                lines=_typed(request, {str(need.product.public_id): need.product for need in needs}),
                **form.cleaned_data,
            )

        answer = _done(request, form, plan, "jit-transfers-detail")
        if answer:
            return answer
    typed = {need: request.POST.get(f"{QUANTITY}{need.product.public_id}") for need in needs}
    context = {
        "agreement": agreement,
        "rows": [showing.of_need(need, typed[need]) for need in needs],
        "lots": showing.lots(agreement, today),
        "form": form,
        "may_send": may_send,
        KEY: request.POST.get(KEY) or uuid7(),
    }
    return render(request, "stock/jit_stock.html", context, status=422 if form.errors else 200)


@signed_in
def receive(request: Any, public_id: UUID) -> HttpResponse:
    """What of a transfer has arrived, line by line: all of it, until somebody says otherwise."""
    _must_have(request, "stock.receive_jittransfer")
    transfer = get_object_or_404(queries.transfers_seen_by(request.user), public_id=public_id)
    lines = list(JitTransferLine.objects.filter(transfer=transfer).select_related("product"))
    form = ArrivalForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():

        def arrive() -> Any:
            received = {line.pk: _number(request, f"{ARRIVED}{line.pk}", line.product) for line in lines}
            return transfers.receive_transfer(transfer, by=request.user, on=form.cleaned_data["on"], received=received)

        answer = _done(request, form, arrive, "jit-transfers-detail")
        if answer:
            return answer
    context = {
        "transfer": transfer,
        "rows": [showing.of_arrival(line, request.POST.get(f"{ARRIVED}{line.pk}")) for line in lines],
        "form": form,
        "may_receive": transfer.state == TransferState.SHIPPED,
        KEY: request.POST.get(KEY) or uuid7(),
    }
    return render(request, "stock/jit_receive.html", context, status=422 if form.errors else 200)


@signed_in
def sign(request: Any, public_id: UUID) -> HttpResponse:
    """The count as both sides see it, and the customer's signature: drawn here, or on the sheet among the files."""
    _must_have(request, "stock.sign_jointcount")
    count = get_object_or_404(queries.joint_counts_seen_by(request.user), public_id=public_id)
    form = SignatureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = _done(request, form, lambda: _signed(request, count, form.cleaned_data), "joint-counts-detail")
        if answer:
            return answer
    context = {
        "count": count,
        "rows": [showing.of_count(line) for line in count.lines.select_related("product")],
        "is_sealed": queries.is_sealed(count),
        "form": form,
        "may_sign": count.state == JointCountState.DRAFT,
        KEY: request.POST.get(KEY) or uuid7(),
    }
    return render(request, "stock/jit_sign.html", context, status=422 if form.errors else 200)


def _signed(request: Any, count: Any, told: Mapping[str, Any]) -> Any:
    """The drawing, where there is one, becomes a file of the count; nothing is kept where the count is refused."""
    with transaction.atomic():
        if told["signature"]:
            drawing = ContentFile(_picture(told["signature"]), name=_("Signature.png"))
            note = _("Signed on the page by %(name)s.") % {"name": told["signed_by"]}
            attachments.attach(count, drawing, by=request.user, kind=FileKind.SEALED, note=note)
        return counting.sign_joint_count(count, by=request.user, on=timezone.localdate(), signed_by=told["signed_by"])


def _picture(text: str) -> bytes:
    try:
        return base64.b64decode(text.removeprefix(SIGNATURE), validate=True)
    except (binascii.Error, ValueError):
        raise Refused(_("The signature did not arrive whole. Please sign once more.")) from None


def _done(request: Any, form: forms.Form, act: Callable[[], Any], page: str) -> HttpResponse | None:
    """Do it once, however often it is sent, and go to what came of it; None, with the reason in the form, if not."""

    def call() -> str:
        return reverse(page, args=[act().public_id])

    told = [(name, values) for name, values in request.POST.lists() if name not in (KEY, "csrfmiddlewaretoken")]
    try:
        address = idempotency.once(
            request.POST.get(KEY) or str(uuid7()),
            by=request.user,
            fingerprint=idempotency.fingerprint_of([request.path, told]),
            call=call,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(str(address))


def _typed(request: Any, products: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The quantities that are above zero, by product."""
    found = []
    for key, product in products.items():
        quantity = _number(request, QUANTITY + key, product)
        if quantity:
            found.append({"product": product, "quantity": quantity})
    return found


def _number(request: Any, name: str, product: Any) -> Decimal:
    """What was typed; nothing is zero."""
    text = request.POST.get(name, "").replace(",", "").replace("，", "").strip()
    try:
        number = Decimal(text or 0)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or number != round(number, 3):
        raise Refused(_("%(product)s: “%(text)s” is no quantity.") % {"product": product, "text": text[:20]})
    return number


def _must_have(request: Any, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied(_("Your post does not have the right to do this."))
