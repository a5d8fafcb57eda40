// Stands in for Stripe.js where there is no Stripe: as much of it as the checkout page of this shop uses. It asks the
// emulator what Stripe.js asks Stripe, by way of the shop's own server.
const CARDS = {
  pm_card_visa: 'a good card',
  pm_card_authenticationRequired: 'a card that asks for 3-D Secure',
  pm_card_visa_chargeDeclined: 'a card that is declined',
  pm_card_credit_disableEnterpriseCardFeatures: 'a card that can be captured once',
};

globalThis.Stripe = () => ({
  elements: ({ clientSecret }) => ({ clientSecret, create: () => ({ mount: mountCards }) }),
  confirmPayment: async ({ elements: { clientSecret }, confirmParams: { return_url } }) => {
    const [id] = clientSecret.split('_secret_');
    const answer = await fetch(`/stand-in/v1/payment_intents/${id}/confirm`, {
      method: 'POST',
      body: new URLSearchParams({
        client_secret: clientSecret,
        payment_method: document.querySelector('#card').value,
        return_url,
      }),
    });
    const { error, next_action: next } = await answer.json();
    if (error) return { error };
    location.href = next?.redirect_to_url?.url ?? return_url;
    return new Promise(() => undefined);
  },
});

function mountCards(place) {
  const options = Object.entries(CARDS).map(([id, what]) => `<option value="${id}">${what}</option>`);
  document.querySelector(place).innerHTML = `<label>Card <select id="card">${options.join('')}</select></label>`;
}
