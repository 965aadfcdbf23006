/**
 * What functions ask of AWS while they are tested, held against what serverless.yml grants them: one that sends more than that
 * works locally, without permission checks, and would be refused on AWS.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Grants } from '../../../deploy/roles.ts';
import { functionName } from '../server/product-handlers.ts';

const running = new AsyncLocalStorage<object>();
/** by handler: "sessions:GetItem" */
const recorded = new Map<object, Set<string>>();

/** Attributes the calls of this work to the handler. */
export const recordingAs = <T>(handler: object, work: () => T): T => running.run(handler, work);

interface Command {
  constructor: { name: string };
  input: { TableName?: string; RequestItems?: object };
}

function callsOf(command: Command): string[] {
  const { input } = command;
  const action = command.constructor.name.replace(/Command$/, '');
  const tables = input.TableName ? [input.TableName] : Object.keys(input.RequestItems ?? {});
  const prefix = process.env.TABLE_PREFIX ?? '';
  return tables.map((table) => `${table.slice(prefix.length + 1)}:${action}`);
}

function record(calls: string[]): void {
  const handler = running.getStore();
  if (!handler) return;
  const known = recorded.get(handler) ?? new Set();
  for (const call of calls) known.add(call);
  recorded.set(handler, known);
}

/** Of a request to the bucket of attachments. */
function filesCalls({ method, path, headers, port }: HttpRequest): string[] {
  const { FILES_BUCKET, AWS_ENDPOINT_URL_S3 = '' } = process.env;
  if (!path.startsWith(`/${FILES_BUCKET}/`) || !AWS_ENDPOINT_URL_S3.endsWith(`:${port}`)) return [];
  if (method === 'POST') return ['files:DeleteObject'];
  if (method !== 'PUT') return ['files:GetObject', 'files:ListBucket'];
  return headers['x-amz-copy-source'] ? ['files:GetObject', 'files:PutObject'] : ['files:PutObject'];
}

interface Client {
  send(command: Command, ...more: unknown[]): unknown;
}

/** Listens where every command and every request passes; they are sent on as they are. */
export function recordCalls(): void {
  const client = DynamoDBClient.prototype as unknown as Client;
  const { send } = client;
  client.send = function (command, ...more) {
    record(callsOf(command));
    return send.call(this, command, ...more);
  };
  const { handle } = NodeHttpHandler.prototype;
  NodeHttpHandler.prototype.handle = function (request, options) {
    if (request.path.includes('/@connections/')) record([`sockets:${request.method}`]);
    const [, action] = /^AmazonSQS\.(\w+?)(?:Batch)?$/.exec(request.headers['x-amz-target'] ?? '') ?? [];
    const [, queue = 'queue'] = /-(fan-out|notifications|previews)"/.exec(String(request.body)) ?? [];
    if (action) record([`${queue}:${action}`]);
    record(filesCalls(request));
    return handle.call(this, request, options);
  };
}

/** @param grants by function @returns "auth/login may not sessions:Query", for every call without a grant */
export const callsWithoutGrant = (grants: Record<string, Grants>): string[] =>
  [...recorded].flatMap(([handler, calls]) => {
    const name = functionName(handler);
    if (name === undefined) return [];
    const allowed = Object.entries(grants[name] ?? {}).flatMap(([what, actions]) =>
      actions.map((action) => `${what}:${action}`),
    );
    return [...calls].filter((call) => !allowed.includes(call)).map((call) => `${name} may not ${call}`);
  });
