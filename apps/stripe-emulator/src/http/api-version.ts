import { API_VERSION } from '../wire/api-table';

/** Named releases since 2024-09-30; before that a version was a date alone. */
const RELEASES = ['acacia', 'basil', 'clover', 'dahlia', 'endive'];

/**
 * Whether Stripe has such a version, up to the one this emulator was written for. Every version is rendered as that
 * one; which dates existed before is not known here, so any plausible one is taken (assumed).
 */
export function isKnownVersion(version: string): boolean {
  const [, date, release] = /^(\d{4}-\d{2}-\d{2})(?:\.([a-z]+))?$/.exec(version) ?? [];
  if (date === undefined || Number.isNaN(Date.parse(date)) || date > API_VERSION.slice(0, 10)) return false;
  return release === undefined ? date < '2024-09-30' : RELEASES.includes(release);
}
