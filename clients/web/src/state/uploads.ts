/** How far the uploads of files are. */
import { signal } from '@preact/signals';
import { chat } from '../app/client.ts';

/** bytes so far, by the file's ClientId */
export const uploaded = signal<ReadonlyMap<string, number>>(new Map());

chat.on('upload', ({ clientId, sent }) => {
  uploaded.value = new Map(uploaded.value).set(clientId, sent);
});
