"""A shop in Python, on a client that a generator made of the API's own document: places an order, ships it, is refused."""

import os

from holdfast_client import Client
from holdfast_client.api.orders import create_order, list_orders
from holdfast_client.api.shipments import create_shipment
from holdfast_client.models import ListOrdersPlan, NewOrder, NewShipment, Problem

client = Client(base_url=os.environ["HOLDFAST"])

order = create_order.sync(
    client=client,
    body=NewOrder.from_dict(
        {
            "orderId": "1042",
            "currency": "usd",
            "lines": [
                {"lineId": "1", "name": "Product 001", "quantity": 1, "unitPrice": 2000, "taxAmount": 200},
                {"lineId": "2", "name": "Product 002", "quantity": 2, "unitPrice": 2000, "taxAmount": 400},
            ],
            "payment": {"paymentMethod": "pm_card_visa"},
        }
    ),
)
assert order.status == "authorized", order
assert order.amounts.held == 6600, order

shipment = NewShipment.from_dict({"shipmentId": "A", "lines": [{"lineId": "1", "quantity": 1}]})
captured = create_shipment.sync(order_id="1042", client=client, body=shipment)
assert captured.status == "captured" and captured.amount == 2200, captured

again = NewShipment.from_dict({"shipmentId": "B", "lines": [{"lineId": "1", "quantity": 1}]})
refused = create_shipment.sync(order_id="1042", client=client, body=again)
assert isinstance(refused, Problem) and refused.code == "units_not_available", refused

found = list_orders.sync(client=client, plan=ListOrdersPlan.MULTICAPTURE)
assert [each.order_id for each in found.orders] == ["1042"], found
print("The generated client placed an order, shipped it, was refused, and found it again.")
