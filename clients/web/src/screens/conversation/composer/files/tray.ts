/** The files of a message that is being written. They are uploaded at once; the outbox goes on when the message is sent before. */
import { type Signal, signal } from '@preact/signals';
import { type FileDraft, hasCode, isHeic, isTransient } from '#sdk';
import { chat } from '../../../../app/client.ts';
import { lookAt } from '../../../../state/pictures.ts';
import { notify } from '../../../../state/toasts.ts';

export interface TrayFile {
  /** of this page */
  readonly key: number;
  readonly file: File;
  /** 'ready': it is uploaded */
  readonly state: 'preparing' | 'uploading' | 'ready' | 'failed';
  /** once it is prepared */
  readonly draft?: FileDraft;
  readonly error?: unknown;
  readonly ending: AbortController;
}

export type Tray = Signal<readonly TrayFile[]>;

/** The server's limit. */
const MOST_FILES = 10;

/** By the key of the draft: the files wait while the user looks at another conversation. */
const trays = new Map<string, Tray>();
let lastKey = 0;

export function trayOf(draft: string): Tray {
  const tray = trays.get(draft) ?? signal<readonly TrayFile[]>([]);
  trays.set(draft, tray);
  return tray;
}

const change = (tray: Tray, key: number, changed: Partial<TrayFile>): void => {
  tray.value = tray.value.map((each) => (each.key === key ? { ...each, ...changed } : each));
};

async function run(
  tray: Tray,
  { key, file, draft: known, ending: { signal: ended } }: TrayFile,
): Promise<void> {
  try {
    const draft = known ?? (await chat.attachments.prepare(file, lookAt));
    if (ended.aborted) return;
    if (isHeic(draft.type) && !known)
      notify(
        'HEIC pictures are not shown in CoreChat: it is sent as a file, also with the place where it was taken.',
      );
    change(tray, key, { draft, state: 'uploading' });
    await chat.attachments.upload(draft, { signal: ended });
    change(tray, key, { state: 'ready' });
  } catch (error) {
    if (!hasCode(error, 'discarded')) change(tray, key, { state: 'failed', error });
  }
}

export function addFiles(tray: Tray, files: readonly File[]): void {
  const room = MOST_FILES - tray.value.length;
  if (files.length > room) notify(`A message can have ${MOST_FILES} files.`, 'error');
  const added = files
    .slice(0, Math.max(0, room))
    .map((file): TrayFile => ({ key: ++lastKey, file, state: 'preparing', ending: new AbortController() }));
  tray.value = [...tray.value, ...added];
  for (const each of added) void run(tray, each);
}

export function removeFile(tray: Tray, { key, ending }: TrayFile): void {
  tray.value = tray.value.filter((each) => each.key !== key);
  ending.abort();
}

export function retryFile(tray: Tray, file: TrayFile): void {
  const again: TrayFile = {
    ...file,
    ending: new AbortController(),
    state: file.draft ? 'uploading' : 'preparing',
  };
  change(tray, file.key, again);
  void run(tray, again);
}

/** Whether the message can be sent with it: the outbox repeats an upload that the network broke. */
export const isSendable = ({ draft, state, error }: TrayFile): boolean =>
  draft !== undefined && (state !== 'failed' || isTransient(error));

/** @returns the files for a message that is sent now; the tray is empty then */
export function takeFiles(draft: string): readonly FileDraft[] {
  const tray = trayOf(draft);
  const files = tray.value.flatMap((file) => file.draft ?? []);
  tray.value = [];
  return files;
}

/** Another user may log in. */
export function forgetTrays(): void {
  for (const tray of trays.values()) for (const file of tray.value) removeFile(tray, file);
  trays.clear();
}

chat.on('session', ({ state }) => {
  if (state === 'logged-out') forgetTrays();
});
