/** A setting of several parts, such as `vpc`. */
import * as v from 'valibot';

/** Its issues follow the part's name. */
export const parts = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, ({ expected, received }) => {
    if (expected === 'never') return `is unknown: there are ${Object.keys(entries).join(', ')}`;
    return received === 'undefined' ? 'is missing' : `must hold ${Object.keys(entries).join(', ')}`;
  });

/** Off unless a stage has it. */
export const orFalse = (rule: v.GenericSchema): v.GenericSchema =>
  v.lazy((input) => (input === false ? v.literal(false) : rule));

const HOST = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

export const host = v.pipe(v.string(), v.regex(HOST, 'must be a name such as chat.example.org'));
