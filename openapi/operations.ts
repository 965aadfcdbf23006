/** What each route does and answers: declared once, and held against every answer in the tests. */
import type { FunctionName, Operation } from './operation.ts';
import { accounts } from './operations/accounts.ts';
import { messages } from './operations/messages.ts';
import { people } from './operations/people.ts';
import { sessions } from './operations/sessions.ts';
import { system } from './operations/system.ts';

export { type FunctionName, type Operation, outcomesOf, problemsOf, TAGS } from './operation.ts';

export const operations: Record<FunctionName, Operation> = {
  ...accounts,
  ...sessions,
  ...people,
  ...messages,
  ...system,
};
