/**
 * Makes bubbles of several lines as wide as their longest line: CSS gives a box whose text wraps all the width there is.
 * Lines break at the same places in the narrower box, so no height changes and the list keeps its scroll position.
 */

/** Half a pixel of rounding must not break a line. */
const SLACK_PX = 1;

/** @returns the width that its longest line needs, with padding and border; undefined for a single line, which fits by itself */
function widthNeeded(bubble: HTMLElement): number | undefined {
  const text = bubble.querySelector('.text');
  // Lists and quotes have edges of their own.
  if (!text || text.querySelector('.markup-block')) return undefined;
  const lineHeight = Number.parseFloat(getComputedStyle(text).lineHeight);
  if (text.getBoundingClientRect().height < 1.5 * lineHeight) return undefined;
  const range = document.createRange();
  range.selectNodeContents(text);
  const meta = text.querySelector('.meta')?.getBoundingClientRect();
  const lines: { middle: number; left: number; right: number }[] = [];
  for (const { left, right, top, bottom, width } of range.getClientRects()) {
    if (width <= 1) continue; // what is for screen readers only
    const middle = (top + bottom) / 2;
    const line = lines.find((known) => Math.abs(known.middle - middle) < lineHeight / 2);
    if (!line) lines.push({ middle, left, right });
    else Object.assign(line, { left: Math.min(line.left, left), right: Math.max(line.right, right) });
  }
  const widest = Math.max(
    meta?.width ?? 0,
    quoteWidth(bubble),
    ...lines.map(({ left, right }) => right - left),
  );
  return widest + bubble.offsetWidth - text.clientWidth;
}

/** A quote is one line of name and one of text, which are cut where there is no room. */
function quoteWidth(bubble: HTMLElement): number {
  const quote = bubble.querySelector<HTMLElement>('.quote');
  if (!quote) return 0;
  const lines = [...quote.children].filter((line) => !line.classList.contains('hidden-text'));
  const edges = quote.offsetWidth - (lines[0]?.clientWidth ?? 0);
  return Math.min(quote.offsetWidth, edges + Math.max(0, ...lines.map(({ scrollWidth }) => scrollWidth)));
}

/** All bubbles that are new or have a new width are read together, then written together: one layout for all of them. */
const observer =
  typeof ResizeObserver === 'undefined'
    ? undefined
    : new ResizeObserver((entries) => {
        const bubbles = entries.flatMap(({ target }) => target.querySelector<HTMLElement>('.bubble') ?? []);
        for (const bubble of bubbles) bubble.style.inlineSize = '';
        const widths = bubbles.map(widthNeeded);
        bubbles.forEach((bubble, index) => {
          const width = widths[index];
          if (width === undefined) return;
          bubble.style.inlineSize = `${Math.ceil(width + SLACK_PX)}px`;
        });
      });

/** @returns how to end it */
export function fitWidth(bubble: HTMLElement): () => void {
  const message = bubble.parentElement;
  if (!message) return () => {};
  observer?.observe(message);
  return () => observer?.unobserve(message);
}
