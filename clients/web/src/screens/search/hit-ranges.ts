/** Where the hits of a message are in its elements. */

/**
 * Shown texts are parts of the message in its order: without the signs of the formatting, and with names instead of mentions, which
 * are passed over.
 * @param ranges in the message, in UTF-16 code units @param nodes texts below the element of the message
 */
export function hitRanges(
  message: string,
  ranges: readonly { Start: number; End: number }[],
  nodes: Iterable<Text>,
): Range[] {
  const found: Range[] = [];
  let at = 0;
  for (const node of nodes) {
    const start = message.indexOf(node.data, at);
    if (start === -1) continue;
    at = start + node.length;
    for (const { Start, End } of ranges) {
      if (End <= start || Start >= at) continue;
      const range = document.createRange();
      range.setStart(node, Math.max(Start, start) - start);
      range.setEnd(node, Math.min(End, at) - start);
      found.push(range);
    }
  }
  return found;
}
