// The flow with stripe-go v76, in the way of its time: one package for each resource, a global key and backend.
package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/customer"
	"github.com/stripe/stripe-go/v76/paymentintent"
	"github.com/stripe/stripe-go/v76/refund"
	"github.com/stripe/stripe-go/v76/setupintent"
	"github.com/stripe/stripe-go/v76/webhook"
	"github.com/stripe/stripe-go/v76/webhookendpoint"
)

var cards = []*string{stripe.String("card")}

func holdParams(method string) *stripe.PaymentIntentParams {
	return &stripe.PaymentIntentParams{
		Amount: stripe.Int64(4600), Currency: stripe.String("usd"), CaptureMethod: stripe.String("manual"),
		Confirm: stripe.Bool(true), PaymentMethod: stripe.String(method), PaymentMethodTypes: cards,
	}
}

func same(actual, expected any) error {
	if actual == expected {
		return nil
	}
	return fmt.Errorf("%v instead of %v", actual, expected)
}

func codeOf(err error) string {
	var refused *stripe.Error
	if errors.As(err, &refused) {
		return string(refused.Code) + "/" + string(refused.DeclineCode)
	}
	return fmt.Sprint(err)
}

func main() {
	stripe.Key = os.Getenv("KEY")
	stripe.DefaultLeveledLogger = &stripe.LeveledLogger{Level: stripe.LevelNull}
	stripe.SetBackend(stripe.APIBackend, stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL: stripe.String(os.Getenv("EMULATOR")), MaxNetworkRetries: stripe.Int64(0),
	}))
	step("captures a hold in two parts", func() error {
		params := holdParams("pm_card_visa")
		params.PaymentMethodOptions = &stripe.PaymentIntentPaymentMethodOptionsParams{
			Card: &stripe.PaymentIntentPaymentMethodOptionsCardParams{RequestMulticapture: stripe.String("if_available")},
		}
		intent, err := paymentintent.New(params)
		if err != nil {
			return err
		}
		first, err := paymentintent.Capture(intent.ID, &stripe.PaymentIntentCaptureParams{
			AmountToCapture: stripe.Int64(2300), FinalCapture: stripe.Bool(false),
		})
		if err != nil {
			return err
		}
		if err := same(first.Status, stripe.PaymentIntentStatusRequiresCapture); err != nil {
			return err
		}
		second, err := paymentintent.Capture(intent.ID, &stripe.PaymentIntentCaptureParams{AmountToCapture: stripe.Int64(2300)})
		if err != nil {
			return err
		}
		if err := same(second.AmountReceived, int64(4600)); err != nil {
			return err
		}
		_, err = paymentintent.Capture(intent.ID, nil)
		return same(codeOf(err), "payment_intent_unexpected_state/")
	})
	step("refunds a part, and no more than there is", func() error {
		intent, err := paymentintent.New(holdParams("pm_card_visa"))
		if err != nil {
			return err
		}
		if _, err = paymentintent.Capture(intent.ID, nil); err != nil {
			return err
		}
		made, err := refund.New(&stripe.RefundParams{PaymentIntent: stripe.String(intent.ID), Amount: stripe.Int64(1000)})
		if err != nil {
			return err
		}
		if err := same(made.Status, stripe.RefundStatusSucceeded); err != nil {
			return err
		}
		_, err = refund.New(&stripe.RefundParams{PaymentIntent: stripe.String(intent.ID), Amount: stripe.Int64(4600)})
		return same(codeOf(err), "/")
	})
	step("cancels a hold", func() error {
		intent, err := paymentintent.New(holdParams("pm_card_visa"))
		if err != nil {
			return err
		}
		canceled, err := paymentintent.Cancel(intent.ID, nil)
		if err != nil {
			return err
		}
		return same(canceled.Status, stripe.PaymentIntentStatusCanceled)
	})
	step("is told of a decline", func() error {
		_, err := paymentintent.New(holdParams("pm_card_visa_chargeDeclinedInsufficientFunds"))
		return same(codeOf(err), "card_declined/insufficient_funds")
	})
	step("is asked for 3-D Secure", func() error {
		intent, err := paymentintent.New(holdParams("pm_card_authenticationRequired"))
		if err != nil {
			return err
		}
		return same(intent.Status, stripe.PaymentIntentStatusRequiresAction)
	})
	step("keeps a card and charges it off session", func() error {
		buyer, err := customer.New(&stripe.CustomerParams{Email: stripe.String("buyer@example.com")})
		if err != nil {
			return err
		}
		setup, err := setupintent.New(&stripe.SetupIntentParams{
			Customer: &buyer.ID, PaymentMethod: stripe.String("pm_card_visa"), Confirm: stripe.Bool(true), PaymentMethodTypes: cards,
		})
		if err != nil {
			return err
		}
		params := holdParams(setup.PaymentMethod.ID)
		params.Customer, params.OffSession, params.CaptureMethod = &buyer.ID, stripe.Bool(true), stripe.String("automatic")
		paid, err := paymentintent.New(params)
		if err != nil {
			return err
		}
		return same(paid.Status, stripe.PaymentIntentStatusSucceeded)
	})
	step("reads all pages of a list", func() error {
		for count := 0; count < 3; count++ {
			if _, err := customer.New(&stripe.CustomerParams{}); err != nil {
				return err
			}
		}
		params := &stripe.CustomerListParams{}
		params.Limit = stripe.Int64(2)
		list, found := customer.List(params), 0
		for list.Next() {
			found++
		}
		if list.Err() != nil {
			return list.Err()
		}
		return same(found >= 3, true)
	})
	step("repeats a request under its idempotency key", func() error {
		ids := [2]string{}
		for at := range ids {
			params := &stripe.PaymentIntentParams{Amount: stripe.Int64(500), Currency: stripe.String("usd")}
			params.SetIdempotencyKey("order/1")
			intent, err := paymentintent.New(params)
			if err != nil {
				return err
			}
			ids[at] = intent.ID
		}
		return same(ids[0], ids[1])
	})
	step("verifies the signature of a webhook", func() error {
		// The SDK takes events of its own API version only.
		endpoint, err := webhookendpoint.New(&stripe.WebhookEndpointParams{
			URL: stripe.String(os.Getenv("HOOK") + "/hook"), EnabledEvents: []*string{stripe.String("customer.created")},
			APIVersion: stripe.String(stripe.APIVersion),
		})
		if err != nil {
			return err
		}
		if _, err = customer.New(&stripe.CustomerParams{}); err != nil {
			return err
		}
		delivered, err := http.Get(os.Getenv("HOOK") + "/next")
		if err != nil {
			return err
		}
		payload, err := io.ReadAll(delivered.Body)
		if err != nil {
			return err
		}
		event, err := webhook.ConstructEvent(payload, delivered.Header.Get("Stripe-Signature"), endpoint.Secret)
		if err != nil {
			return err
		}
		return same(string(event.Type), "customer.created")
	})
}

func step(name string, run func() error) {
	if err := run(); err != nil {
		fmt.Printf("not ok %s: %v\n", name, err)
		return
	}
	fmt.Printf("ok %s\n", name)
}
