/** The requests of a group's history. Refusals are answers like others: the permission tests are elsewhere. */
import type { MessageResource } from '#lib/messages/resources.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { type ApiAnswer, call } from '../../support/http/gateway.ts';
import {
  acceptInvite,
  closeGroup,
  removeMember,
  sendTo,
  setMember,
  updateGroup,
} from '../../support/people/groups.ts';
import type { Person } from '../../support/people/people.ts';
import type { Acknowledged } from '../acknowledged.ts';
import type { GroupRequest, PersonName } from './commands.ts';
import type { MemberClient } from './member-client.ts';

const EXPECTED = [200, 201, 204, 403, 404, 409, 410];

export interface GroupParts {
  group: string;
  /** of an invitation without a limit */
  code: string;
  people: Record<PersonName, Person>;
}

export class GroupRequests {
  readonly #group: string;
  readonly #people: Record<PersonName, Person>;
  readonly #acknowledged: Acknowledged;
  readonly #code: string;
  /** client ids of the sends that were acknowledged */
  readonly sent: string[] = [];
  #written = 0;

  constructor({ group, code, people }: GroupParts, acknowledged: Acknowledged) {
    this.#group = group;
    this.#code = code;
    this.#people = people;
    this.#acknowledged = acknowledged;
  }

  async make(request: GroupRequest, client: MemberClient): Promise<void> {
    const { person } = client;
    switch (request.type) {
      case 'send':
        return this.#send(person, {}, request.repeats);
      case 'reply':
        return this.#send(person, { ReplyTo: chosen(client, request.pick)?.Id }, false);
      case 'edit':
        return this.edit(person, own(client, request.pick)?.Id);
      case 'delete':
        return this.#delete(person, chosen(client, request.pick)?.Id);
      case 'read':
        return this.#read(person, chosen(client, request.pick)?.Seq);
      case 'add':
        return this.#check(setMember(person, this.#group, this.#people[request.who]));
      case 'join':
        return this.#check(setMember(person, this.#group, person));
      case 'use invite':
        return this.#check(acceptInvite(person, this.#code));
      case 'remove':
        return this.#check(removeMember(person, this.#group, this.#people[request.who]));
      case 'leave':
        return this.#check(removeMember(person, this.#group, person));
      case 'role':
        return this.#check(setMember(person, this.#group, this.#people[request.who], request.role));
      case 'rename':
        return this.#check(updateGroup(person, this.#group, { Name: `Name ${this.#written++}` }));
      case 'set history':
        return this.#check(updateGroup(person, this.#group, { HistoryFrom: request.history }));
      case 'close':
        return this.#check(closeGroup(person, this.#group));
    }
  }

  async #check(asking: Promise<ApiAnswer>): Promise<void> {
    const { status, body } = await asking;
    if (!EXPECTED.includes(status)) throw new Error(`answered ${status} ${JSON.stringify(body)}`);
  }

  /** @param repeats the client did not get the first answer, and sends again */
  async #send(person: Person, more: { ReplyTo?: string | undefined }, repeats: boolean): Promise<void> {
    const text = `message ${this.#written++}`;
    const ClientId = `${text}-${person.username}`.replace(' ', '-');
    const body = { ...(more.ReplyTo === undefined ? {} : more), ClientId };
    const sending = sendTo(person, this.#group, text, body);
    const answers = [await sending, ...(repeats ? [await sendTo(person, this.#group, text, body)] : [])];
    for (const answer of answers) await this.#check(Promise.resolve(answer));
    if (answers.some(({ status }) => status === 201)) this.sent.push(ClientId);
  }

  async edit(person: Person, id: string | undefined): Promise<void> {
    if (id === undefined) return;
    const text = `edit ${this.#written++}`;
    const request = { method: 'PATCH', path: `/messages/${id}`, params: { id }, token: person.token };
    const answer = await call(editHandler, { ...request, body: { Message: text } });
    await this.#check(Promise.resolve(answer));
    if (answer.status === 200) this.#acknowledged.noteEdit(id, text);
  }

  async #delete({ token }: Person, id: string | undefined): Promise<void> {
    if (id === undefined) return;
    const request = { method: 'DELETE', path: `/messages/${id}`, params: { id }, token };
    await this.#check(call(deleteHandler, request));
  }

  async #read({ token }: Person, Seq: number | undefined): Promise<void> {
    if (Seq === undefined) return;
    const params = { conversation: this.#group };
    const request = { method: 'PUT', path: '/conversations/x/read', params, token };
    await this.#check(call(readHandler, { ...request, body: { Seq } }));
  }
}

/** One of the messages that this client holds. */
function chosen({ messages }: MemberClient, pick: number): MessageResource | undefined {
  return [...messages.values()][pick % Math.max(1, messages.size)];
}

/** One that a person wrote. */
export function written({ messages }: MemberClient, pick: number): MessageResource | undefined {
  const found = [...messages.values()].filter(({ System }) => !System);
  return found[pick % Math.max(1, found.length)];
}

function own({ person, messages }: MemberClient, pick: number): MessageResource | undefined {
  const found = [...messages.values()].filter(({ From }) => From === person.username);
  return found[pick % Math.max(1, found.length)];
}
