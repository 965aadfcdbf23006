import { Download, FileIcon } from 'lucide-preact';
import { fileSize } from '#sdk';
import { download, type SentFileProps } from './sent-file.ts';

/** What its name says that it is: "PDF"; '' where it says nothing. */
const extensionOf = (name: string): string => /\.(\w{1,5})$/.exec(name)?.[1]?.toUpperCase() ?? '';

/** A file to download: everything that is not shown in its place, and what cannot be. */
export function FileCard({ file, tabIndex }: SentFileProps) {
  const { Name, Size } = file;
  const facts = [extensionOf(Name), fileSize(Size)].filter(Boolean).join(' · ');
  return (
    <button
      type="button"
      class="file-card"
      tabIndex={tabIndex}
      title={Name}
      onClick={() => void download(file)}
    >
      <FileIcon size={24} aria-hidden="true" />
      <span class="file-words">
        <span class="hidden-text">Download </span>
        <bdi class="file-name">{Name}</bdi>
        <span class="file-facts">{facts}</span>
      </span>
      <Download size={18} aria-hidden="true" />
    </button>
  );
}
