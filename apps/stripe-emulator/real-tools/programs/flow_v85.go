// The flow with stripe-go v85, in the way of its time: one client with a context for each call.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/stripe/stripe-go/v85"
	"github.com/stripe/stripe-go/v85/webhook"
)

var ctx = context.Background()

// At the version of this SDK cards can still be named, and then no return_url is needed.
var cards = []*string{stripe.String("card")}

func holdParams(method string) *stripe.PaymentIntentCreateParams {
	return &stripe.PaymentIntentCreateParams{
		Amount: stripe.Int64(4600), Currency: stripe.String("usd"), CaptureMethod: stripe.String("manual"),
		Confirm: stripe.Bool(true), PaymentMethod: stripe.String(method), PaymentMethodTypes: cards,
	}
}

func must[T any](made T, err error) T {
	if err != nil {
		panic(err)
	}
	return made
}

func same(actual, expected any) {
	if actual != expected {
		panic(fmt.Errorf("%v instead of %v", actual, expected))
	}
}

func codeOf(err error) string {
	var refused *stripe.Error
	if errors.As(err, &refused) {
		return string(refused.Code) + "/" + string(refused.DeclineCode)
	}
	return fmt.Sprint(err)
}

func main() {
	stripe.DefaultLeveledLogger = &stripe.LeveledLogger{Level: stripe.LevelNull}
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL: stripe.String(os.Getenv("EMULATOR")), MaxNetworkRetries: stripe.Int64(0),
	})
	client := stripe.NewClient(os.Getenv("KEY"), stripe.WithBackends(&stripe.Backends{API: backend}))
	intents, customers := client.V1PaymentIntents, client.V1Customers
	step("captures a hold in two parts", func() {
		params := holdParams("pm_card_visa")
		params.PaymentMethodOptions = &stripe.PaymentIntentCreatePaymentMethodOptionsParams{
			Card: &stripe.PaymentIntentCreatePaymentMethodOptionsCardParams{RequestMulticapture: stripe.String("if_available")},
		}
		id := must(intents.Create(ctx, params)).ID
		first := must(intents.Capture(ctx, id, &stripe.PaymentIntentCaptureParams{
			AmountToCapture: stripe.Int64(2300), FinalCapture: stripe.Bool(false),
		}))
		same(first.Status, stripe.PaymentIntentStatusRequiresCapture)
		second := must(intents.Capture(ctx, id, &stripe.PaymentIntentCaptureParams{AmountToCapture: stripe.Int64(2300)}))
		same(second.AmountReceived, int64(4600))
		_, err := intents.Capture(ctx, id, nil)
		same(codeOf(err), "payment_intent_unexpected_state/")
	})
	step("refunds a part, and no more than there is", func() {
		id := must(intents.Create(ctx, holdParams("pm_card_visa"))).ID
		must(intents.Capture(ctx, id, nil))
		part := func(amount int64) (*stripe.Refund, error) {
			return client.V1Refunds.Create(ctx, &stripe.RefundCreateParams{PaymentIntent: &id, Amount: &amount})
		}
		same(must(part(1000)).Status, stripe.RefundStatusSucceeded)
		_, err := part(4600)
		same(codeOf(err), "/")
	})
	step("cancels a hold", func() {
		id := must(intents.Create(ctx, holdParams("pm_card_visa"))).ID
		same(must(intents.Cancel(ctx, id, nil)).Status, stripe.PaymentIntentStatusCanceled)
	})
	step("is told of a decline", func() {
		_, err := intents.Create(ctx, holdParams("pm_card_visa_chargeDeclinedInsufficientFunds"))
		same(codeOf(err), "card_declined/insufficient_funds")
	})
	step("is asked for 3-D Secure", func() {
		same(must(intents.Create(ctx, holdParams("pm_card_authenticationRequired"))).Status, stripe.PaymentIntentStatusRequiresAction)
	})
	step("keeps a card and charges it off session", func() {
		buyer := must(customers.Create(ctx, &stripe.CustomerCreateParams{Email: stripe.String("buyer@example.com")}))
		setup := must(client.V1SetupIntents.Create(ctx, &stripe.SetupIntentCreateParams{
			Customer: &buyer.ID, PaymentMethod: stripe.String("pm_card_visa"), Confirm: stripe.Bool(true), PaymentMethodTypes: cards,
		}))
		params := holdParams(setup.PaymentMethod.ID)
		params.Customer, params.OffSession, params.CaptureMethod = &buyer.ID, stripe.Bool(true), stripe.String("automatic")
		same(must(intents.Create(ctx, params)).Status, stripe.PaymentIntentStatusSucceeded)
	})
	step("reads all pages of a list", func() {
		for count := 0; count < 3; count++ {
			must(customers.Create(ctx, &stripe.CustomerCreateParams{}))
		}
		params, found := &stripe.CustomerListParams{}, 0
		params.Limit = stripe.Int64(2)
		for _, err := range customers.List(ctx, params).All(ctx) {
			must(0, err)
			found++
		}
		same(found >= 3, true)
	})
	step("repeats a request under its idempotency key", func() {
		create := func() string {
			params := &stripe.PaymentIntentCreateParams{Amount: stripe.Int64(500), Currency: stripe.String("usd")}
			params.SetIdempotencyKey("order/1")
			return must(intents.Create(ctx, params)).ID
		}
		same(create(), create())
	})
	step("verifies the signature of a webhook", func() {
		// The SDK takes events of its own API version only.
		endpoint := must(client.V1WebhookEndpoints.Create(ctx, &stripe.WebhookEndpointCreateParams{
			URL: stripe.String(os.Getenv("HOOK") + "/hook"), EnabledEvents: []*string{stripe.String("customer.created")},
			APIVersion: stripe.String(stripe.APIVersion),
		}))
		must(customers.Create(ctx, &stripe.CustomerCreateParams{}))
		delivered := must(http.Get(os.Getenv("HOOK") + "/next"))
		payload := must(io.ReadAll(delivered.Body))
		event := must(webhook.ConstructEvent(payload, delivered.Header.Get("Stripe-Signature"), endpoint.Secret))
		same(string(event.Type), "customer.created")
	})
}

func step(name string, run func()) {
	defer func() {
		if failure := recover(); failure != nil {
			fmt.Printf("not ok %s: %v\n", name, failure)
			return
		}
		fmt.Printf("ok %s\n", name)
	}()
	run()
}
