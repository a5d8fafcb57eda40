#!/usr/bin/env node
import { runProgram } from '../../../libs/emulation/program/program';
import { startWooshPayEmulator } from './server';

void runProgram(
  {
    command: 'wooshpay-emulator',
    title: 'WooshPay emulator',
    purpose: "a local WooshPay: PaymentIntents that are captured once, of WooshPay's own shape.",
    port: 12_112,
    start: startWooshPayEmulator,
    greeting: () => [],
  },
  process.argv.slice(2),
);
