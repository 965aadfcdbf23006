import { Ban } from 'lucide-preact';
import { isDeleted } from '../../../../state/rows.ts';
import type { MessageBody } from './message-body.ts';

export const deleted: MessageBody = {
  class: 'bubble-deleted',
  fits: isDeleted,
  Body: () => (
    <span class="text-gone">
      <Ban size={16} aria-hidden="true" /> Message deleted
    </span>
  ),
};
