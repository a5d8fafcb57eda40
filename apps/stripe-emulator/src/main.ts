#!/usr/bin/env node
import { runProgram } from '../../../libs/emulation/program/program';
import { startEmulator } from './server';

void runProgram(
  {
    command: 'stripe-emulator',
    title: 'Stripe emulator',
    purpose: 'a local Stripe for manual capture.',
    port: 12_111,
    start: startEmulator,
    greeting: (url) => [`In a browser: ${url}/_emulator/ui`],
  },
  process.argv.slice(2),
);
