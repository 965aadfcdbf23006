/** A bucket can be deleted once nothing is in it, versions and delete markers included. */
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { UserError } from '../local/user-error.ts';
import { clientOptions } from './aws.ts';
import { emulatorEndpoint } from './emulator.ts';

/** `bucket.localhost` is a name that few systems resolve. */
export const s3 = (region: string): S3Client =>
  new S3Client({ ...clientOptions(region), forcePathStyle: emulatorEndpoint() !== undefined });

/** A page of what is in it is listed and deleted until nothing is listed. A bucket that has gone already is empty. */
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
