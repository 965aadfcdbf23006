import type { ComponentChildren, ComponentType } from 'preact';
import type { TimelineRow } from '../../../../state/rows.ts';

/** One kind of content that a bubble can show. Each is one file beside this one, and listed in body-of.ts. */
export interface MessageBody {
  /** of the bubble */
  class?: string;
  /** it does not show what is attached */
  hidesFiles?: boolean;
  fits(row: TimelineRow): boolean;
  /** its children, the time and the ticks, come last in it: they take the end of its last line where that has room */
  Body: ComponentType<{ row: TimelineRow; children: ComponentChildren }>;
}
