"""The PaymentIntent part of the conformance suite, with the official Python SDK.

It proves that it is the wire that is right, not one SDK's reading of it. Started by run.mjs, which gives the address in
STRIPE_CONFORMANCE_URL; each test uses an API key, and with it an account of the emulator, of its own.
"""

import itertools
import os
import time
import unittest
import uuid

import stripe

URL = os.environ["STRIPE_CONFORMANCE_URL"]
KEY = os.environ.get("STRIPE_CONFORMANCE_KEY")
NUMBERS = itertools.count(1)
CARDS_ONLY = {"enabled": True, "allow_redirects": "never"}
PARTS = {"card": {"request_multicapture": "if_available"}}


def fresh_key():
    return KEY or f"sk_test_python{os.getpid()}x{next(NUMBERS)}"


def line(unit_cost, **more):
    return {"product_name": "Thing", "quantity": 1, "unit_cost": unit_cost, **more}


class PaymentIntentsTest(unittest.TestCase):
    def setUp(self):
        self.client = stripe.StripeClient(fresh_key(), base_addresses={"api": URL}, max_network_retries=0)
        self.intents = self.client.v1.payment_intents

    def open(self, **more):
        params = {"amount": 4600, "currency": "usd", "automatic_payment_methods": CARDS_ONLY, **more}
        return self.intents.create(params)

    def hold(self, **more):
        return self.open(capture_method="manual", confirm=True, **{"payment_method": "pm_card_visa", **more})

    def part_hold(self, **more):
        intent = self.hold(payment_method_options=PARTS, expand=["latest_charge"], **more)
        if intent.latest_charge.payment_method_details.card.multicapture.status != "available":
            self.skipTest("this account has no multicapture")
        return intent

    def part(self, id, amount, **more):
        return self.intents.capture(id, {"amount_to_capture": amount, "final_capture": False, **more})

    def refused(self, error, call, **expected):
        with self.assertRaises(error) as caught:
            call()
        for name, value in expected.items():
            self.assertEqual(getattr(caught.exception, name), value, name)
        return caught.exception

    def shows(self, actual, **expected):
        for name, value in expected.items():
            self.assertEqual(getattr(actual, name), value, name)

    # Creating

    def test_starts_without_a_method(self):
        self.shows(self.open(), object="payment_intent", status="requires_payment_method", amount=4600, currency="usd")

    def test_starts_with_a_method(self):
        self.shows(self.open(payment_method="pm_card_visa"), status="requires_confirmation")

    def test_captures_asynchronously_by_default(self):
        self.shows(self.open(), capture_method="automatic_async")

    def test_keeps_metadata(self):
        self.assertEqual(self.open(metadata={"order": "7"}).metadata["order"], "7")

    def test_keeps_letters_beyond_ascii(self):
        self.shows(self.open(description="Grüße 🎁"), description="Grüße 🎁")

    def test_refuses_a_small_amount(self):
        call = lambda: self.open(amount=49)
        self.refused(stripe.InvalidRequestError, call, http_status=400, code="amount_too_small", param="amount")

    def test_refuses_an_unknown_parameter(self):
        call = lambda: self.open(foo=1)
        self.refused(stripe.InvalidRequestError, call, http_status=400, code="parameter_unknown", param="foo")

    def test_refuses_a_missing_currency(self):
        call = lambda: self.intents.create({"amount": 1000})
        self.refused(stripe.InvalidRequestError, call, http_status=400, code="parameter_missing", param="currency")

    # Reading and changing

    def test_reads_what_it_made(self):
        made = self.open()
        self.assertEqual(self.intents.retrieve(made.id).to_dict(), made.to_dict())

    def test_does_not_know_others(self):
        call = lambda: self.intents.retrieve("pi_none")
        self.refused(stripe.InvalidRequestError, call, http_status=404, code="resource_missing", param="intent")

    def test_changes_an_amount(self):
        self.shows(self.intents.update(self.open().id, {"amount": 1200}), amount=1200)

    def test_unsets_metadata(self):
        intent = self.open(metadata={"a": "1"})
        self.assertEqual(self.intents.update(intent.id, {"metadata": {"a": ""}}).metadata.to_dict(), {})

    def test_expands(self):
        self.assertEqual(self.hold(expand=["latest_charge"]).latest_charge.object, "charge")

    def test_walks_through_pages(self):
        customer = self.client.v1.customers.create()
        made = [self.open(customer=customer.id).id for _ in range(5)]
        pages = self.intents.list({"customer": customer.id, "limit": 2})
        self.assertEqual([intent.id for intent in pages.auto_paging_iter()], made[::-1])

    # Confirming

    def test_holds(self):
        self.shows(self.hold(), status="requires_capture", amount_capturable=4600, amount_received=0)

    def test_confirms_later(self):
        intent = self.open(capture_method="manual")
        self.shows(self.intents.confirm(intent.id, {"payment_method": "pm_card_visa"}), status="requires_capture")

    def test_takes_the_money_at_once(self):
        intent = self.open(confirm=True, payment_method="pm_card_visa")
        self.shows(intent, status="succeeded", amount_received=4600)

    def test_is_declined(self):
        call = lambda: self.hold(payment_method="pm_card_visa_chargeDeclinedInsufficientFunds")
        error = self.refused(stripe.CardError, call, http_status=402, code="card_declined")
        self.assertEqual(error.error.decline_code, "insufficient_funds")
        self.assertEqual(error.error.payment_intent.status, "requires_payment_method")

    def test_pays_with_another_card_after_a_decline(self):
        error = self.refused(stripe.CardError, lambda: self.hold(payment_method="pm_card_visa_chargeDeclined"))
        again = self.intents.confirm(error.error.payment_intent.id, {"payment_method": "pm_card_visa"})
        self.shows(again, status="requires_capture", last_payment_error=None)

    def test_asks_for_authentication(self):
        intent = self.hold(payment_method="pm_card_authenticationRequired")
        self.shows(intent, status="requires_action", latest_charge=None)

    def test_declines_without_the_buyer(self):
        call = lambda: self.hold(payment_method="pm_card_authenticationRequired", off_session=True)
        self.refused(stripe.CardError, call, http_status=402, code="authentication_required")

    # Capturing

    def test_captures_everything(self):
        self.shows(self.intents.capture(self.hold().id), status="succeeded", amount_received=4600)

    def test_releases_the_rest_of_a_plain_hold(self):
        done = self.intents.capture(self.hold().id, {"amount_to_capture": 2300})
        self.shows(done, status="succeeded", amount=4600, amount_received=2300, amount_capturable=0)

    def test_refuses_more_than_was_held(self):
        held = self.hold()
        call = lambda: self.intents.capture(held.id, {"amount_to_capture": 4601})
        self.refused(stripe.InvalidRequestError, call, http_status=400, code="amount_too_large", param=None)

    def test_refuses_to_capture_what_is_not_held(self):
        opened = self.open()
        call = lambda: self.intents.capture(opened.id)
        self.refused(stripe.InvalidRequestError, call, http_status=400, code="payment_intent_unexpected_state")

    def test_takes_parts(self):
        intent = self.part_hold(amount=1000)
        self.shows(self.part(intent.id, 700), status="requires_capture", amount_received=700, amount_capturable=300)
        done = self.intents.capture(intent.id, {"amount_to_capture": 200})
        self.shows(done, status="succeeded", amount=1000, amount_received=900, amount_capturable=0)

    def test_succeeds_when_parts_take_everything(self):
        intent = self.part_hold(amount=1000)
        self.shows(self.part(intent.id, 1000), status="succeeded", amount_capturable=0)

    def test_releases_the_rest_with_zero(self):
        intent = self.part_hold()
        self.part(intent.id, 2300)
        done = self.intents.capture(intent.id, {"amount_to_capture": 0, "final_capture": True})
        self.shows(done, status="succeeded", amount_received=2300)

    def test_takes_the_worked_example(self):
        half = {
            "line_items": [line(2000, tax={"total_tax_amount": 200}, discount_amount=100)],
            "shipping": {"amount": 200},
        }
        intent = self.part_hold(amount_details={**half, "line_items": half["line_items"] * 2, "shipping": {"amount": 400}})
        self.shows(self.part(intent.id, 2300, amount_details=half), amount_received=2300, amount_capturable=2300)
        done = self.intents.capture(intent.id, {"amount_to_capture": 2300, "amount_details": half})
        self.shows(done, amount_received=4600, status="succeeded")
        self.assertEqual(done.amount_details.tax.total_tax_amount, 400)

    def test_lists_line_items(self):
        intent = self.open(amount=3000, amount_details={"line_items": [line(1000), line(2000)]})
        items = self.intents.amount_details_line_items.list(intent.id)
        self.assertEqual([item.unit_cost for item in items.data], [1000, 2000])

    def test_refuses_line_items_that_do_not_add_up(self):
        call = lambda: self.open(amount=5000, amount_details={"line_items": [line(4500)]})
        self.refused(stripe.InvalidRequestError, call, http_status=400, code="amount_details_amount_mismatch")

    def test_overcaptures(self):
        asked = {"card": {"request_overcapture": "if_available"}}
        intent = self.hold(amount=1000, payment_method_options=asked, expand=["latest_charge"])
        if intent.latest_charge.payment_method_details.card.overcapture.status != "available":
            self.skipTest("this account has no overcapture")
        self.shows(self.intents.capture(intent.id, {"amount_to_capture": 1200}), amount=1200, amount_received=1200)

    # Canceling

    def test_cancels_a_hold(self):
        done = self.intents.cancel(self.hold().id, {"cancellation_reason": "abandoned"})
        self.shows(done, status="canceled", cancellation_reason="abandoned", amount_capturable=0)

    def test_does_not_cancel_twice(self):
        intent = self.open()
        self.intents.cancel(intent.id)
        call = lambda: self.intents.cancel(intent.id)
        self.refused(stripe.InvalidRequestError, call, http_status=400, code="payment_intent_unexpected_state")

    # The wire

    def test_replays_an_idempotency_key(self):
        intent, key = self.hold(), str(uuid.uuid4())
        first = self.intents.capture(intent.id, {}, {"idempotency_key": key})
        again = self.intents.capture(intent.id, {}, {"idempotency_key": key})
        self.assertEqual(again.to_dict(), first.to_dict())
        self.assertEqual(again.last_response.headers["idempotent-replayed"], "true")

    def test_refuses_an_idempotency_key_with_other_parameters(self):
        key = str(uuid.uuid4())
        self.intents.create({"amount": 1000, "currency": "usd"}, {"idempotency_key": key})
        call = lambda: self.intents.create({"amount": 2000, "currency": "usd"}, {"idempotency_key": key})
        self.refused(stripe.IdempotencyError, call, http_status=400)

    def test_gives_request_ids_and_the_version(self):
        response = self.open().last_response
        self.assertTrue(response.request_id.startswith("req_"))
        self.assertEqual(response.headers["stripe-version"], stripe.api_version)

    def test_refuses_no_key(self):
        client = stripe.StripeClient("nonsense", base_addresses={"api": URL}, max_network_retries=0)
        call = lambda: client.v1.payment_intents.list()
        self.refused(stripe.AuthenticationError, call, http_status=401)

    def test_tells_of_a_hold(self):
        intent = self.hold()
        wanted = {"payment_intent.created", "charge.succeeded", "payment_intent.amount_capturable_updated"}
        deadline = time.monotonic() + 30
        found = set()
        while found != wanted and time.monotonic() < deadline:
            events = self.client.v1.events.list({"limit": 100}).data
            found = {event.type for event in events if intent.id in str(event.data.object)}
        self.assertEqual(found, wanted)


if __name__ == "__main__":
    unittest.main()
