import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';

export const spec = {
  access: 'public',
  limit: { name: 'unsubscribes', by: 'address' },
  takesForms: true,
  input: v.object({ token: v.pipe(text, v.maxLength(100, 'must be at most 100 characters')) }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/unsubscribe/{token}',
  tag: 'Accounts',
  summary: 'Turn mails about unread messages off, from such a mail',
  description:
    'The address is in the header `List-Unsubscribe` of the mail (RFC 8058), whose readers send a form to it without a log-in. Other methods change nothing. Repeating it succeeds, and so does a mail to an address that the account no longer has.',
  idempotent: true,
  success: { status: 204, description: 'No such mails go to that address' },
  problems: ['invalid_unsubscribe_link'],
} as const satisfies EndpointDeclaration;
