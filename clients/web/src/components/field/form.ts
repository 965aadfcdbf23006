import { useRef, useState } from 'preact/hooks';
import { CoreChatError, sentence } from '#sdk';

interface FormState {
  busy: boolean;
  /** by the field's name, each a sentence */
  fields: Readonly<Record<string, string>>;
  /** errors that concern no single field */
  problem: string | undefined;
}

const IDLE: FormState = { busy: false, fields: {}, problem: undefined };

/** Makes a sentence of "must be 3–32 characters", for under a labelled input. */
const toSentence = (detail: string): string => {
  const text = detail.replace(/^must /, 'Must ').replace(/^is /, 'Is ');
  return /[.!?]$/.test(text) ? text : `${text}.`;
};

function toState(error: unknown): FormState {
  const found = error instanceof CoreChatError ? (error.fields ?? []) : [];
  const fields = Object.fromEntries(found.map(({ field, detail }) => [field, toSentence(detail)]));
  return { busy: false, fields, problem: found.length > 0 ? undefined : sentence(error) };
}

/**
 * What a form needs: one submission at a time, an error beside each wrong field, focus on the first of them.
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
        const next =
          error instanceof FieldFault
            ? { ...IDLE, fields: { [error.field]: error.message } }
            : toState(error);
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
  return { ...state, onSubmit };
}

/** Wrong input that the form finds without the server. */
export class FieldFault extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}
