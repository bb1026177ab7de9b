"""A carrier's own file of what became of its consignments: its columns are known the next time (M6.5)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daying.carriers import actions, queries
from daying.carriers.models import Carrier, EventSource, Waybill, WaybillEvent
from daying.carriers.told import moment_of, status_of
from daying.core.errors import Refused
from daying.desk import fields
from daying.desk.imports.columns import Objection, importer
from daying.desk.resource import further_page

SLUG = "waybill-status"
RIGHT = "carriers.track_waybill"
Rows = Sequence[Mapping[str, Any]]
ALIASES = {
    "number": ["waybill", "waybill no", "tracking number", "运单号", "运单编号", "快递单号", "单号"],
    "at": ["time", "scan time", "event time", "date", "时间", "扫描时间", "操作时间", "轨迹时间", "签收时间"],
    "status": ["event", "state", "状态", "物流状态", "运单状态", "操作类型", "轨迹状态"],
    "place": ["city", "location", "地点", "网点", "操作网点", "当前城市", "城市"],
    "text": ["details", "remarks", "description", "描述", "轨迹描述", "详情", "备注", "说明"],
    "received_by": ["signed by", "receiver", "签收人", "收件人签名"],
}


class TextRead(forms.CharField):
    """A text that stands for something else, read by a function that refuses what it cannot read."""

    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.read(text) if text else text
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


def columns(user: Any) -> Mapping[str, forms.Field]:
    """What a carrier's file may say."""
    carrier = fields.of_model(Waybill, ["carrier"], user)
    more = fields.of_model(WaybillEvent, ["place", "text"], user)
    return {
        **carrier,
        "number": forms.CharField(max_length=60, label=_("Waybill number")),
        "at": TextRead(lambda text: moment_of(text, timezone.now()), max_length=60, label=_("Time")),
        "status": TextRead(status_of, max_length=120, label=_("Status")),
        **more,
        "received_by": forms.CharField(max_length=60, required=False, label=_("Signed for by")),
    }


def objections(rows: Rows, *, by: Any) -> Iterator[Objection]:
    """Waybills that are not in the book. One query for each 500."""
    known = _known(rows, by)
    for at, row in enumerate(rows):
        if row.get("carrier") and row.get("number") and _key(row) not in known:
            yield Objection(at, "number", gettext("No waybill of this carrier has this number in the book."))


@importer(
    SLUG,
    _("Carrier's status file"),
    columns=columns,
    right=RIGHT,
    serves="M6.5",
    aliases=ALIASES,
    objections=objections,
    per="carrier",
)
def take_in_status(rows: Rows, *, by: Any) -> list[Waybill]:
    """Keep what a file tells of each waybill, and move it on. The same told twice counts once."""
    known = _known(rows, by)
    reports = [
        actions.Report(known[_key(row)].pk, row["at"], row["status"], *(row.get(name) or "" for name in MORE))
        for row in rows
    ]
    actions.track(reports, by=by, source=EventSource.FILE)
    return [known[_key(row)] for row in rows]


MORE = ("place", "text", "received_by")


def _known(rows: Rows, by: Any) -> dict[tuple[int, str], Waybill]:
    """The waybills meant, as far as this person sees them."""
    keys = {_key(row) for row in rows if row.get("carrier") and row.get("number")}
    return {(one.carrier_id, one.number): one for one in queries.numbered(keys, queries.waybills_seen_by(by))}


def _key(row: Mapping[str, Any]) -> tuple[int, str]:
    return row["carrier"].pk, queries.plain_number(row["number"])


def status_file_of(carrier: Carrier) -> str:
    """The page of the file, with the carrier chosen."""
    return f"{reverse(f'{SLUG}-import')}?{urlencode({'carrier': str(carrier.public_id)})}"


further_page(Carrier, _("Take in the carrier's status file"), status_file_of, icon="file-import", right=RIGHT)
