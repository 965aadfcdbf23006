import { Download, X } from 'lucide-preact';
import { useRef } from 'preact/hooks';
import { fileSize } from '#sdk';
import { IconButton } from '../../../../components/button/Button.tsx';
import { Dialog } from '../../../../components/dialog/Dialog.tsx';
import { download, type SentFile } from './sent-file.ts';
import { useAddress } from './use-address.ts';

/** A picture in the whole window. */
export function Viewer({ file, onClose }: { file: SentFile; onClose: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const { url, isBroken, onError } = useAddress(file.Id, place);
  return (
    <Dialog title={file.Name} titleHidden onClose={onClose}>
      <div class="viewer" ref={place}>
        <div class="viewer-bar">
          <span class="file-words">
            <bdi class="file-name">{file.Name}</bdi>
            <span class="file-facts">{fileSize(file.Size)}</span>
          </span>
          <IconButton label="Download" onClick={() => void download(file)}>
            <Download size={20} />
          </IconButton>
          <IconButton label="Close" onClick={onClose}>
            <X size={20} />
          </IconButton>
        </div>
        {isBroken ? (
          <p role="alert">The picture could not be loaded.</p>
        ) : (
          <img
            class="viewer-picture"
            {...(url && { src: url })}
            width={file.Width}
            height={file.Height}
            alt={file.Name}
            onError={url ? onError : undefined}
          />
        )}
      </div>
    </Dialog>
  );
}
