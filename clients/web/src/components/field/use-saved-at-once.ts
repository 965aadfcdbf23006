import { useRef, useState } from 'preact/hooks';
import { sentence } from '#sdk';
import { notify } from '../../state/toasts.ts';

/**
 * Settings that are saved as soon as they are chosen. A choice shows at once, and stays until the last one is answered: neither the answer
 * to an earlier one nor a reload in between replaces it. Choices are sent one after the other, because arrow keys choose, too. One that
 * fails goes back to what the server has, with a message.
 * @param value as the server has it
 * @param send saves a change and takes over the server's answer as the new `value`
 */
export function useSavedAtOnce<Value extends object>(
  value: Value,
  send: (change: Partial<Value>) => Promise<void>,
) {
  const [unsaved, setUnsaved] = useState<Partial<Value>>({});
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const save = async (change: Partial<Value>): Promise<void> => {
    setUnsaved((now) => ({ ...now, ...change }));
    const turn = last.current.then(() => send(change));
    const settled = turn.catch(() => {});
    last.current = settled;
    try {
      await turn;
      if (last.current === settled) notify('Saved.');
    } catch (error) {
      notify(sentence(error), 'error');
    } finally {
      if (last.current === settled) setUnsaved({});
    }
  };
  return { shown: { ...value, ...unsaved }, busy: Object.keys(unsaved).length > 0, save };
}
