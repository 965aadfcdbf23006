const EDGE_PX = 8;

/**
 * Places a panel below its button, or above it where there is no room, and never beyond the edge of the window. A panel as wide as the
 * window stays where its style puts it.
 */
export function place(panel: HTMLElement, anchor: HTMLElement): void {
  const { top, bottom, right } = anchor.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  if (width >= innerWidth) return;
  const below = bottom + height + EDGE_PX <= innerHeight ? bottom : top - height;
  panel.style.insetBlockStart = `${Math.max(EDGE_PX, below)}px`;
  panel.style.insetInlineStart = `${Math.max(EDGE_PX, Math.min(right - width, innerWidth - width - EDGE_PX))}px`;
}
