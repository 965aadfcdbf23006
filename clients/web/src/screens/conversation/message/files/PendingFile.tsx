import { FileIcon } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { type FileFacts, fileSize, kindOf } from '#sdk';
import { chat } from '../../../../app/client.ts';
import { uploaded } from '../../../../state/uploads.ts';
import { LocalPicture } from './LocalPicture.tsx';
import { placeOf } from './place.ts';

/** A file of a message that is not sent yet, with the progress of its upload. */
export function PendingFile({ file, isFailed }: { file: FileFacts; isFailed: boolean }) {
  const { clientId, name, size, type, width: Width, height: Height } = file;
  const isPicture = kindOf(type) === 'image';
  const [bytes, setBytes] = useState<Blob>();
  useEffect(() => {
    let isThere = true;
    if (isPicture) {
      // It stays an empty place where the bytes cannot be read.
      chat.attachments.bytesOf(clientId).then(
        (found) => isThere && setBytes(found),
        () => {},
      );
    }
    return () => {
      isThere = false;
    };
  }, [clientId, isPicture]);
  const sent = uploaded.value.get(clientId) ?? 0;
  return (
    <span class="file-pending">
      {isPicture ? (
        <span class="picture" style={placeOf({ Width, Height })}>
          {bytes && <LocalPicture bytes={bytes} most={640} label={name} />}
        </span>
      ) : (
        <span class="file-card">
          <FileIcon size={24} aria-hidden="true" />
          <span class="file-words">
            <bdi class="file-name">{name}</bdi>
            <span class="file-facts">{fileSize(size)}</span>
          </span>
        </span>
      )}
      {!isFailed && sent < size && <progress aria-label={`Uploading ${name}`} max={size} value={sent} />}
    </span>
  );
}
