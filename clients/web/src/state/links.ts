/** Finding links takes a table of every top-level domain: fetched when the first text that may hold one is shown. */
import { signal } from '@preact/signals';

export interface TextPiece {
  text: string;
  /** where it leads, of a link */
  href?: string;
}

const SAFE = new Set(['http:', 'https:', 'mailto:']);
/** Most texts have neither, and are spared the walk through every character. */
const MAYBE_LINK = /\S\.\p{L}|:\/\/|@/u;

const linkify = signal<typeof import('linkifyjs') | undefined>(undefined);
let loading = false;

async function load(): Promise<void> {
  if (loading) return;
  loading = true;
  try {
    linkify.value = await import('linkifyjs');
  } catch {
    loading = false; // texts stay texts; the next one tries again
  }
}

function safeHref(address: string): string | undefined {
  try {
    return SAFE.has(new URL(address).protocol) ? address : undefined;
  } catch {
    return undefined;
  }
}

/** The text in pieces; a component that calls this draws again once links can be found. */
export function piecesOf(text: string): TextPiece[] {
  if (!MAYBE_LINK.test(text)) return [{ text }];
  const { value: module } = linkify;
  if (!module) {
    void load();
    return [{ text }];
  }
  const pieces: TextPiece[] = [];
  for (const token of module.tokenize(text)) {
    const href = token.isLink ? safeHref(token.toHref('https')) : undefined;
    const last = pieces.at(-1);
    if (href !== undefined) pieces.push({ text: token.toString(), href });
    else if (last && last.href === undefined) last.text += token.toString();
    else pieces.push({ text: token.toString() });
  }
  return pieces;
}
