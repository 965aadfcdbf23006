/** The plain API of the user's own account: one method per route. Each throws CoreChatError. */
import { MeEndpoints } from './endpoints.ts';
import { hasCode } from './errors.ts';
import { pause } from './platform.ts';
import type { ChangePasswordInput, DeleteAccountInput, ExportPage, SessionResource } from './protocol.ts';
import { Resource } from './resource.ts';
import type { Requests } from './session/requests.ts';
import { type Paged, paged } from './transport/paged.ts';
import { segment } from './transport/path.ts';

export class Me extends MeEndpoints {
  readonly #deleted: (username: string) => Promise<void>;

  /** @internal */
  constructor(requests: Requests, deleted: (username: string) => Promise<void>) {
    super(requests);
    this.#deleted = deleted;
  }

  /** Logs other devices out unless the input keeps them. @throws CoreChatError wrong_password */
  async changePassword(input: ChangePasswordInput): Promise<void> {
    await this.call('PUT', '/me/password', { body: input });
  }

  /** Deletes the account irrevocably. Retries until the server has erased everything. @throws CoreChatError wrong_password */
  async delete(input: DeleteAccountInput): Promise<void> {
    const username = this.requests.login?.username ?? '';
    for (let failures = 0; ; ) {
      try {
        await this.call('DELETE', '/me', { body: input, as: username });
        break;
      } catch (error) {
        // The answer to an earlier attempt that succeeded may have been lost.
        if (failures > 0 && hasCode(error, 'session_ended')) break;
        if (!hasCode(error, 'service_unavailable', 'network', 'timeout') || ++failures > 20) throw error;
        await pause(error.retryAfterMs ?? 1_000, this.requests.signal);
        if (this.requests.signal.aborted) throw error;
      }
    }
    await this.#deleted(username);
  }

  /** Everything held about the account, in pages of about 1,000 messages. */
  export(): Paged<ExportPage> {
    return paged('/me/export', (path) => this.requests.single<ExportPage>(path));
  }
}

export class MySessions extends Resource {
  readonly #ended: () => Promise<void>;

  /** @internal */
  constructor(requests: Requests, ended: () => Promise<void>) {
    super(requests);
    this.#ended = ended;
  }

  /** The devices that are logged in, latest use first. */
  async list(): Promise<SessionResource[]> {
    return (await this.requests.page<SessionResource>('/sessions')).items;
  }

  /** Logs one device out. @throws CoreChatError session_not_found */
  async end(id: string): Promise<void> {
    await this.call('DELETE', `/sessions/${segment(id)}`, { repeatable: true });
    if (id === 'current' || id === this.requests.login?.sessionId) await this.#ended();
  }

  async endOthers(): Promise<void> {
    for (const { Id, Current } of await this.list()) {
      if (Current) continue;
      await this.end(Id).catch((error: unknown) => {
        if (!hasCode(error, 'session_not_found')) throw error;
      });
    }
  }

  /** Logs out everywhere, here included. */
  async endAll(): Promise<void> {
    await this.call('DELETE', '/sessions', { repeatable: true });
    await this.#ended();
  }
}
