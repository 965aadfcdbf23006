import type { Requests, SessionCall } from './session/requests.ts';

/** A part of the plain API. */
export abstract class Resource {
  /** @internal */
  protected readonly requests: Requests;

  /** @internal */
  constructor(requests: Requests) {
    this.requests = requests;
  }

  /** @returns the body of the answer @internal */
  protected async call<Body = void>(
    method: SessionCall['method'],
    path: string,
    more: Omit<SessionCall, 'method' | 'path'> = {},
  ): Promise<Body> {
    return (await this.requests.send<Body>({ method, path, ...more })).body;
  }
}
