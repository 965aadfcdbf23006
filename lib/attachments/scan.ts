/** What a virus scan says about a file (docs/decisions/062-virus-scan.md). */
import { ApiError } from '../http/errors.ts';

/** What a message says about its file. `refused` is final; a file that is `pending` becomes one of the others. */
export type Scan = 'pending' | 'clean' | 'refused';

/** As Amazon GuardDuty names them. */
export const SCAN_RESULTS = [
  'NO_THREATS_FOUND',
  'THREATS_FOUND',
  'UNSUPPORTED',
  'ACCESS_DENIED',
  'FAILED',
] as const;

/**
 * `UNSUPPORTED` is about the file: a scanner cannot look into it, for example because it is an archive with a password, and malware is sent in
 * such archives. `ACCESS_DENIED` and `FAILED` are about the scanner, so the file waits for another result.
 * @returns undefined when the file stays as it is
 */
export const VERDICTS: Readonly<Record<(typeof SCAN_RESULTS)[number], 'clean' | 'refused' | undefined>> = {
  NO_THREATS_FOUND: 'clean',
  THREATS_FOUND: 'refused',
  UNSUPPORTED: 'refused',
  ACCESS_DENIED: undefined,
  FAILED: undefined,
};

/** A scan takes seconds to minutes. */
const RETRY_AFTER_SECONDS = 10;

/** @param row of the file @throws ApiError attachment_pending, with Retry-After */
export function requireScanned({ scan }: { scan?: 'pending' | 'clean' }): void {
  if (scan === 'pending')
    throw new ApiError('attachment_pending', { headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } });
}
