import type { Attachment } from '#sdk';
import { sentence } from '#sdk';
import { chat } from '../../../../app/client.ts';
import { notify } from '../../../../state/toasts.ts';

export type SentFile = Attachment;

export interface SentFileProps {
  file: SentFile;
  tabIndex: 0 | -1;
}

/** Saves it. The address is a new one: a browser would leave the page for the answer to one that has expired. */
export async function download({ Id, Name }: SentFile): Promise<void> {
  try {
    const link = document.createElement('a');
    link.href = await chat.attachments.urlOf(Id, { download: true, isFresh: true });
    link.download = Name;
    link.rel = 'noreferrer';
    link.click();
  } catch (error) {
    notify(sentence(error), 'error');
  }
}
