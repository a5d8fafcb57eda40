import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** No part of the browser's own looks for a network. */
const ALONE = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'];

/** A real browser. A machine without one is told how to get it: a page that nobody has opened is not tested. */
export async function openChromium(): Promise<Browser> {
  const executablePath = [process.env['CHROMIUM_PATH'] ?? '', ...PLACES].find(
    (path) => path !== '' && existsSync(path),
  );
  if (executablePath === undefined) {
    throw new Error(
      'The page of the emulator is tested in Chromium, and there is none here. Debian and Ubuntu: ' +
        'sudo apt-get install chromium. macOS: brew install --cask chromium. One elsewhere: CHROMIUM_PATH=/path/to/it',
    );
  }
  // Chromium's sandbox does not start as root, which is what containers run as.
  return chromium.launch({ executablePath, args: ALONE, chromiumSandbox: process.getuid?.() !== 0 });
}
