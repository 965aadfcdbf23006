import { tokenize } from 'linkifyjs';
import type { ComponentChild } from 'preact';

const SAFE = new Set(['http:', 'https:', 'mailto:']);
/** Looking for links costs a walk through every character; messages without a dot or an at sign have none. */
const MAYBE_LINK = /[.@:]/;

function safeHref(address: string): string | undefined {
  try {
    return SAFE.has(new URL(address).protocol) ? address : undefined;
  } catch {
    return undefined;
  }
}

/** A text with its links as links. Never HTML: each piece becomes a text node. */
export function RichText({ text }: { text: string }) {
  if (!MAYBE_LINK.test(text)) return <>{text}</>;
  const pieces: ComponentChild[] = [];
  for (const token of tokenize(text)) {
    const address = token.isLink ? safeHref(token.toHref('https')) : undefined;
    if (address === undefined) {
      const last = pieces.length - 1;
      if (typeof pieces[last] === 'string') pieces[last] += token.toString();
      else pieces.push(token.toString());
    } else {
      pieces.push(
        <a key={pieces.length} href={address} target="_blank" rel="noopener noreferrer nofollow">
          {token.toString()}
        </a>,
      );
    }
  }
  return <>{pieces}</>;
}
