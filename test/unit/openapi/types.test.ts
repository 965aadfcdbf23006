/** The document's schemas of answers are the very types that the code answers with: the type check fails otherwise. */
import type { InferOutput } from 'valibot';
import { expectTypeOf, test } from 'vitest';
import type { ExportedConversation, ExportPage } from '#lib/account-export.ts';
import type { Avatar } from '#lib/domain/avatar.ts';
import type { BlockResource } from '#lib/domain/block.ts';
import type { MessageResource } from '#lib/domain/message.ts';
import type { OwnProfileResource } from '#lib/domain/profile.ts';
import type { SessionResource } from '#lib/domain/session.ts';
import type { FieldError } from '#lib/errors.ts';
import type { Dependency, Health } from '#lib/health.ts';
import type { LoginAnswer } from '#lib/http/login-answer.ts';
import type { ProblemDocument } from '#lib/http/problem.ts';
import type { ConversationResource } from '#lib/inbox.ts';
import type { PersonResource } from '#lib/profiles.ts';
import type { TicketResource } from '#lib/realtime/admission.ts';
import type { ServerFrame } from '#lib/realtime/frames.ts';
import type { ReportResource } from '#lib/reporting.ts';
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
