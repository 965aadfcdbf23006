/** A message that a deployed API notifies a device of. */
import { randomBytes } from 'node:crypto';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { http } from '../http/http.ts';
import { PASSWORD, registration } from '../people/registration.ts';
import type { PushService } from '../push/push-service.ts';
import type { Emulator } from './emulator.ts';

async function join(api: string, name: string) {
  const username = `${name}-${randomBytes(4).toString('hex')}`;
  await http('POST', `${api}/Register`, registration(username));
  const { body } = await http('POST', `${api}/Login`, { username, password: PASSWORD });
  return { username, headers: { authorization: `Bearer ${body.Token}` } };
}

const send = (api: string, from: Awaited<ReturnType<typeof join>>, User: string, Message: string) =>
  http('POST', `${api}/messages`, { User, Message }, from.headers);

/** Of functions that are deployed, until the next deployment. */
export async function setVariable({ env }: Emulator, functions: string[], name: string, value: string) {
  const lambda = new LambdaClient({
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    region: env.AWS_REGION ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  for (const each of functions) {
    const FunctionName = `corechat-dev-${each}`;
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, [name]: value };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  }
}

/** Two people write to each other, and the device of one of them is subscribed before the last message. @returns what the device got */
export async function notified(api: string, service: PushService, text: string, withinMs: number) {
  const [alice, bob] = [await join(api, 'alice'), await join(api, 'bob')];
  await send(api, alice, bob.username, 'Hello');
  await send(api, bob, alice.username, 'Hello to you');
  const subscription = service.subscribe();
  const { status } = await http('PUT', `${api}/me/push`, subscription, bob.headers);
  await send(api, alice, bob.username, text);
  const deadline = performance.now() + withinMs;
  while (service.payloads(subscription).length === 0 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 500));
  return { status, payloads: service.payloads(subscription), from: alice.username };
}
