/**
 * Makes bubbles of several lines as wide as their longest line: CSS gives a box whose text wraps all the width there is.
 * Lines break at the same places in the narrower box, so no height changes and the list keeps its scroll position.
 */

/** Half a pixel of rounding must not break a line. */
const SLACK_PX = 1;

/** @returns the width of the longest line; undefined for a single line, which fits by itself */
function widthOfLines(bubble: HTMLElement): number | undefined {
  const text = bubble.querySelector('.text');
  if (!text) return undefined;
  const lineHeight = Number.parseFloat(getComputedStyle(text).lineHeight);
  if (text.getBoundingClientRect().height < 1.5 * lineHeight) return undefined;
  const range = document.createRange();
  range.selectNodeContents(text);
  const meta = text.querySelector('.meta')?.getBoundingClientRect();
  const lines = new Map<number, { left: number; right: number }>();
  for (const { left, right, top, bottom, width } of range.getClientRects()) {
    if (width <= 1) continue; // what is for screen readers only
    const line = Math.round((top + bottom) / 2 / (lineHeight / 2));
    const known = lines.get(line);
    lines.set(line, {
      left: Math.min(left, known?.left ?? left),
      right: Math.max(right, known?.right ?? right),
    });
  }
  let widest = meta?.width ?? 0;
  for (const { left, right } of lines.values()) widest = Math.max(widest, right - left);
  return widest;
}

/** All bubbles that are new or have a new width are read together, then written together: one layout for all of them. */
const observer =
  typeof ResizeObserver === 'undefined'
    ? undefined
    : new ResizeObserver((entries) => {
        const bubbles = entries.flatMap(({ target }) => target.querySelector<HTMLElement>('.bubble') ?? []);
        for (const bubble of bubbles) bubble.style.inlineSize = '';
        const widths = bubbles.map(widthOfLines);
        bubbles.forEach((bubble, index) => {
          const width = widths[index];
          if (width === undefined) return;
          const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(bubble);
          const padding = Number.parseFloat(paddingInlineStart) + Number.parseFloat(paddingInlineEnd);
          bubble.style.inlineSize = `${Math.ceil(width + padding + SLACK_PX)}px`;
        });
      });

/** @returns how to end it */
export function fitWidth(bubble: HTMLElement): () => void {
  const message = bubble.parentElement;
  if (!message) return () => {};
  observer?.observe(message);
  return () => observer?.unobserve(message);
}
