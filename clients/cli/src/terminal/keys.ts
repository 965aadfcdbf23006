/** Keys and pastes from a terminal in raw mode. */
import { emitKeypressEvents, type Key as NodeKey } from 'node:readline';
import type { ReadStream } from 'node:tty';

export interface Key {
  /** `up`, `return`, `ctrl+c`, `meta+return`, `paste` … */
  name: string;
  /** what to insert, when the key is a character or a paste; line breaks are \n */
  text?: string;
}

/** An ESC counts as a key when nothing follows at once; terminals send sequences in one piece. */
const ESCAPE_MS = 50;
/** xterm's bracketed paste: a paste arrives between two sequences, so that a line break in it is not Enter. */
export const PASTE_ON = '\x1b[?2004h';
export const PASTE_OFF = '\x1b[?2004l';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

const pasted = (text: string) => text.replace(/\r\n?/g, '\n').replace(CONTROL, '');

export function toKey(sequence: string | undefined, key: Partial<NodeKey>): Key | undefined {
  const name = key.name ?? '';
  // Alt+Enter arrives as ESC and CR, which Node.js names "return" with meta; Ctrl+J is a line feed.
  if (name === 'return') return { name: key.meta ? 'meta+return' : 'return' };
  if (name === 'enter') return { name: 'ctrl+j' };
  const text = sequence ?? '';
  if (
    !key.ctrl &&
    !key.meta &&
    text !== '' &&
    text.replace(CONTROL, '') === text &&
    !text.startsWith('\x1b')
  ) {
    return name === 'tab' ? { name: 'tab' } : { name: name || text, text };
  }
  if (!name) return undefined;
  const modifiers = `${key.ctrl ? 'ctrl+' : ''}${key.meta && name !== 'escape' ? 'meta+' : ''}${key.shift ? 'shift+' : ''}`;
  return { name: modifiers + name };
}

/** Call it once, before anything else reads keys: the first call sets how long to wait after a lone ESC. */
export function useKeys(input: ReadStream): void {
  // The second argument is an Interface in the types; only its time-out is read.
  emitKeypressEvents(input, { escapeCodeTimeout: ESCAPE_MS } as never);
}

/** @returns a function that stops listening */
export function onKeys(input: ReadStream, listener: (key: Key) => void): () => void {
  let paste: string | undefined;
  const take = (sequence: string | undefined, key: NodeKey) => {
    if (key.name === 'paste-start') paste = '';
    else if (key.name === 'paste-end') {
      const text = pasted(paste ?? '');
      paste = undefined;
      if (text) listener({ name: 'paste', text });
    } else if (paste !== undefined) paste += sequence ?? key.sequence ?? '';
    else {
      const known = toKey(sequence, key);
      if (known) listener(known);
    }
  };
  input.on('keypress', take);
  return () => void input.off('keypress', take);
}
