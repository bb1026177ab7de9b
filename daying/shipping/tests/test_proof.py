"""The customer has it, and this shows it: signature, photos, what was counted (M5.7)."""

import base64
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from daying.core import attachments
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.shipping import actions
from daying.shipping.factories import dispatched_shipment, planned_shipment
from daying.shipping.models import Counted, ProofOfDelivery, ShipmentException, State

pytestmark = pytest.mark.django_db
D = Decimal
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def picture(kind="PNG"):
    """A small picture as bytes."""
    out = BytesIO()
    Image.new("RGB", (4, 4), "white").save(out, kind)
    return out.getvalue()


SIGNATURE = "data:image/png;base64," + base64.b64encode(picture()).decode()


@pytest.fixture
def shipment(cast):
    """Ten and five, dispatched on 10 March."""
    return dispatched_shipment(released_order(customer(cast.engineer), (10, 5)))


def prove(shipment, by, **values):
    return actions.prove_delivery(
        shipment, by=by, **{"received_by": "王师傅", "received_at": NOON, "signature": SIGNATURE, **values}
    )


def test_a_signature_confirms_the_delivery_and_is_kept_with_the_shipment(cast, shipment):
    proof = prove(shipment, cast.warehouse)

    shipment.refresh_from_db()
    assert (shipment.state, shipment.delivered_on) == (State.DELIVERED, date(2026, 3, 12))
    assert (proof.received_by, proof.has_signature, proof.photos) == ("王师傅", True, 0)
    assert [line.quantity for line in proof.lines.all()] == [D(10), D(5)]
    assert [one.content_type for one in attachments.of(shipment)] == ["image/png"]
    assert not ShipmentException.objects.exists()


def test_what_is_short_opens_an_exception_for_the_owner_of_the_order(cast, shipment):
    first = shipment.lines.first()

    prove(shipment, cast.warehouse, counted={first.pk: Counted(D(8), "破箱两件")})

    found = ShipmentException.objects.get()
    assert (found.kind, found.origin, found.owner) == ("shortage", "proof", cast.engineer)
    assert "发出 10，收到 8" in found.details
    assert "破箱两件" in found.details
    assert found.due_on == date(2026, 3, 17)  # three working days after Thursday the 12th


def test_a_delivery_confirmed_by_telephone_is_proved_afterwards(cast, shipment):
    actions.deliver(shipment, by=cast.customer_service, on=date(2026, 3, 11))

    proof = prove(shipment, cast.warehouse, signature="", photos=[SimpleUploadedFile("a.jpg", picture("JPEG"))])

    shipment.refresh_from_db()
    assert shipment.delivered_on == date(2026, 3, 11)
    assert proof.photos == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": ""},
        {"signature": "data:image/svg+xml;base64,PHN2Zz4="},
        {"signature": "data:image/png;base64,@@@"},
        {"signature": "data:image/png;base64," + base64.b64encode(b"<script>").decode()},
        {"signature": "data:image/png;base64," + "A" * 400_001},
        {"received_by": " "},
        {"received_at": NOON.replace(day=9)},
        {"received_at": NOON.replace(year=2999)},
        {"counted": {0: Counted(D(1))}},
        {"photos": [SimpleUploadedFile("a.jpg", b"<html>")]},
        {"photos": [SimpleUploadedFile("a.png", picture())] * 11},
    ],
)
def test_what_proves_nothing_is_refused_and_nothing_is_half_written(cast, shipment, wrong):
    with pytest.raises(Refused):
        prove(shipment, cast.warehouse, **wrong)

    shipment.refresh_from_db()
    assert shipment.state == State.DISPATCHED
    assert not ProofOfDelivery.objects.exists()
    assert not attachments.of(shipment).exists()


def test_less_than_nothing_is_not_received(cast, shipment):
    with pytest.raises(Refused):
        prove(shipment, cast.warehouse, counted={shipment.lines.first().pk: Counted(D(-1))})


def test_it_is_proved_once_and_not_before_it_left(cast, shipment):
    prove(shipment, cast.warehouse)

    with pytest.raises(Refused):
        prove(shipment, cast.warehouse)
    with pytest.raises(Refused):
        prove(planned_shipment(released_order(customer(cast.engineer))), cast.warehouse)


def test_the_page_takes_it_from_a_phone(cast, shipment):
    client = Client()
    client.force_login(cast.warehouse)
    address = f"/shipments/{shipment.public_id}/proof/"
    first = shipment.lines.first()
    given = {"received_by": "王师傅", "received_at": "2026-03-12T12:00", "signature": SIGNATURE}
    given |= {f"quantity-{first.pk}": "9", f"note-{first.pk}": "少一件"}

    assert "data-signature" in client.get(address).content.decode()
    photo = SimpleUploadedFile("door.jpg", picture("JPEG"), "image/jpeg")
    answer = client.post(address, {**given, "photos": [photo]})

    assert answer.status_code == 302
    proof = ProofOfDelivery.objects.get()
    assert (proof.photos, proof.has_signature) == (1, True)
    assert [line.quantity for line in proof.lines.all()] == [D(9), D(5)]
    assert "收到：9" in client.get(f"/shipments/{shipment.public_id}/").content.decode()


def test_what_is_wrong_comes_back_with_what_was_typed(cast, shipment):
    client = Client()
    client.force_login(cast.warehouse)

    answer = client.post(
        f"/shipments/{shipment.public_id}/proof/", {"received_by": "王师傅", "received_at": "2026-03-12T12:00"}
    )

    assert answer.status_code == 422
    assert "王师傅" in answer.content.decode()


def test_a_salesperson_confirms_no_deliveries(cast, shipment):
    client = Client()
    client.force_login(cast.engineer)

    assert client.get(f"/shipments/{shipment.public_id}/proof/").status_code == 403
