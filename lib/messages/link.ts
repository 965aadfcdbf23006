/** The link of a text that is previewed. */

const WEB_LINK =
  /(?<![a-z0-9])https?:\/\/[^\s<>"`|\\^{}\p{Cc}\p{Pi}\p{Pf}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]+/iu;

/** A longer text has no preview: both together would not fit into a frame, see text.ts. In UTF-16 code units. */
const TEXT_MAX = 4_000;

/** In characters. */
export const URL_MAX = 1_000;

/** A bracket that the address opened belongs to it. */
function withoutTrailing(address: string): string {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? '';
    const opening = { ')': '(', ']': '[' }[last];
    const kept = address.slice(0, end);
    const isTrailing = opening
      ? kept.split(last).length > kept.split(opening).length
      : /[.,;:!?*_~'&…、。，！？；：（）「」]/u.test(last);
    if (!isTrailing) return kept;
    end--;
  }
}

/** @returns the first http(s) link of the text in its normal form; undefined without one, and where that one has no preview */
export function firstLink(text: string): string | undefined {
  if (text.length > TEXT_MAX) return undefined;
  const [written] = WEB_LINK.exec(text) ?? [];
  if (written === undefined || written.length > URL_MAX) return undefined;
  const url = URL.parse(withoutTrailing(written));
  if (url?.username !== '' || url.password !== '') return undefined;
  return url.href.length <= URL_MAX ? url.href : undefined;
}
