/**
 * Finds the addresses in a text. What is shown as one address and opens another is no link, or says where it leads. A name such as
 * README.md is no link: without a scheme only the common top-level domains are, and none that is a file's extension.
 */
export interface TextPiece {
  text: string;
  /** where it leads, of a link */
  href?: string;
  /** the host that it opens, where the text shows that in another form */
  host?: string;
}

/** Most texts have none, and are spared the walk. */
const MAYBE_LINK = /\S\.\S|:\/\/|@/;

/** Between spaces and what no address holds: quotes, brackets and punctuation of all scripts. */
const RUN =
  /[^\s\p{Cc}\p{Pi}\p{Pf}<>"„‚`|\\^{}…、。，．｡！？；：（）［］｛｝「」『』【】〔〕〈〉《》〖〗｢｣،؛؟۔।]+/gu;

/** Changes the order in which what follows is shown, up to the end of the line. */
const BIDI_CONTROL = /[\u202a-\u202e\u2066-\u2069]/;
/** Not seen, or seen as a slash. */
const DECEPTIVE = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}⁄∕⧸╱／⫽〳]/u;

const SCHEME = /(?<![A-Za-z0-9])(?:https?:\/\/|mailto:)/i;
const OPENING = /^[([*_~']+/;
const HOST = /^(?:[\p{L}\p{N}\p{M}_-]+\.)*[\p{L}\p{N}\p{M}_-]+$/u;
const IPV6 = /^\[[\da-f:.]+\]$/i;
const EMAIL = /^[\w.!#$%&'*+/=?~-]+@[a-z\d.-]+$/i;
/** react@18.2.io names a version. */
const isMailHost = (labels: string[]): boolean =>
  labels.every((label) => label !== '') &&
  /^[a-z]{2,}$/i.test(labels.at(-1) ?? '') &&
  /[a-z]/i.test(labels.at(-2) ?? '');
/** Those that people write without a scheme, in lower case: "Thanks.It" is two sentences. */
const BARE =
  /^(?:[\p{L}\p{N}-]+\.)+(?:com|org|net|edu|gov|int|info|eu|io|dev|app|co|me|tv|uk|de|fr|it|es|nl|be|ch|at|se|no|dk|fi|ie|pt|cz|hu|ro|gr|tr|ru|ua|jp|cn|tw|kr|br|mx|ar|au|nz|ca|us|za)(?=[:/?#]|$)/u;

/** An address may end in a bracket that it opened. */
function withoutTrailing(address: string): string {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? '';
    const opening = { ')': '(', ']': '[' }[last];
    const kept = address.slice(0, end);
    const isTrailing = opening
      ? kept.split(last).length > kept.split(opening).length
      : /[.,;:!?*_~'&]/.test(last);
    if (!isTrailing) return kept;
    end--;
  }
}

/** Letters of scripts that are confused with each other within one name. */
const mixesScripts = (label: string): boolean =>
  [/\p{sc=Latin}/u, /\p{sc=Cyrillic}/u, /\p{sc=Greek}/u, /\p{sc=Armenian}/u, /\p{sc=Cherokee}/u].filter(
    (script) => script.test(label),
  ).length > 1;

/** In texts without spaces the words go on behind the host: https://example.orgです. */
const wordsBehind = (host: string): number => /\.[a-z]{2,}(?=[^\0-\x7f])[^.]*$/i.exec(host)?.index ?? -1;

/** @param shown beginning with its scheme, or with "www." or a host */
function webLink(shown: string): TextPiece | undefined {
  const scheme = /^https?:\/\//i.exec(shown)?.[0] ?? '';
  const rest = shown.slice(scheme.length);
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  const [, name = '', port = ''] = /^(.*?)(:\d{1,5})?$/.exec(authority) ?? [];
  const dot = wordsBehind(name);
  if (dot >= 0) {
    const [label = ''] = /^\.[a-z]+/i.exec(name.slice(dot)) ?? [];
    return webLink(scheme + name.slice(0, dot) + label);
  }
  // With "@" the host would be behind it.
  if (!(HOST.test(name) || IPV6.test(name)) || name.split('.').some(mixesScripts)) return undefined;
  const href = scheme ? shown : `https://${shown}`;
  if (!URL.canParse(href)) return undefined;
  const { hostname } = new URL(href);
  return { text: shown, href, ...(hostname !== name.toLowerCase() && { host: hostname + port }) };
}

/** @returns where in the run it begins, and the link */
function linkIn(run: string): { start: number; link: TextPiece } | undefined {
  if (DECEPTIVE.test(run)) return undefined;
  const scheme = SCHEME.exec(run);
  const start = scheme?.index ?? OPENING.exec(run)?.[0].length ?? 0;
  const shown = withoutTrailing(run.slice(start));
  if (scheme && !/^mailto:/i.test(scheme[0])) {
    const link = webLink(shown);
    return link && { start, link };
  }
  const address = scheme ? shown.slice('mailto:'.length) : shown;
  if (EMAIL.test(address) && isMailHost(address.slice(address.lastIndexOf('@') + 1).split('.')))
    return { start, link: { text: shown, href: `mailto:${address}` } };
  if (scheme || !(/^www\.[^.]+\../i.test(shown) || BARE.test(shown))) return undefined;
  const link = webLink(shown);
  return link && { start, link };
}

/** The text in pieces: put together they are the text. */
export function piecesOf(text: string): TextPiece[] {
  if (!MAYBE_LINK.test(text)) return [{ text }];
  const pieces: TextPiece[] = [];
  let done = 0;
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const lineStart = text.lastIndexOf('\n', index) + 1;
    const found = BIDI_CONTROL.test(text.slice(lineStart, index)) ? undefined : linkIn(run);
    if (!found) continue;
    const start = index + found.start;
    if (start > done) pieces.push({ text: text.slice(done, start) });
    pieces.push(found.link);
    done = start + found.link.text.length;
  }
  if (done < text.length || pieces.length === 0) pieces.push({ text: text.slice(done) });
  return pieces;
}
