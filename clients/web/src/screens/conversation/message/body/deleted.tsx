import { Ban } from 'lucide-preact';
import { isDeleted } from '../../../../state/rows.ts';
import type { MessageBody } from './message-body.ts';

export const deleted: MessageBody = {
  class: 'bubble-deleted',
  hidesFiles: true,
  fits: isDeleted,
  Body: ({ children }) => (
    <div class="text text-gone">
      <Ban size={16} aria-hidden="true" /> Message deleted
      {children}
    </div>
  ),
};
