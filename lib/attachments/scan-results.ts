/** Events of a virus scanner, as Amazon GuardDuty Malware Protection for S3 publishes them; see docs/operations.md#virus-scan. */
import * as v from 'valibot';
import { log } from '../platform/log.ts';
import { attachmentId } from './attachment-id.ts';
import { SCAN_RESULTS, VERDICTS } from './scan.ts';
import { passFile, refuseFile } from './scanning.ts';

const PREFIX = 'attachments/';

/** The parts that count. A key is written once, so no version of the object is needed. */
export const ScanResult = v.object({
  'detail-type': v.literal('GuardDuty Malware Protection Object Scan Result'),
  detail: v.object({
    s3ObjectDetails: v.object({ objectKey: v.string() }),
    scanResultDetails: v.object({ scanResultStatus: v.picklist(SCAN_RESULTS) }),
  }),
});

/** Results come at least once, in any order, and also for files that are not there (any more). */
export async function takeScanResult({ detail }: v.InferOutput<typeof ScanResult>): Promise<void> {
  const { objectKey } = detail.s3ObjectDetails;
  const id = objectKey.slice(PREFIX.length);
  if (!objectKey.startsWith(PREFIX) || !v.is(attachmentId, id)) return;
  const { scanResultStatus: result } = detail.scanResultDetails;
  const verdict = VERDICTS[result];
  if (verdict === undefined) log.warn('file not scanned', { result });
  if (verdict === 'clean') await passFile(id);
  if (verdict === 'refused') await refuseFile(id);
}
