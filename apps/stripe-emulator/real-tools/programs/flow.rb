# The flow with stripe-ruby: ruby [-I FOLDER] flow.rb
require 'net/http'
require 'stripe'

HOOK = ENV.fetch('HOOK')
CARDS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' } }.freeze
Stripe.max_network_retries = 0
# Set globally too: the SDK asks for a list's next page with the global address.
Stripe.api_base = ENV.fetch('EMULATOR')
Stripe.api_key = ENV.fetch('KEY')
CLIENT = Stripe::StripeClient.new(ENV.fetch('KEY'), api_base: ENV.fetch('EMULATOR')).v1

def hold(**more)
  CLIENT.payment_intents.create({ amount: 4600, currency: 'usd', capture_method: 'manual', confirm: true,
                                  payment_method: 'pm_card_visa', **CARDS, **more })
end

def same(actual, expected)
  raise "#{actual} instead of #{expected}" unless actual == expected
end

def refusal
  yield
rescue Stripe::StripeError => e
  e
else
  raise 'it was not refused'
end

STEPS = {
  'captures a hold in two parts' => lambda {
    id = hold(payment_method_options: { card: { request_multicapture: 'if_available' } }).id
    same(CLIENT.payment_intents.capture(id, { amount_to_capture: 2300, final_capture: false }).status, 'requires_capture')
    second = CLIENT.payment_intents.capture(id, { amount_to_capture: 2300 })
    same([second.status, second.amount_received], ['succeeded', 4600])
    same(refusal { CLIENT.payment_intents.capture(id) }.code, 'payment_intent_unexpected_state')
  },
  'refunds a part, and no more than there is' => lambda {
    id = hold.id
    CLIENT.payment_intents.capture(id)
    same(CLIENT.refunds.create({ payment_intent: id, amount: 1000 }).status, 'succeeded')
    same(refusal { CLIENT.refunds.create({ payment_intent: id, amount: 4600 }) }.http_status, 400)
  },
  'cancels a hold' => -> { same(CLIENT.payment_intents.cancel(hold.id).status, 'canceled') },
  'is told of a decline' => lambda {
    error = refusal { hold(payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds') }
    same([error.class, error.error.decline_code], [Stripe::CardError, 'insufficient_funds'])
  },
  'is asked for 3-D Secure' => -> { same(hold(payment_method: 'pm_card_authenticationRequired').status, 'requires_action') },
  'keeps a card and charges it off session' => lambda {
    customer = CLIENT.customers.create({ email: 'buyer@example.com' }).id
    setup = CLIENT.setup_intents.create({ customer: customer, payment_method: 'pm_card_visa', confirm: true,
                                          usage: 'off_session', **CARDS })
    same(setup.status, 'succeeded')
    paid = hold(customer: customer, payment_method: setup.payment_method, off_session: true, capture_method: 'automatic')
    same(paid.status, 'succeeded')
  },
  'reads all pages of a list' => lambda {
    3.times { CLIENT.customers.create({}) }
    same(CLIENT.customers.list({ limit: 2 }).auto_paging_each.count >= 3, true)
  },
  'repeats a request under its idempotency key' => lambda {
    create = -> { CLIENT.payment_intents.create({ amount: 500, currency: 'usd' }, { idempotency_key: 'order/1' }).id }
    same(create.call, create.call)
  },
  'verifies the signature of a webhook' => lambda {
    secret = CLIENT.webhook_endpoints.create({ url: "#{HOOK}/hook", enabled_events: ['customer.created'] }).secret
    id = CLIENT.customers.create({}).id
    delivered = Net::HTTP.get_response(URI("#{HOOK}/next"))
    event = Stripe::Webhook.construct_event(delivered.body, delivered['stripe-signature'], secret)
    same(event.data.object.id, id)
  },
}.freeze

STEPS.each do |name, step|
  step.call
  puts "ok #{name}"
rescue StandardError => e
  puts "not ok #{name}: #{e.message}"
end
