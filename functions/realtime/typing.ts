import { targetOf } from '#lib/conversations/place.ts';
import { frameEndpoint } from '#lib/realtime/socket-endpoint.ts';
import { announceTyping } from '#lib/realtime/typing.ts';
import { frame } from './typing.endpoint.ts';

/** The `typing` frame. */
export const handler = frameEndpoint(frame, async (connection, input) => {
  await announceTyping(connection, targetOf(input), input.Typing);
  return undefined;
});
