import { type CoreChat, CoreChatError, type Message, type OutboxEntry } from './sdk.ts';

/** The outcome of the next attempt to send a message. */
export type Outcome = { message: Message; error?: undefined } | { message?: undefined; error: CoreChatError };

/** Settles when the message has been acknowledged or refused, or could not be sent for now. */
export function outcomeOf(chat: CoreChat, { clientId, user, settled }: OutboxEntry): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  settled.then(
    (message) => resolve({ message }),
    (error: CoreChatError) => resolve({ error }),
  );
  const look = () => {
    const entries = chat.outbox.entries(user);
    const own = entries.find((entry) => entry.clientId === clientId);
    // Messages go in order: one that cannot be sent now holds up those behind it.
    const first = entries.find(({ state }) => state !== 'failed');
    const decisive = own?.state === 'failed' ? own : first;
    if (own && decisive?.error && decisive.state !== 'sending') resolve({ error: decisive.error });
  };
  const stops = [
    chat.on('outbox', look),
    chat.on('session', ({ state }) => {
      if (state === 'logged-out') resolve({ error: new CoreChatError('session_ended') });
    }),
  ];
  look();
  return promise.finally(() => {
    for (const stop of stops) stop();
  });
}
