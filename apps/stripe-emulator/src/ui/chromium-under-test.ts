import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** What it is called on the PATH. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where macOS puts it, which is on no PATH. */
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The one that was named, else one on the PATH, else Playwright's own. */
function findChromium(): string | undefined {
  const { CHROMIUM_PATH = '', PATH = '' } = process.env;
  const onPath = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [CHROMIUM_PATH, ...onPath, ...APPLICATIONS, chromium.executablePath()].find(
    (path) => path !== '' && existsSync(path),
  );
}

/** No part of the browser's own looks for a network. */
const ALONE = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'];

/** A real browser. A machine without one is told how to get it: a page that nobody has opened is not tested. */
export async function openChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'The page of the emulator is tested in Chromium, and there is none here. Debian and Ubuntu: ' +
        'sudo apt-get install chromium. macOS: brew install --cask chromium. One elsewhere: CHROMIUM_PATH=/path/to/it',
    );
  }
  // Chromium's sandbox does not start as root, which is what containers run as.
  return chromium.launch({ executablePath, args: ALONE, chromiumSandbox: process.getuid?.() !== 0 });
}
