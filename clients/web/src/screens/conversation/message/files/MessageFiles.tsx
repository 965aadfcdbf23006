import { kindOf } from '#sdk';
import type { TimelineRow } from '../../../../state/rows.ts';
import { FileCard } from './FileCard.tsx';
import { HeldFile } from './HeldFile.tsx';
import { PendingFile } from './PendingFile.tsx';
import { Picture } from './Picture.tsx';
import { Film, Sound } from './Playable.tsx';
import type { SentFile } from './sent-file.ts';

interface MessageFilesProps {
  row: TimelineRow;
  tabIndex: 0 | -1;
}

/** What is attached to a message, above its text. */
export function MessageFiles({ row: { message, pending, own }, tabIndex }: MessageFilesProps) {
  return (
    <span class="files">
      {message?.Attachments?.map((file) =>
        isHeld(file, own) ? (
          <HeldFile key={file.Id} file={file} />
        ) : (
          <Sent key={file.Id} file={file} tabIndex={tabIndex} />
        ),
      )}
      {pending?.files?.map((file) => (
        <PendingFile key={file.clientId} file={file} isFailed={pending.state === 'failed'} />
      ))}
    </span>
  );
}

/** Who sent a file has it while it is checked. */
const isHeld = ({ Scan }: SentFile, own: boolean): boolean =>
  Scan === 'refused' || (Scan === 'pending' && !own);

function Sent(props: { file: SentFile; tabIndex: 0 | -1 }) {
  const kind = kindOf(props.file.Type);
  if (kind === 'image') return <Picture {...props} />;
  if (kind === 'video') return <Film {...props} />;
  if (kind === 'audio') return <Sound {...props} />;
  return <FileCard {...props} />;
}
