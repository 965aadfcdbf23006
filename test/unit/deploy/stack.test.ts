/** Messages about a stack that cannot be read. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { explainingAws } from '../../../deploy/aws.ts';
import { readAddresses } from '../../../deploy/stack.ts';

afterEach(() => vi.unstubAllEnvs());

/** CloudFormation, always answering this. */
async function withAnswer(status: number, code: string, message: string, use: () => Promise<void>) {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  await use().finally(() => server.close());
}

test('a stack that is not there is not deployed', () =>
  withAnswer(400, 'ValidationError', 'Stack with id corechat-dev does not exist', () =>
    expect(readAddresses('dev', 'us-east-1')).rejects.toThrow('corechat-dev is not deployed in us-east-1'),
  ));

test('a stack that may not be asked for can be there', () =>
  withAnswer(403, 'ExpiredToken', 'The security token included in the request is expired', () =>
    expect(explainingAws('us-east-1', () => readAddresses('dev', 'us-east-1'))).rejects.toThrow(
      'AWS refuses the credentials: The security token included in the request is expired',
    ),
  ));
