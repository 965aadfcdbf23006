/** The response schemas by name: components of the document. */
import * as accounts from '../lib/accounts/resources.ts';
import * as activity from '../lib/activity/resources.ts';
import * as blocks from '../lib/blocks/resources.ts';
import * as conversations from '../lib/conversations/resources.ts';
import * as groups from '../lib/groups/resources.ts';
import * as http from '../lib/http/resources.ts';
import * as messages from '../lib/messages/resources.ts';
import * as moderation from '../lib/moderation/resources.ts';
import * as realtime from '../lib/realtime/resources.ts';
import * as search from '../lib/search/resources.ts';
import * as sessions from '../lib/sessions/resources.ts';
import * as system from '../lib/system/resources.ts';

/** Sorted, because the order of a module's exports depends on its loader. */
const sorted = <Module extends object>(module: Module): Module =>
  Object.fromEntries(Object.entries(module).sort(([one], [other]) => (one < other ? -1 : 1))) as Module;

// A string, which needs no component.
const { Username: _, ...people } = accounts;

export const resources = {
  ...sorted(messages),
  ...sorted(search),
  ...sorted(conversations),
  ...sorted(groups),
  ...sorted(blocks),
  ...sorted(moderation),
  ...sorted(sessions),
  ...sorted(activity),
  ...sorted(people),
  ...sorted(realtime),
  ...sorted(system),
  ...sorted(http),
} as const;

export type ResourceName = keyof typeof resources;
