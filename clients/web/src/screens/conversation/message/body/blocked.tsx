import { signal } from '@preact/signals';
import { isBlocked } from '../../../../state/blocks.ts';
import type { MessageBody } from './message-body.ts';

/** ids of messages that the user wanted to see in spite of the block */
const revealed = signal<readonly string[]>([]);

/** In a group, what a blocked person writes waits until it is asked for. Only messages of groups have no receiver. */
export const blocked: MessageBody = {
  class: 'bubble-deleted',
  hidesFiles: true,
  fits: ({ message }) =>
    message?.To === '' && isBlocked(message.From) && !revealed.value.includes(message.Id),
  Body: ({ row: { message }, children }) => (
    <div class="text text-gone">
      You blocked this person.{' '}
      <button
        type="button"
        class="reveal"
        onClick={() => {
          revealed.value = [...revealed.value, message?.Id ?? ''];
        }}
      >
        Show the message
      </button>
      {children}
    </div>
  ),
};
