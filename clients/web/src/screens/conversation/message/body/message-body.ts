import type { ComponentType } from 'preact';
import type { TimelineRow } from '../../../../state/rows.ts';

/** One kind of content that a bubble can show. Each is one file beside this one, and listed in body-of.ts. */
export interface MessageBody {
  /** of the bubble */
  class?: string;
  fits(row: TimelineRow): boolean;
  Body: ComponentType<{ row: TimelineRow }>;
}
