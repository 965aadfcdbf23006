import { Hourglass, ShieldX } from 'lucide-preact';
import { fileSize } from '#sdk';
import type { SentFile } from './sent-file.ts';

/** A file that the user does not get: its virus scan goes on, or has refused it. */
export function HeldFile({ file: { Name, Size, Scan } }: { file: SentFile }) {
  const isRefused = Scan === 'refused';
  const Icon = isRefused ? ShieldX : Hourglass;
  return (
    <span class="file-card" data-scan={Scan} title={Name}>
      <Icon size={24} aria-hidden="true" />
      <span class="file-words">
        <bdi class="file-name">{Name}</bdi>
        <span class="file-facts">
          {isRefused ? 'Removed: failed the virus check' : `${fileSize(Size)} · being checked for viruses`}
        </span>
      </span>
    </span>
  );
}
