/** The document's schemas of answers are the very types that the code answers with: the type check fails otherwise. */
import type { InferOutput } from 'valibot';
import { expectTypeOf, test } from 'vitest';
import type { Avatar } from '#lib/accounts/avatar.ts';
import type { ExportedConversation, ExportPage } from '#lib/accounts/export.ts';
import type { OwnProfileResource } from '#lib/accounts/profile.ts';
import type { PersonResource } from '#lib/accounts/profiles.ts';
import type { BlockResource } from '#lib/blocks/block.ts';
import type { ConversationResource } from '#lib/conversations/inbox.ts';
import type { FieldError } from '#lib/http/errors.ts';
import type { ProblemDocument } from '#lib/http/problem.ts';
import type { MessageResource } from '#lib/messages/message.ts';
import type { ReportResource } from '#lib/moderation/reporting.ts';
import type { TicketResource } from '#lib/realtime/admission.ts';
import type { ServerFrame } from '#lib/realtime/frames.ts';
import type { LoginAnswer } from '#lib/sessions/login-answer.ts';
import type { SessionResource } from '#lib/sessions/session.ts';
import type { Dependency, Health } from '#lib/system/health.ts';
import type { ResourceName, resources } from '../../../openapi/resources.ts';

interface Answered {
  Message: MessageResource;
  Conversation: ConversationResource;
  Block: BlockResource;
  Report: ReportResource;
  Session: SessionResource;
  Avatar: Avatar;
  Person: PersonResource;
  Profile: OwnProfileResource;
  Login: LoginAnswer;
  Ticket: TicketResource;
  Dependency: Dependency;
  Health: Health;
  ExportedConversation: ExportedConversation;
  ExportPage: ExportPage;
  FieldError: FieldError;
  Problem: ProblemDocument;
  ServerFrame: ServerFrame;
}

/** Both ways, field by field: flattened, so that an interface equals what is inferred. */
type Flat<Type> = Type extends object ? { [Field in keyof Type]: Flat<Type[Field]> } : Type;

type Documented = { [Name in ResourceName]: Flat<InferOutput<(typeof resources)[Name]>> };

test('every schema of an answer has the type of the answer', () => {
  expectTypeOf<Documented>().toEqualTypeOf<{ [Name in keyof Answered]: Flat<Answered[Name]> }>();
});
