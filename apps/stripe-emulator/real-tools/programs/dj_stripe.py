# dj-stripe, its code unchanged: what a Django project does with it. It keeps customers and their cards, charges them,
# follows a hold through every webhook that its view is sent, and copies all that the account has by its sync command.
import io
import json
import os
import sys
import urllib.request
import uuid
from decimal import Decimal

import django
import stripe
from django.conf import settings
from django.urls import include, path, reverse

KEY, EMULATOR, HOOK = os.environ["KEY"], os.environ["EMULATOR"], os.environ["HOOK"]
settings.configure(
    SECRET_KEY="unused",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "djstripe"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF=__name__,
    STRIPE_API_HOST=EMULATOR,
    STRIPE_LIVE_MODE=False,
    STRIPE_TEST_SECRET_KEY=KEY,
    DJSTRIPE_FOREIGN_KEY_TO_FIELD="id",
    USE_TZ=True,
)
django.setup()
urlpatterns = [path("stripe/", include("djstripe.urls", namespace="djstripe"))]
stripe.api_key = KEY
stripe.max_network_retries = 0

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from djstripe import models  # noqa: E402
from djstripe.settings import djstripe_settings  # noqa: E402

VERSION = djstripe_settings.STRIPE_API_VERSION
stripe.api_version = VERSION
call_command("migrate", verbosity=0)

STEPS = {}


def step(name):
    def add(function):
        STEPS[name] = function
        return function

    return add


def same(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def control(what, **settings_of_account):
    request = urllib.request.Request(
        f"{EMULATOR}/_emulator/{what}",
        data=json.dumps(settings_of_account).encode(),
        headers={"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def paid(method="pm_card_visa", amount=4600, **more):
    return stripe.PaymentIntent.create(
        amount=amount, currency="usd", confirm=True, payment_method=method, payment_method_types=["card"], **more
    )


def hold(**more):
    return paid(capture_method="manual", **more)


def buyer(name):
    return get_user_model().objects.get_or_create(username=name, email=f"{name}@example.com")[0]


def customer_of(name):
    return models.Customer.get_or_create(subscriber=buyer(name))[0]


@step("finds the account of the key")
def account():
    assert models.Account.get_default_account(api_key=KEY).id.startswith("acct_")


@step("makes one customer for a user, by its idempotency key")
def customer():
    made = customer_of("jenny")
    same(made.api_retrieve().email, "jenny@example.com")
    same(customer_of("jenny").id, made.id)


@step("keeps a card as a customer's default")
def default_card():
    kept = customer_of("card").add_payment_method("pm_card_visa")
    same(customer_of("card").default_payment_method.id, kept.id)


@step("lets go of a card")
def detach():
    kept = customer_of("detach").add_payment_method("pm_card_visa")
    same(models.PaymentMethod.objects.get(id=kept.id).detach(), True)
    same(models.PaymentMethod.objects.get(id=kept.id).customer, None)


@step("confirms, changes and cancels a payment")
def payment_intent():
    made = stripe.PaymentIntent.create(
        amount=4600, currency="usd", capture_method="manual", payment_method_types=["card"]
    )
    known = models.PaymentIntent.sync_from_stripe_data(made, api_key=KEY)
    same(known.update(metadata={"order": "1042"}).metadata, {"order": "1042"})
    same(known._api_confirm(payment_method="pm_card_visa").status, "requires_capture")
    same(known._api_cancel().status, "canceled")


@step("charges a token and refunds a part and the rest")
def charge():
    made = customer_of("charge")
    token = stripe.Charge.create(amount=4600, currency="usd", source="tok_visa", customer=None)
    known = models.Charge.sync_from_stripe_data(token, api_key=KEY)
    same(known.refund(amount=Decimal("10.00")).amount, 1000)
    again = models.Charge.sync_from_stripe_data(known.api_retrieve(), api_key=KEY)
    same(again.refund().amount, 3600)
    assert made.id.startswith("cus_")


@step("captures a charge")
def capture():
    made = stripe.Charge.create(amount=4600, currency="usd", source="tok_visa", capture=False)
    known = models.Charge.sync_from_stripe_data(made, api_key=KEY)
    same(known.captured, False)
    same(known.capture().captured, True)


def endpoint():
    """An endpoint as dj-stripe's admin makes it, with its own identifier in the metadata."""
    identifier = str(uuid.uuid4())
    made = models.WebhookEndpoint._api_create(
        api_key=KEY,
        url=f"{HOOK}/hook",
        enabled_events=["*"],
        api_version=VERSION,
        metadata={"djstripe_uuid": identifier},
    )
    return models.WebhookEndpoint.sync_from_stripe_data(made, api_key=KEY)


def received(known, since):
    """Gives dj-stripe's view every event since then as it was posted, until none is missing."""
    missing = {event.id for event in stripe.Event.list(limit=100, created={"gte": since}).auto_paging_iter()}
    view = reverse("djstripe:djstripe_webhook_by_uuid", kwargs={"uuid": known.djstripe_uuid})
    types = []
    while missing:
        with urllib.request.urlopen(f"{HOOK}/next", timeout=10) as posted:
            body, signature = posted.read(), posted.headers["stripe-signature"]
        if json.loads(body)["id"] not in missing:
            continue
        answer = Client().post(view, body, content_type="application/json", headers={"stripe-signature": signature})
        same(answer.status_code, 200)
        event = json.loads(body)
        missing.discard(event["id"])
        types.append(event["type"])
    return types


def told(life):
    """What life gives, and the types of the events that dj-stripe's view was sent of it."""
    control("clock", advance_seconds=60)
    since = control("clock", advance_seconds=0)["now"]
    known = endpoint()
    try:
        ends = life()
        types = received(known, since)
    finally:
        known._api_delete(api_key=KEY)
    same(models.WebhookEventTrigger.objects.filter(processed=False).count(), 0)
    return ends, types


@step("follows a hold to its refund by webhooks that are signed")
def signed():
    def life():
        held = hold()
        stripe.PaymentIntent.capture(held.id, amount_to_capture=2000)
        stripe.Refund.create(payment_intent=held.id, amount=500)
        return held.id

    intent, types = told(life)
    same(models.PaymentIntent.objects.get(id=intent).stripe_data["status"], "succeeded")
    for expected in ("payment_intent.amount_capturable_updated", "charge.captured", "charge.refunded"):
        assert expected in types, f"{expected} is not among {types}"
    same(models.Charge.objects.get(payment_intent=intent).amount_refunded, 500)


@step("follows a dispute by webhooks")
def disputed():
    charge_of, types = told(lambda: paid("pm_card_createDispute").latest_charge)
    assert "charge.dispute.created" in types, types
    same(models.Dispute.objects.get(charge=charge_of).reason, "fraudulent")


@step("keeps and forgets a card by webhooks")
def cards_told():
    def life():
        made = stripe.Customer.create(email="told@example.com")
        kept = stripe.PaymentMethod.attach("pm_card_visa", customer=made.id)
        stripe.PaymentMethod.detach(kept.id)
        stripe.Customer.delete(made.id)
        return kept.id

    kept, types = told(life)
    same(models.PaymentMethod.objects.get(id=kept).customer, None)
    same(types, ["customer.created", "payment_method.attached", "payment_method.detached", "customer.deleted"])


@step("catches up from the list of events")
def catches_up():
    held = hold()
    stripe.PaymentIntent.cancel(held.id)
    call_command("djstripe_process_events", type="payment_intent.*", verbosity=0)
    same(models.PaymentIntent.objects.get(id=held.id).stripe_data["status"], "canceled")


def one_of_everything():
    """What its sync command finds: one object of each kind at least."""
    made = stripe.Customer.create(email="everything@example.com")
    stripe.PaymentMethod.attach("pm_card_visa", customer=made.id)
    stripe.SetupIntent.create(customer=made.id, payment_method_types=["card"])
    refunded = paid("pm_card_bypassPending", amount=1_000_000, customer=made.id)
    stripe.Refund.create(payment_intent=refunded.id, amount=100)
    stripe.Payout.create(amount=500, currency="usd")
    paid("pm_card_createIssuerFraudRecord")
    product = stripe.Product.create(name="Shirt")
    price = stripe.Price.create(product=product.id, unit_amount=2300, currency="usd")
    stripe.checkout.Session.create(
        mode="payment", line_items=[{"price": price.id, "quantity": 1}], success_url="https://shop.example/done"
    )
    seller = stripe.Account.create(country="US", type="standard")
    transfer = stripe.Transfer.create(amount=300, currency="usd", destination=seller.id)
    stripe.Transfer.create_reversal(transfer.id, amount=100)


def syncs(model):
    def run():
        out, err = io.StringIO(), io.StringIO()
        call_command("djstripe_sync_models", model, stdout=out, stderr=err)
        assert err.getvalue() == "", err.getvalue()
        assert getattr(models, model).objects.count() > 0, "nothing was synced"

    return run


SYNCED = (
    "Account BalanceTransaction Charge Customer Dispute EarlyFraudWarning Event PaymentIntent "
    "PaymentMethod Payout Price Product Refund Session SetupIntent Transfer TransferReversal WebhookEndpoint"
).split()
STEPS["has an account with one of everything"] = one_of_everything
STEPS.update({f"syncs every {model}": syncs(model) for model in SYNCED})


@step("makes the customers of users who have none")
def customers_of_users():
    made = get_user_model().objects.create(username="sync", email="sync@example.com")
    call_command("djstripe_sync_customers")
    same(models.Customer.objects.get(subscriber=made).email, "sync@example.com")


@step("purges a customer")
def purge():
    made = customer_of("purge")
    made.purge()
    same(made.api_retrieve().get("deleted"), True)


control("account", settlement_delay_seconds=0, api_version=VERSION)
for name, run in STEPS.items():
    try:
        run()
        print(f"ok {name}", flush=True)
    except Exception as error:
        print(f"not ok {name}: {type(error).__name__} {error}".replace("\n", " ")[:600], flush=True)
sys.exit(0)
