import { API_VERSION, isReleaseDay, isVersion } from '../../wire/api-table';
import { CHANGES } from './changes';
import type { VersionChange } from './version-change';

/** One version of the API, and what it does otherwise than the newest. */
export interface ApiVersion {
  /** As it was asked for. */
  readonly text: string;
  /** The changes that came after it, newest first; empty for the newest version. */
  readonly lacks: readonly VersionChange[];
}

/** Previews carry the date of a release and began with basil (documented). */
const FIRST_PREVIEW = '2025-03-31';
const DATE_LENGTH = '2026-10-28'.length;

const known = new Map<string, ApiVersion | undefined>();
/** Whoever asks for nonsense all the time must not fill the memory. */
const MOST_KNOWN = 1000;

/**
 * `2024-06-20`, `2025-03-31.basil`, a preview (`2026-08-26.preview`), or one of these with beta features
 * (`2024-06-20; some_beta=v1`), which change nothing here. Undefined for anything else.
 */
export function versionNamed(text: string): ApiVersion | undefined {
  if (known.has(text)) return known.get(text);
  const version = parse(text);
  if (known.size < MOST_KNOWN) known.set(text, version);
  return version;
}

export const NEWEST: ApiVersion = { text: API_VERSION, lacks: [] };

function parse(text: string): ApiVersion | undefined {
  const [base = '', ...betas] = text.split(/; ?/);
  if (!betas.every((beta) => /^\w+=v\d+$/.test(beta))) return undefined;
  const date = base.slice(0, DATE_LENGTH);
  const preview = base.endsWith('.preview');
  if (preview ? !hasPreview(date, base) : !isVersion(base)) return undefined;
  return { text, lacks: CHANGES.filter((change) => date < firstDate(change, preview)) };
}

function hasPreview(date: string, base: string): boolean {
  return base === `${date}.preview` && date >= FIRST_PREVIEW && isReleaseDay(date);
}

function firstDate({ since, sincePreview }: VersionChange, preview: boolean): string {
  return (preview ? (sincePreview ?? since) : since).slice(0, DATE_LENGTH);
}
