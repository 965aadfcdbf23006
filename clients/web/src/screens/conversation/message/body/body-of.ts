import type { TimelineRow } from '../../../../state/rows.ts';
import { blank } from './blank.tsx';
import { blocked } from './blocked.tsx';
import { deleted } from './deleted.tsx';
import { emoji } from './emoji.tsx';
import type { MessageBody } from './message-body.ts';
import { text } from './text.tsx';

/** The first one that fits is shown. */
const BODIES: readonly MessageBody[] = [deleted, blocked, blank, emoji];

export const bodyOf = (row: TimelineRow): MessageBody => BODIES.find(({ fits }) => fits(row)) ?? text;
