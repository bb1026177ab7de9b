"""Both sides count and sign; the loss rule says who bears what is missing (M3.8)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.customers.factories import customer
from daying.products.factories import product
from daying.receivables.models import Billing, BillingKind
from daying.stock import queries
from daying.stock.jit import counting
from daying.stock.jit.factories import ACCEPTED, accepted, agreement_in_force, filled_up, joint_count, sealed
from daying.stock.models import JointCountState, MovementKind, StockMovement

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def firm(cast):
    return customer(cast.engineer)


@pytest.fixture
def item():
    return product(list_price=D("11.30"), places=0)


def counted(firm, item, quantity, **terms):
    """A count of 1,000 that should lie there, sealed."""
    under = agreement_in_force(firm, item, **terms)
    filled_up(under, item, 1000)
    return sealed(joint_count(under, {"product": item, "lot": "A", "counted": D(quantity)}))


def sign(count):
    return counting.sign_joint_count(count, by=SYSTEM, on=ACCEPTED, signed_by="王主管")


@pytest.mark.parametrize(
    ("within", "beyond", "ours", "theirs"),
    [
        ("us", "customer", 5, 7),
        ("customer", "us", 7, 5),
        ("customer", "customer", 0, 12),
        ("us", "us", 12, 0),
    ],
)
def test_the_loss_rule_shares_what_is_missing(firm, item, within, beyond, ours, theirs):
    count = counted(firm, item, 988, tolerance=D("0.005"), within_tolerance=within, beyond_tolerance=beyond)

    signed = sign(count)

    line = signed.lines.get()
    # 5 per thousand of 1,000 are 5, of the 12 that are missing
    assert (line.difference, line.borne_by_us, line.borne_by_customer) == (-12, ours, theirs)
    assert queries.balance(item, signed.agreement.warehouse) == 988
    bill = Billing.objects.first()
    assert (bill and (bill.kind, bill.joint_count, bill.total)) == (
        (BillingKind.LOSS, signed, D("11.30") * theirs) if theirs else None
    )
    assert not list(verify())


def test_more_than_the_books_say_comes_in(firm, item):
    signed = sign(counted(firm, item, 1003))

    assert queries.balance(item, signed.agreement.warehouse) == 1003
    assert StockMovement.objects.get(kind=MovementKind.COUNT).quantity == 3
    assert not Billing.objects.exists()


def test_a_piece_in_the_wrong_lot_is_no_loss(firm, item):
    under = agreement_in_force(firm, item)
    filled_up(under, item, 10)
    filled_up(under, item, 10, lot="B")
    rows = [{"product": item, "lot": "A", "counted": D(8)}, {"product": item, "lot": "B", "counted": D(12)}]

    signed = sign(sealed(joint_count(under, *rows)))

    assert [line.borne_by_customer for line in signed.lines.all()] == [0, 0]
    assert [(row.lot, row.quantity) for row in queries.lots(item, warehouses=[under.warehouse])] == [
        ("A", 8),
        ("B", 12),
    ]


def test_a_count_is_not_signed_without_the_sealed_sheet(firm, item):
    under = agreement_in_force(firm, item)
    filled_up(under, item, 10)

    with pytest.raises(Refused, match="盖章扫描件"):
        sign(joint_count(under, {"product": item, "lot": "A", "counted": D(10)}))


def test_a_count_is_not_signed_before_every_lot_is_counted(firm, item):
    under = agreement_in_force(firm, item)
    filled_up(under, item, 10)

    with pytest.raises(Refused, match="尚未盘点"):
        sign(sealed(joint_count(under)))


def test_goods_that_moved_in_between_make_the_count_look_again(firm, item):
    count = counted(firm, item, 1000)
    accepted(count.agreement, {"product": item, "quantity": 40})

    with pytest.raises(Refused, match="重取账面数"):
        sign(count)
    renewed = counting.renew_books(count, by=SYSTEM)

    line = renewed.lines.get()
    assert (line.book_quantity, line.counted) == (960, 1000)


def test_a_signed_count_is_frozen(firm, item):
    signed = sign(counted(firm, item, 1000))

    assert (signed.state, signed.signed_by, signed.signed_on) == (JointCountState.SIGNED, "王主管", ACCEPTED)
    told = {"agreement": signed.agreement, "counted_on": date(2026, 4, 3)}
    with pytest.raises(Refused, match="不能更改"):
        counting.amend_joint_count(signed, by=SYSTEM, **told)


def test_by_the_agreement_a_loss_is_billed_at_the_price_of_its_fill_up(firm, item):
    count = counted(firm, item, 990, price_basis="fill_up")
    item.list_price = D("22.60")
    item.save()

    signed = sign(count)

    assert signed.lines.get().unit_price == D("11.30")
    assert Billing.objects.get().total == D("113.00")


def test_less_than_nothing_is_not_counted(firm, item):
    with pytest.raises(Refused, match="不能小于 0"):
        counted(firm, item, -1)
