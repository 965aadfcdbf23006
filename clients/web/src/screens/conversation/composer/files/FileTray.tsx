import { FileIcon, RotateCcw, X } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { fileSize, kindOf, sentence } from '#sdk';
import { IconButton } from '../../../../components/button/Button.tsx';
import { uploaded } from '../../../../state/uploads.ts';
import { LocalPicture } from '../../message/files/LocalPicture.tsx';
import { addFiles, removeFile, retryFile, type Tray, type TrayFile, trayOf } from './tray.ts';

/** The field of the composer. */
interface Area {
  current: HTMLElement | null;
}

interface FileTrayProps {
  /** key of the draft */
  draft: string;
  /** files that are pasted into it are added */
  area: Area;
}

/** The files of the message that is being written. Also takes what is pasted and dropped. */
export function FileTray({ draft, area }: FileTrayProps) {
  const tray = trayOf(draft);
  const isOver = useDropping(tray, area);
  usePasting(tray, area);
  return (
    <>
      {isOver && <div class="drop-here">Drop files here to send them</div>}
      {tray.value.length > 0 && (
        <ul class="tray" aria-label="Files to send">
          {tray.value.map((file) => (
            <Item
              key={file.key}
              file={file}
              onRemove={() => {
                removeFile(tray, file);
                area.current?.focus();
              }}
              onRetry={() => retryFile(tray, file)}
            />
          ))}
        </ul>
      )}
    </>
  );
}

interface ItemProps {
  file: TrayFile;
  onRemove: () => void;
  onRetry: () => void;
}

function Item({ file, onRemove, onRetry }: ItemProps) {
  const { state, draft, error } = file;
  const name = draft?.name ?? file.file.name;
  const size = draft?.size ?? file.file.size;
  const sent = draft ? (uploaded.value.get(draft.clientId) ?? 0) : 0;
  return (
    <li class="tray-file" data-failed={state === 'failed' || undefined}>
      <span class="tray-picture" aria-hidden="true">
        {draft && kindOf(draft.type) === 'image' ? (
          <LocalPicture bytes={draft.bytes} most={144} label="" />
        ) : (
          <FileIcon size={24} />
        )}
      </span>
      <span class="tray-words">
        <bdi class="tray-name" title={name}>
          {name}
        </bdi>
        <span class="tray-note">
          {state === 'failed' ? (
            <span role="alert">{sentence(error)}</span>
          ) : state === 'ready' ? (
            fileSize(size)
          ) : (
            `${fileSize(sent)} of ${fileSize(size)}`
          )}
        </span>
        {(state === 'preparing' || state === 'uploading') && (
          <progress aria-label={`Uploading ${name}`} max={size} {...(draft && { value: sent })} />
        )}
      </span>
      {state === 'failed' && (
        <IconButton label={`Try ${name} again`} onClick={onRetry}>
          <RotateCcw size={18} />
        </IconButton>
      )}
      <IconButton label={`Remove ${name}`} onClick={onRemove}>
        <X size={18} />
      </IconButton>
    </li>
  );
}

/** A copied cell of a spreadsheet is a picture, too: where there is a text, it is meant. */
function usePasting(tray: Tray, area: Area): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const { clipboardData: data } = event;
      if (!data || data.files.length === 0 || data.types.includes('text/plain')) return;
      event.preventDefault();
      addFiles(tray, [...data.files]);
    };
    const { current } = area;
    current?.addEventListener('paste', paste);
    return () => current?.removeEventListener('paste', paste);
  }, [tray, area]);
}

/** Anywhere in the window, before input-guard.ts refuses them. @returns whether files are dragged over it */
function useDropping(tray: Tray, area: Area): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const has = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (has(event)) setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!has(event)) return;
      event.preventDefault();
      setOver(false);
      addFiles(tray, [...(event.dataTransfer?.files ?? [])]);
      area.current?.focus();
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [tray, area]);
  return isOver;
}
