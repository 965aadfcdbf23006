import type { FileDraft, FileFacts } from './draft.ts';

/** What the outbox keeps of a file beside its bytes. */
export const factsOf = ({ bytes, id, ...facts }: FileDraft & { id?: string }): FileFacts => facts;
