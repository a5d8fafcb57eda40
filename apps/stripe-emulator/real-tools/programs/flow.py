# The flow with stripe-python, in the way of its version: the module's own functions until 8, a StripeClient from 9 on.
import os
import urllib.request

import stripe

EMULATOR, HOOK, KEY = (os.environ[name] for name in ("EMULATOR", "HOOK", "KEY"))
MAJOR = int((getattr(stripe, "VERSION", None) or stripe.version.VERSION).split(".")[0])
# Until 2026-09-30.endive cards are named. `True` as it stands was put on the wire until version 12.0.
CARDS = {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}} if MAJOR >= 16 else {"payment_method_types": ["card"]}
HOLD = {"amount": 4600, "currency": "usd", "capture_method": "manual", "confirm": True, "payment_method": "pm_card_visa", **CARDS}
SPLIT = {"payment_method_options": {"card": {"request_multicapture": "if_available"}}}
InvalidRequestError, CardError = (
    (stripe.InvalidRequestError, stripe.CardError)
    if hasattr(stripe, "InvalidRequestError")
    else (stripe.error.InvalidRequestError, stripe.error.CardError)
)


class Module:
    """As programs until version 8 write it."""

    def __init__(self):
        stripe.api_key, stripe.api_base, stripe.max_network_retries = KEY, EMULATOR, 0

    def create(self, name, params, key=None):
        options = {} if key is None else {"idempotency_key": key}
        return getattr(stripe, name).create(**params, **options)

    def capture(self, id, **params):
        return stripe.PaymentIntent.capture(id, **params)

    def cancel(self, id):
        return stripe.PaymentIntent.cancel(id)

    def all_customers(self):
        return list(stripe.Customer.list(limit=2).auto_paging_iter())

    def event(self, payload, signature, secret):
        return stripe.Webhook.construct_event(payload, signature, secret)


SERVICES = {
    "PaymentIntent": "payment_intents",
    "SetupIntent": "setup_intents",
    "Refund": "refunds",
    "Customer": "customers",
    "WebhookEndpoint": "webhook_endpoints",
}


class Client:
    """As programs since version 9 write it."""

    def __init__(self):
        self.client = stripe.StripeClient(KEY, base_addresses={"api": EMULATOR}, max_network_retries=0)
        self.v1 = getattr(self.client, "v1", self.client)

    def create(self, name, params, key=None):
        options = {} if key is None else {"idempotency_key": key}
        return getattr(self.v1, SERVICES[name]).create(params=params, options=options)

    def capture(self, id, **params):
        return self.v1.payment_intents.capture(id, params=params)

    def cancel(self, id):
        return self.v1.payment_intents.cancel(id)

    def all_customers(self):
        return list(self.v1.customers.list({"limit": 2}).auto_paging_iter())

    def event(self, payload, signature, secret):
        return self.client.construct_event(payload, signature, secret)


way = Module() if MAJOR < 9 else Client()


def hold(**more):
    return way.create("PaymentIntent", {**HOLD, **more})


def refusal(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError("it was not refused")


def same(actual, expected):
    assert actual == expected, f"{actual} instead of {expected}"


def two_parts():
    id = hold(**SPLIT).id
    same(way.capture(id, amount_to_capture=2300, final_capture=False).status, "requires_capture")
    second = way.capture(id, amount_to_capture=2300)
    same((second.status, second.amount_received), ("succeeded", 4600))
    same(refusal(InvalidRequestError, lambda: way.capture(id)).code, "payment_intent_unexpected_state")


def refunds():
    id = hold().id
    way.capture(id)
    same(way.create("Refund", {"payment_intent": id, "amount": 1000}).status, "succeeded")
    refusal(InvalidRequestError, lambda: way.create("Refund", {"payment_intent": id, "amount": 4600}))


def cancel():
    same(way.cancel(hold().id).status, "canceled")


def decline():
    error = refusal(CardError, lambda: hold(payment_method="pm_card_visa_chargeDeclinedInsufficientFunds"))
    same(error.error.decline_code, "insufficient_funds")


def challenge():
    same(hold(payment_method="pm_card_authenticationRequired").status, "requires_action")


def off_session():
    customer = way.create("Customer", {"email": "buyer@example.com"}).id
    setup = way.create("SetupIntent", {"customer": customer, "payment_method": "pm_card_visa", "confirm": True, "usage": "off_session", **CARDS})
    same(setup.status, "succeeded")
    same(hold(customer=customer, payment_method=setup.payment_method, off_session=True, capture_method="automatic").status, "succeeded")


def pages():
    for _ in range(3):
        way.create("Customer", {})
    assert len(way.all_customers()) >= 3


def idempotency():
    params = {"amount": 500, "currency": "usd"}
    same(way.create("PaymentIntent", params, "order/1").id, way.create("PaymentIntent", params, "order/1").id)


def webhook():
    secret = way.create("WebhookEndpoint", {"url": f"{HOOK}/hook", "enabled_events": ["customer.created"]}).secret
    id = way.create("Customer", {}).id
    with urllib.request.urlopen(f"{HOOK}/next") as delivered:
        event = way.event(delivered.read(), delivered.headers["stripe-signature"], secret)
    same(event.data.object.id, id)


for name, step in {
    "captures a hold in two parts": two_parts,
    "refunds a part, and no more than there is": refunds,
    "cancels a hold": cancel,
    "is told of a decline": decline,
    "is asked for 3-D Secure": challenge,
    "keeps a card and charges it off session": off_session,
    "reads all pages of a list": pages,
    "repeats a request under its idempotency key": idempotency,
    "verifies the signature of a webhook": webhook,
}.items():
    try:
        step()
        print(f"ok {name}", flush=True)
    except Exception as error:
        print(f"not ok {name}: {type(error).__name__} {error}".replace("\n", " "), flush=True)
