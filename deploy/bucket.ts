/** Empties a bucket, versions and delete markers included: only then can it be deleted. */
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { UserError } from '../local/user-error.ts';
import { clientOptions } from './aws.ts';
import { emulatorEndpoint } from './emulator.ts';

/** `bucket.localhost` is a name that few systems resolve. */
export const s3 = (region: string): S3Client =>
  new S3Client({ ...clientOptions(region), forcePathStyle: emulatorEndpoint() !== undefined });

/** Lists and deletes a page at a time until the bucket is empty. A missing bucket counts as empty. */
export async function emptyBucket(Bucket: string, region: string): Promise<void> {
  const client = s3(region);
  try {
    for (;;) {
      const page = await client.send(new ListObjectVersionsCommand({ Bucket }));
      const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      if (objects.length === 0) return;
      const Objects = objects.map(({ Key, VersionId }) => ({ Key, VersionId }));
      const { Errors = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
      );
      if (Errors[0])
        throw new UserError(`${Bucket} cannot be emptied: ${Errors[0].Key}: ${Errors[0].Message}`);
    }
  } catch (error) {
    if ((error as Error).name !== 'NoSuchBucket') throw error;
  }
}
