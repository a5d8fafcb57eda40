# dj-stripe's sync of objects into its tables, its code unchanged.
import os
import sys

import django
import stripe
from django.conf import settings

KEY, EMULATOR = os.environ["KEY"], os.environ["EMULATOR"]
settings.configure(
    SECRET_KEY="unused",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "djstripe"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    STRIPE_LIVE_MODE=False,
    STRIPE_TEST_SECRET_KEY=KEY,
    DJSTRIPE_FOREIGN_KEY_TO_FIELD="id",
    DJSTRIPE_WEBHOOK_VALIDATION="retrieve_event",
    USE_TZ=True,
)
django.setup()
stripe.api_base = EMULATOR
stripe.api_key = KEY

from django.core.management import call_command  # noqa: E402
from djstripe import models  # noqa: E402

call_command("migrate", verbosity=0)
VERSION = {"stripe_version": "2024-06-20"}


def hold():
    return stripe.PaymentIntent.create(
        amount=4600, currency="usd", capture_method="manual", confirm=True, payment_method="pm_card_visa",
        payment_method_types=["card"], **VERSION,
    )


def account():
    assert models.Account.sync_from_stripe_data(stripe.Account.retrieve(**VERSION), api_key=KEY).id.startswith("acct_")


def customer():
    made = stripe.Customer.create(email="buyer@example.com", **VERSION)
    assert models.Customer.sync_from_stripe_data(made, api_key=KEY).email == "buyer@example.com"


def payment_intent():
    intent = models.PaymentIntent.sync_from_stripe_data(hold(), api_key=KEY)
    assert intent.status == "requires_capture", intent.status


def charge():
    captured = stripe.PaymentIntent.capture(hold().id, **VERSION)
    synced = models.Charge.sync_from_stripe_data(stripe.Charge.retrieve(captured.latest_charge, **VERSION), api_key=KEY)
    assert synced.amount_captured if hasattr(synced, "amount_captured") else synced.captured


def refund():
    captured = stripe.PaymentIntent.capture(hold().id, **VERSION)
    made = stripe.Refund.create(charge=captured.latest_charge, amount=1000, **VERSION)
    assert models.Refund.sync_from_stripe_data(made, api_key=KEY).status == "succeeded"


def payment_method():
    buyer = stripe.Customer.create(**VERSION)
    kept = stripe.PaymentMethod.attach("pm_card_visa", customer=buyer.id, **VERSION)
    assert models.PaymentMethod.sync_from_stripe_data(kept, api_key=KEY).type == "card"


def event():
    stripe.Customer.create(**VERSION)
    newest = stripe.Event.list(type="customer.created", limit=1, **VERSION).data[0]
    assert models.Event.sync_from_stripe_data(newest, api_key=KEY).type == "customer.created"


for name, step in {
    "syncs the account": account,
    "syncs a customer": customer,
    "syncs a held payment": payment_intent,
    "syncs a captured charge": charge,
    "syncs a refund": refund,
    "syncs a card of a customer": payment_method,
    "syncs an event": event,
}.items():
    try:
        step()
        print(f"ok {name}", flush=True)
    except Exception as error:
        print(f"not ok {name}: {type(error).__name__} {error}".replace("\n", " ")[:300], flush=True)
sys.exit(0)
