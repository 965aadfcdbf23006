/** What a page says about itself: https://ogp.me, Twitter's cards, and the title and description of HTML. */
import { Parser } from 'htmlparser2';
import type { Reader } from '../platform/public-fetch.ts';

/** Texts of one line. */
export interface PageText {
  title: string;
  /** '' without one, like the next */
  description: string;
  site: string;
}

/** In characters. */
export const TITLE_MAX = 150;
export const DESCRIPTION_MAX = 300;
export const SITE_MAX = 60;

/** HTML names its charset within that many bytes: https://html.spec.whatwg.org/#concept-encoding-sniffing-algorithm */
const SNIFFED_BYTES = 1_024;
/** Of what is cut later. */
const COLLECTED_MAX = 4_000;

/** The names of each field, the preferred one first. */
const NAMES = {
  title: ['og:title', 'twitter:title'],
  description: ['og:description', 'twitter:description', 'description'],
  site: ['og:site_name', 'application-name'],
} as const;

/** But for those that join letters and emoji, and choose their form. Among them are the ones that turn the order of what follows. */
const UNSEEN =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e0fff}]/gu;

/** One line of at most so many characters, without what is not seen. */
function line(text: string, maximum: number): string {
  const visible = text
    .toWellFormed()
    .replace(UNSEEN, '')
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(visible)) return '';
  const characters = [...visible];
  return characters.length <= maximum
    ? visible
    : `${characters
        .slice(0, maximum - 1)
        .join('')
        .trimEnd()}…`;
}

const decoderOf = (label: string | undefined) => {
  try {
    return label === undefined ? undefined : new TextDecoder(label);
  } catch {
    // Not known.
    return undefined;
  }
};

/** @param start of the page */
function decoderFor(contentType: string, start: Buffer) {
  if (start.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return new TextDecoder();
  const [, ofHeader] = /charset=["']?([\w-]+)/i.exec(contentType) ?? [];
  // In a meta element, with `charset` or in the text of `http-equiv`.
  const [, ofPage] = /<meta[^<>]*charset=["']?([\w-]+)/i.exec(start.toString('latin1')) ?? [];
  return decoderOf(ofHeader) ?? decoderOf(ofPage) ?? new TextDecoder();
}

/** Collects the texts of a page while it arrives. It wants no more once the head has ended. */
export class PageReader implements Reader {
  readonly #metas = new Map<string, string>();
  #title: string | undefined;
  #isInTitle = false;
  #isDone = false;
  #contentType = '';
  #start: Buffer | undefined = Buffer.alloc(0);
  #decoder = new TextDecoder();

  readonly #parser = new Parser({
    onopentag: (name, attributes) => {
      if (this.#isDone) return;
      if (name === 'meta') this.#meta(attributes);
      if (name === 'title' && this.#title === undefined) {
        this.#isInTitle = true;
        this.#title = '';
      }
      if (name === 'body') this.#isDone = true;
    },
    ontext: (text) => {
      if (this.#isInTitle && !this.#isDone && (this.#title?.length ?? 0) < COLLECTED_MAX) this.#title += text;
    },
    onclosetag: (name) => {
      if (name === 'title') this.#isInTitle = false;
      if (name === 'head') this.#isDone = true;
    },
  });

  begin(contentType: string): void {
    this.#contentType = contentType;
  }

  write(chunk: Buffer): boolean {
    if (this.#start === undefined) return this.#parse(chunk);
    this.#start = Buffer.concat([this.#start, chunk]);
    return this.#start.length < SNIFFED_BYTES || this.#sniff();
  }

  /** Call at the end. @returns undefined for a page without a title */
  text(): PageText | undefined {
    if (this.#start !== undefined) this.#sniff();
    this.#parser.end(this.#decoder.decode());
    const title = this.#first('title', TITLE_MAX) || line(this.#title ?? '', TITLE_MAX);
    if (title === '') return undefined;
    return {
      title,
      description: this.#first('description', DESCRIPTION_MAX),
      site: this.#first('site', SITE_MAX),
    };
  }

  /** @returns the first that says something; '' if none does */
  #first(field: keyof typeof NAMES, maximum: number): string {
    return (
      NAMES[field].map((name) => line(this.#metas.get(name) ?? '', maximum)).find((text) => text !== '') ?? ''
    );
  }

  #sniff(): boolean {
    const start = this.#start ?? Buffer.alloc(0);
    this.#start = undefined;
    this.#decoder = decoderFor(this.#contentType, start);
    return this.#parse(start);
  }

  #parse(chunk: Buffer): boolean {
    if (!this.#isDone) this.#parser.write(this.#decoder.decode(chunk, { stream: true }));
    return !this.#isDone;
  }

  /** The first of a name counts. */
  #meta({ property, name, content = '' }: Record<string, string>): void {
    const key = (property ?? name ?? '').trim().toLowerCase();
    if (key !== '' && this.#metas.size < 200 && !this.#metas.has(key))
      this.#metas.set(key, content.slice(0, COLLECTED_MAX));
  }
}
