/** Finds the command of a request, checks its arguments, runs it and times its answer. */
import { type Document, Double } from '../bson/values.ts';
import type { Connection } from '../connection.ts';
import { errorReply, ServerError, toServerError } from '../errors.ts';
import type { ServerContext } from '../server-context.ts';
import { checkArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { Invocation } from './invocation.ts';
import { isProgress } from './progress.ts';
import { unsatisfiable } from './write-concern.ts';

export interface CommandContext {
  connection: Connection;
}

export class Dispatcher {
  readonly #server: ServerContext;
  readonly #commands = new Map<string, Command>();

  constructor(server: ServerContext, commands: readonly Command[]) {
    this.#server = server;
    for (const command of commands) {
      for (const name of [command.name, ...(command.aliases ?? [])]) this.#commands.set(name, command);
    }
  }

  command(name: string): Command | undefined {
    return this.#commands.get(name);
  }

  get commands(): Command[] {
    return [...new Set(this.#commands.values())];
  }

  /** Runs one command; undefined when the connection is to be closed without an answer. */
  async run(body: Document, context: CommandContext, moreToCome = false): Promise<Document | undefined> {
    const server = this.#server;
    if (server.closing) return undefined;
    server.counters.requests++;
    let reply: Document;
    let invocation: Invocation | undefined;
    try {
      const [name = ''] = body.keys();
      const command = this.#commands.get(name);
      if (!command) throw new ServerError('CommandNotFound', `no such command: '${name}'`);
      invocation = new Invocation(server, command, name, body, context.connection);
      if (!command.lenient) checkArguments(name, body, command.fields);
      if (command.adminOnly && invocation.database !== 'admin') {
        throw new ServerError('Unauthorized', `${name} may only be run against the admin database.`);
      }
      if (invocation.sessionId !== undefined) server.sessions.touch(invocation.sessionId);
      const failure = await server.failPoints.before(invocation);
      if (failure === 'close') {
        context.connection.close();
        return undefined;
      }
      reply = failure ?? (await this.#runOnce(command, invocation));
    } catch (error) {
      const known = toServerError(error);
      if (known.code === 1) server.log(error);
      reply = errorReply(known);
    }
    if (invocation && !moreToCome) {
      try {
        await this.#settle(invocation, reply);
      } catch (error) {
        return errorReply(toServerError(error));
      }
    }
    return reply;
  }

  /** Of a retryable write only one attempt runs at a time: the next finds the answer of the first. */
  async #runOnce(command: Command, invocation: Invocation): Promise<Document> {
    const { sessions } = this.#server;
    const { sessionId } = invocation;
    if (!invocation.isRetryable || sessionId === undefined) return this.#execute(command, invocation);
    await sessions.free(sessionId);
    const release = sessions.occupy(sessionId);
    try {
      const stored = sessions.recall(sessionId, invocation.txnNumber as number);
      if (stored && !isProgress(stored)) return stored;
      invocation.progress = stored;
      return await this.#execute(command, invocation);
    } finally {
      release();
    }
  }

  async #execute(command: Command, invocation: Invocation): Promise<Document> {
    const reply = await this.#start(command, invocation);
    if (!reply.has('ok')) reply.set('ok', new Double(1));
    if (invocation.isRetryable) invocation.remember(reply);
    this.#server.failPoints.after(invocation, reply);
    return reply;
  }

  /** Runs the command, in one turn if it is done within its slice. */
  #start(command: Command, invocation: Invocation): Document | Promise<Document> {
    return invocation.time.slice(() => {
      const started = command.run(invocation);
      if (!('next' in started)) return started;
      const step = started.next();
      return step.done ? step.value : this.#server.operations.finish(started, invocation);
    });
  }

  /** An answer leaves once what it reports is committed and, if asked for, on the disk. */
  async #settle(invocation: Invocation, reply: Document): Promise<void> {
    const { engine } = this.#server;
    await (invocation.wantsSync() ? engine.synced() : engine.committed());
    const concern = unsatisfiable(invocation.document('writeConcern'));
    if (concern && !reply.has('writeConcernError')) reply.set('writeConcernError', concern);
  }
}
