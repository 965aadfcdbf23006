import { useEffect, useState } from 'preact/hooks';
import type { Conversation, Message } from '#sdk';
import { chat } from '../../../app/client.ts';
import { withChange } from '../../../state/pins.ts';

interface Pins {
  /** the one that was pinned last first; undefined until they are loaded */
  pins?: readonly Message[];
  error?: unknown;
}

/** The pinned messages, fetched once and then followed. @param id of the conversation; undefined where it has none yet */
export function usePins(conversation: Conversation, id: string | undefined): Pins {
  const [state, setState] = useState<Pins>({});
  useEffect(() => {
    if (id === undefined) return;
    let isWanted = true;
    let pins: readonly Message[] | undefined;
    /** changes that arrive before the answer, which may lack them */
    const early: Message[] = [];
    const show = (list: readonly Message[]) => {
      pins = list;
      if (isWanted) setState({ pins });
    };
    const off = chat.on('message', ({ message, conversation: of }) => {
      if (of !== id) return;
      if (pins) show(withChange(pins, message));
      else early.push(message);
    });
    conversation.pins().then(
      (list) => show(early.reduce(withChange, list)),
      (error: unknown) => isWanted && setState({ error }),
    );
    return () => {
      isWanted = false;
      off();
    };
  }, [conversation, id]);
  return state;
}
