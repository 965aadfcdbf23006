/** Request fields that select a conversation. */
import * as v from 'valibot';
import { text } from '../http/fields.ts';
import { isConversationId } from './conversation.ts';

export const conversationId = v.pipe(text, v.check(isConversationId, "must be a conversation's id"));

/** Chooses the schema by the presence of a field. */
// @__NO_SIDE_EFFECTS__
export function withField<With extends Chosen, Without extends Chosen>(
  field: string,
  present: With,
  absent: Without,
) {
  const choose = (input: unknown): With | Without =>
    typeof input === 'object' && input !== null && Object.hasOwn(input, field) ? present : absent;
  return Object.assign(v.lazy(choose), { options: [...absent.options, ...present.options] as const });
}

type Chosen = v.GenericSchema & { options: readonly v.GenericSchema[] };

/** A username or a conversation's id. Chooses the schema by the field that is present, so that errors name that field. */
// @__NO_SIDE_EFFECTS__
export function inConversation<ByPerson extends v.GenericSchema, ById extends v.GenericSchema>(
  toPerson: () => ByPerson,
  toConversation: () => ById,
) {
  const [byPerson, byId] = [toPerson(), toConversation()];
  const choose = (input: unknown): ByPerson | ById =>
    typeof input === 'object' && input !== null && Object.hasOwn(input, 'Conversation') ? byId : byPerson;
  return Object.assign(v.lazy(choose), { options: [byPerson, byId] as const });
}
