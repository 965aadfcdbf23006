/** Schemas of the responses about the system. */
import * as v from 'valibot';
import { counted, described, flag, text } from '../http/resource-parts.ts';
import { DIRECTORIES, REGISTRATIONS } from '../platform/environment.ts';

export const Dependency = v.variant('status', [
  v.object({ status: v.literal('up'), latency_ms: v.number() }),
  v.object({ status: v.literal('down') }),
]);

export const Health = v.object({
  status: v.literal('up'),
  build: described('id of the deployment that answers; `local` outside of AWS'),
  dependencies: v.record(text, Dependency),
});

export const ServerSettings = v.object({
  Registration: v.pipe(
    v.picklist(REGISTRATIONS),
    v.description(
      'who may register: everybody, holders of an invitation, owners of an e-mail address at one of RegistrationDomains, or nobody',
    ),
  ),
  RegistrationDomains: v.array(text),
  Directory: v.pipe(
    v.picklist(DIRECTORIES),
    v.description('who sees the list of usernames; with `off` people are found by their exact username'),
  ),
  ApiDocs: flag('whether /docs and /openapi.json are served'),
  PushKey: v.pipe(
    v.nullable(text),
    v.description('applicationServerKey for subscriptions to notifications; null: the server sends none'),
  ),
  Mail: flag('whether the server sends mail'),
  LinkPreviews: flag('whether messages get previews of their links'),
  Files: v.pipe(
    v.nullable(v.object({ MaxBytes: counted('of a file') })),
    v.description('null: the server takes no files'),
  ),
});

export type ServerSettings = v.InferOutput<typeof ServerSettings>;
export type Health = v.InferOutput<typeof Health>;
export type Dependency = v.InferOutput<typeof Dependency>;
