<?php
// The flow with stripe-php: php flow.php FILE_THAT_LOADS_THE_SDK
require $argv[1];

$hook = getenv('HOOK');
\Stripe\Stripe::setMaxNetworkRetries(0);
// Set globally too: the SDK asks for a list's next page with the global address.
\Stripe\Stripe::$apiBase = getenv('EMULATOR');
$stripe = new \Stripe\StripeClient(['api_key' => getenv('KEY'), 'api_base' => getenv('EMULATOR')]);
const CARDS = ['automatic_payment_methods' => ['enabled' => true, 'allow_redirects' => 'never']];

function hold(array $more = [])
{
    global $stripe;
    return $stripe->paymentIntents->create($more + CARDS + [
        'amount' => 4600, 'currency' => 'usd', 'capture_method' => 'manual', 'confirm' => true, 'payment_method' => 'pm_card_visa',
    ]);
}

function same($actual, $expected)
{
    if ($actual !== $expected) {
        throw new \Exception(var_export($actual, true) . ' instead of ' . var_export($expected, true));
    }
}

function refusal(callable $call)
{
    try {
        $call();
    } catch (\Stripe\Exception\ApiErrorException $error) {
        return $error;
    }
    throw new \Exception('it was not refused');
}

$steps = [
    'captures a hold in two parts' => function () use ($stripe) {
        $intent = hold(['payment_method_options' => ['card' => ['request_multicapture' => 'if_available']]]);
        $first = $stripe->paymentIntents->capture($intent->id, ['amount_to_capture' => 2300, 'final_capture' => false]);
        same($first->status, 'requires_capture');
        $second = $stripe->paymentIntents->capture($intent->id, ['amount_to_capture' => 2300]);
        same([$second->status, $second->amount_received], ['succeeded', 4600]);
        same(refusal(fn () => $stripe->paymentIntents->capture($intent->id))->getStripeCode(), 'payment_intent_unexpected_state');
    },
    'refunds a part, and no more than there is' => function () use ($stripe) {
        $id = hold()->id;
        $stripe->paymentIntents->capture($id);
        same($stripe->refunds->create(['payment_intent' => $id, 'amount' => 1000])->status, 'succeeded');
        same(refusal(fn () => $stripe->refunds->create(['payment_intent' => $id, 'amount' => 4600]))->getHttpStatus(), 400);
    },
    'cancels a hold' => fn () => same($stripe->paymentIntents->cancel(hold()->id)->status, 'canceled'),
    'is told of a decline' => function () {
        $error = refusal(fn () => hold(['payment_method' => 'pm_card_visa_chargeDeclinedInsufficientFunds']));
        same([get_class($error), $error->getDeclineCode()], [\Stripe\Exception\CardException::class, 'insufficient_funds']);
    },
    'is asked for 3-D Secure' => fn () => same(hold(['payment_method' => 'pm_card_authenticationRequired'])->status, 'requires_action'),
    'keeps a card and charges it off session' => function () use ($stripe) {
        $customer = $stripe->customers->create(['email' => 'buyer@example.com'])->id;
        $setup = $stripe->setupIntents->create(CARDS + ['customer' => $customer, 'payment_method' => 'pm_card_visa', 'confirm' => true, 'usage' => 'off_session']);
        same($setup->status, 'succeeded');
        same(hold(['customer' => $customer, 'payment_method' => $setup->payment_method, 'off_session' => true, 'capture_method' => 'automatic'])->status, 'succeeded');
    },
    'reads all pages of a list' => function () use ($stripe) {
        for ($count = 0; $count < 3; ++$count) {
            $stripe->customers->create([]);
        }
        same(iterator_count($stripe->customers->all(['limit' => 2])->autoPagingIterator()) >= 3, true);
    },
    'repeats a request under its idempotency key' => function () use ($stripe) {
        $create = fn () => $stripe->paymentIntents->create(['amount' => 500, 'currency' => 'usd'], ['idempotency_key' => 'order/1'])->id;
        same($create(), $create());
    },
    'verifies the signature of a webhook' => function () use ($stripe, $hook) {
        $secret = $stripe->webhookEndpoints->create(['url' => "$hook/hook", 'enabled_events' => ['customer.created']])->secret;
        $id = $stripe->customers->create([])->id;
        $payload = file_get_contents("$hook/next");
        $signature = current(preg_filter('/^stripe-signature: (.*)$/i', '$1', $http_response_header));
        same(\Stripe\Webhook::constructEvent($payload, $signature, $secret)->data->object->id, $id);
    },
];

foreach ($steps as $name => $step) {
    try {
        $step();
        echo "ok $name\n";
    } catch (\Throwable $error) {
        echo "not ok $name: {$error->getMessage()}\n";
    }
}
