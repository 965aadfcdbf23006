/** Groups as the screens show them: like people, with a name and a picture. */
import { signal } from '@preact/signals';
import type { ConversationSummary, describeSystem, Message } from '#sdk';
import { nameOf, type Person, personOf } from './people.ts';
import { self } from './session.ts';

/** @param id of the conversation, which chooses the colour where there is no picture */
export const groupAsPerson = (id: string, name: string, avatar: Person['avatar']): Person => ({
  username: id,
  displayName: name,
  bio: null,
  avatar,
  presence: undefined,
});

/** The group, or the other person of a direct conversation. Draws again when it changes. */
export const shownAs = ({ Conversation, Group, User, Deleted }: ConversationSummary): Person =>
  Group ? groupAsPerson(Conversation, Group.Name, Group.Avatar) : personOf(User, { ask: !Deleted }).value;

/** What a person is called in a sentence of the app. */
export const calledOf = (username: string): string => nameOf(personOf(username).value);

/** Puts system messages into words. It comes with what is not needed for the first paint (app/rest.ts). */
export const describer = signal<typeof describeSystem | undefined>(undefined);

/** A system message as a sentence. */
export const systemText = (message: Pick<Message, 'From' | 'System'>): string =>
  describer.value?.(message, { own: self(), nameOf: calledOf }) ?? 'The group has changed';
