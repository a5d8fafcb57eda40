import { loadDoctorConfig } from '../../../libs/config/program-config';
import { diagnoseStripe } from './diagnosis/of-stripe';
import { diagnoseWooshPay } from './diagnosis/of-wooshpay';

/** `npm run doctor`: asks each configured account what it can do, and says what becomes of orders there. */
async function main(): Promise<void> {
  const { stripe, wooshPay } = loadDoctorConfig(process.env);
  const texts = [
    ...(stripe === undefined ? [] : [await diagnoseStripe(stripe)]),
    ...(wooshPay === undefined ? [] : [await diagnoseWooshPay(wooshPay)]),
  ];
  process.stdout.write(`${texts.map((lines) => lines.join('\n')).join('\n\n')}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
