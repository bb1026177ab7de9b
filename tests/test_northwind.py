"""The mappings of examples/northwind bring a trading company's books in: a few rows of each of its files, by hand."""

import json
from decimal import Decimal

import pytest

from daying.cli.northwind import MAPPINGS, STEPS
from daying.core.actor import SYSTEM
from daying.customers.models import Contact, Customer
from daying.desk import imports
from daying.orders.models import OrderLine, SalesOrder
from daying.shipping.models import Shipment

SAMPLE = {
    "employees.csv": """
        employee_id,last_name,first_name,home_phone
        2,Fuller,Andrew,(206) 555-9482
        5,Buchanan,Steven,(71) 555-4848""",
    "shippers.csv": """
        shipper_id,company_name,phone
        3,Federal Shipping,(503) 555-9931""",
    "categories.csv": """
        category_id,category_name,description
        1,Beverages,"Soft drinks, coffees, teas, beers, and ales" """,
    "products.csv": """
        product_id,product_name,supplier_id,category_id,quantity_per_unit,unit_price,discontinued
        11,Queso Cabrales,5,1,1 kg pkg.,21,0
        42,Singaporean Hokkien Fried Mee,20,1,32 - 1 kg pkgs.,14,1""",
    "customers.csv": """
        customer_id,company_name,contact_name,contact_title,address,city,region,postal_code,country,phone,fax
        VINET,Vins et alcools Chevalier,Paul Henriot,Manager,59 rue de l'Abbaye,Reims,,51100,France,26.47.15.10,
    """,
    "orders.csv": """
        order_id,customer_id,employee_id,order_date,required_date,shipped_date,ship_via,freight,ship_name,ship_address,\
ship_city,ship_region,ship_postal_code,ship_country
        10248,VINET,5,1996-07-04,1996-08-01,1996-07-16,3,32.38,Vins,59 rue de l'Abbaye,Reims,,51100,France
        11077,VINET,5,1998-05-06,1998-06-03,,3,8.53,Vins,59 rue de l'Abbaye,Reims,,51100,France""",
    "order_details.csv": """
        order_id,product_id,unit_price,quantity,discount
        10248,11,14,12,0
        10248,42,9.8,10,0.15
        11077,42,14,1,0.05""",
}


@pytest.fixture
def northwind(cast, tmp_path):
    for name, text in SAMPLE.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    for slug, file, mapping in STEPS:
        told = json.loads((MAPPINGS / mapping).read_text(encoding="utf-8"))
        outcome = imports.run_file(slug, tmp_path / file, told, by=SYSTEM)
        assert outcome.faults == []


@pytest.mark.usefixtures("northwind")
def test_customers_come_with_their_main_contact():
    customer = Customer.objects.get(code="VINET")

    assert (customer.currency, customer.tax_rate, customer.owner.username) == ("USD", Decimal(0), "Fuller")
    assert customer.address == "59 rue de l'Abbaye, 51100"
    assert Contact.objects.get(is_main=True).name == "Paul Henriot"


@pytest.mark.usefixtures("northwind")
def test_orders_keep_number_seller_carrier_and_exact_amounts():
    order = SalesOrder.objects.get(number="10248")

    assert (order.owner.username, order.carrier.name, order.freight) == (
        "Buchanan",
        "Federal Shipping",
        Decimal("32.38"),
    )
    assert list(OrderLine.objects.filter(order=order).values_list("exact_amount", flat=True)) == [
        Decimal("168.0000"),
        Decimal("83.3000"),  # 9.8 × 10 × 0.85, of a product that is no longer sold
    ]


@pytest.mark.usefixtures("northwind")
def test_only_what_was_shipped_becomes_a_shipment():
    shipment = Shipment.objects.get()

    assert (shipment.order.number, str(shipment.dispatched_on)) == ("10248", "1996-07-16")
    assert set(SalesOrder.objects.values_list("number", "state")) == {("10248", "shipped"), ("11077", "released")}
