import { useRef, useState } from 'preact/hooks';
import { CoreChatError, sentence } from '#sdk';

interface FormState {
  busy: boolean;
  /** by the field's name, each a sentence */
  fields: Readonly<Record<string, string>>;
  /** errors that concern no single field */
  problem: string | undefined;
  /** of a refusal for some time: when trying again can succeed, in epoch ms */
  retryAt: number | undefined;
}

const IDLE: FormState = { busy: false, fields: {}, problem: undefined, retryAt: undefined };

/** Makes a sentence of "must be 3–32 characters", for under a labelled input. */
const toSentence = (detail: string): string => {
  const text = detail.replace(/^must /, 'Must ').replace(/^is /, 'Is ');
  return /[.!?]$/.test(text) ? text : `${text}.`;
};

/** What the server found wrong, by the field's name. */
export const fieldsOf = (error: unknown): Record<string, string> => {
  const found = error instanceof CoreChatError ? (error.fields ?? []) : [];
  return Object.fromEntries(found.map(({ field, detail }) => [field, toSentence(detail)]));
};

function toState(error: unknown): FormState {
  const fields = fieldsOf(error);
  const problem = Object.keys(fields).length > 0 ? undefined : sentence(error);
  const wait = error instanceof CoreChatError ? error.retryAfterMs : undefined;
  return { busy: false, fields, problem, retryAt: wait ? Date.now() + wait : undefined };
}

/**
 * What a form needs: one submission at a time, an error beside each wrong field until it is changed, focus on the first of them.
 * @param submit gets what was typed, by field name; may throw `FieldFault` or anything that `sentence` can say
 */
export function useForm(submit: (values: Record<string, string>) => Promise<void>) {
  const [state, setState] = useState(IDLE);
  const running = useRef(false);

  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (running.current) return;
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') values[name] = value;
    running.current = true;
    setState({ ...IDLE, busy: true });
    void (async () => {
      try {
        await submit(values);
        setState(IDLE);
      } catch (error) {
        const next = error instanceof FieldFault ? { ...IDLE, fields: error.fields } : toState(error);
        const names = Object.keys(next.fields);
        const wrong = [...form.elements].find((element) =>
          names.includes((element as HTMLInputElement).name),
        );
        // An error without a field in this form shows as well.
        setState(wrong ? next : { ...next, problem: next.problem ?? sentence(error) });
        (wrong as HTMLElement | undefined)?.focus();
      } finally {
        running.current = false;
      }
    })();
  };
  const onInput = ({ target }: Event) => {
    const name = target instanceof Element ? target.getAttribute('name') : null;
    if (name === null || !(name in state.fields)) return;
    const { [name]: _, ...fields } = state.fields;
    setState({ ...state, fields });
  };
  return { ...state, onSubmit, onInput };
}

/** Wrong input that the form explains better than the server, or finds without it. */
export class FieldFault extends Error {
  /** by the field's name, each a sentence */
  readonly fields: Readonly<Record<string, string>>;

  constructor(fields: Readonly<Record<string, string>>) {
    super(Object.values(fields).join(' '));
    this.fields = fields;
  }
}

/** @param sentences for each field that must not be empty @returns those of the fields that are */
export function missingIn(
  values: Readonly<Record<string, string>>,
  sentences: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sentences).filter(([field]) => (values[field] ?? '').trim() === ''),
  );
}

/** @throws FieldFault naming every empty field */
export function requireFields(
  values: Readonly<Record<string, string>>,
  sentences: Readonly<Record<string, string>>,
): void {
  const missing = missingIn(values, sentences);
  if (Object.keys(missing).length > 0) throw new FieldFault(missing);
}
