// The flow with stripe-java: java -cp 'FOLDER/*' Flow.java
import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerListParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.SetupIntentCreateParams;
import com.stripe.param.WebhookEndpointCreateParams;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Flow {
  static final String EMULATOR = System.getenv("EMULATOR");
  static final String HOOK = System.getenv("HOOK");
  static final StripeClient client =
      StripeClient.builder().setApiKey(System.getenv("KEY")).setApiBase(EMULATOR).setMaxNetworkRetries(0).build();

  interface Step {
    void run() throws Exception;
  }

  static PaymentIntentCreateParams.Builder holdOf(String method) {
    return PaymentIntentCreateParams.builder()
        .setAmount(4600L)
        .setCurrency("usd")
        .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
        .setConfirm(true)
        .setPaymentMethod(method)
        .addPaymentMethodType("card");
  }

  static PaymentIntent hold(String method) throws StripeException {
    return client.v1().paymentIntents().create(holdOf(method).build());
  }

  static void same(Object actual, Object expected) {
    if (!actual.equals(expected)) throw new IllegalStateException(actual + " instead of " + expected);
  }

  static <E extends StripeException> E refusal(Class<E> kind, Step call) throws Exception {
    try {
      call.run();
    } catch (StripeException error) {
      return kind.cast(error);
    }
    throw new IllegalStateException("it was not refused");
  }

  static void twoParts() throws Exception {
    var multicapture =
        PaymentIntentCreateParams.PaymentMethodOptions.Card.builder()
            .setRequestMulticapture(
                PaymentIntentCreateParams.PaymentMethodOptions.Card.RequestMulticapture.IF_AVAILABLE)
            .build();
    var options = PaymentIntentCreateParams.PaymentMethodOptions.builder().setCard(multicapture).build();
    var intents = client.v1().paymentIntents();
    var id = intents.create(holdOf("pm_card_visa").setPaymentMethodOptions(options).build()).getId();
    var half = PaymentIntentCaptureParams.builder().setAmountToCapture(2300L);
    same(intents.capture(id, half.setFinalCapture(false).build()).getStatus(), "requires_capture");
    var second = intents.capture(id, half.setFinalCapture(true).build());
    same(second.getStatus() + " " + second.getAmountReceived(), "succeeded 4600");
    same(refusal(InvalidRequestException.class, () -> intents.capture(id)).getCode(), "payment_intent_unexpected_state");
  }

  static void refunds() throws Exception {
    var id = hold("pm_card_visa").getId();
    client.v1().paymentIntents().capture(id);
    var refund = RefundCreateParams.builder().setPaymentIntent(id);
    same(client.v1().refunds().create(refund.setAmount(1000L).build()).getStatus(), "succeeded");
    refusal(InvalidRequestException.class, () -> client.v1().refunds().create(refund.setAmount(4600L).build()));
  }

  static void offSession() throws Exception {
    var buyer = client.v1().customers().create(CustomerCreateParams.builder().setEmail("buyer@example.com").build());
    var setup =
        client
            .v1()
            .setupIntents()
            .create(
                SetupIntentCreateParams.builder()
                    .setCustomer(buyer.getId())
                    .setPaymentMethod("pm_card_visa")
                    .setConfirm(true)
                    .addPaymentMethodType("card")
                    .build());
    var params =
        holdOf(setup.getPaymentMethod())
            .setCustomer(buyer.getId())
            .setOffSession(true)
            .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.AUTOMATIC)
            .build();
    same(client.v1().paymentIntents().create(params).getStatus(), "succeeded");
  }

  static void pages() throws Exception {
    for (int count = 0; count < 3; count++) client.v1().customers().create();
    int found = 0;
    var list = client.v1().customers().list(CustomerListParams.builder().setLimit(2L).build());
    for (var customer : list.autoPagingIterable()) found += customer.getObject().equals("customer") ? 1 : 0;
    same(found >= 3, true);
  }

  static String pairUnderOneKey() throws Exception {
    var params = PaymentIntentCreateParams.builder().setAmount(500L).setCurrency("usd").build();
    var options = RequestOptions.builder().setIdempotencyKey("order/1").build();
    return client.v1().paymentIntents().create(params, options).getId();
  }

  static void webhook() throws Exception {
    var endpoint =
        client
            .v1()
            .webhookEndpoints()
            .create(
                WebhookEndpointCreateParams.builder()
                    .setUrl(HOOK + "/hook")
                    .addEnabledEvent(WebhookEndpointCreateParams.EnabledEvent.CUSTOMER__CREATED)
                    .putExtraParam("api_version", Stripe.API_VERSION)
                    .build());
    client.v1().customers().create();
    var delivered =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(URI.create(HOOK + "/next")).build(), HttpResponse.BodyHandlers.ofString());
    var signature = delivered.headers().firstValue("stripe-signature").orElseThrow();
    Event event = Webhook.constructEvent(delivered.body(), signature, endpoint.getSecret());
    // Only an event of the SDK's own API version can be read as its objects.
    same(event.getDataObjectDeserializer().getObject().isPresent(), true);
  }

  static void step(String name, Step step) {
    try {
      step.run();
      System.out.println("ok " + name);
    } catch (Exception error) {
      System.out.println("not ok " + name + ": " + String.valueOf(error.getMessage()).replace("\n", " "));
    }
  }

  public static void main(String[] arguments) {
    step("captures a hold in two parts", Flow::twoParts);
    step("refunds a part, and no more than there is", Flow::refunds);
    step(
        "cancels a hold",
        () -> same(client.v1().paymentIntents().cancel(hold("pm_card_visa").getId()).getStatus(), "canceled"));
    step(
        "is told of a decline",
        () ->
            same(
                refusal(CardException.class, () -> hold("pm_card_visa_chargeDeclinedInsufficientFunds")).getDeclineCode(),
                "insufficient_funds"));
    step(
        "is asked for 3-D Secure",
        () -> same(hold("pm_card_authenticationRequired").getStatus(), "requires_action"));
    step("keeps a card and charges it off session", Flow::offSession);
    step("reads all pages of a list", Flow::pages);
    step("repeats a request under its idempotency key", () -> same(pairUnderOneKey(), pairUnderOneKey()));
    step("verifies the signature of a webhook", Flow::webhook);
  }
}
