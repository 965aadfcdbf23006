/** The failCommand fail point, with which tests of drivers and applications provoke errors. */
import { setTimeout as delay } from 'node:timers/promises';
import { toNumber } from './bson/number.ts';
import { type Document, Double, document, isDocument, isNumeric, type Value } from './bson/values.ts';
import type { Connection } from './connection.ts';
import { codeNameOf, ServerError } from './errors.ts';

/** What a fail point looks at. */
interface RunningCommand {
  name: string;
  connection: Connection;
}

interface FailCommand {
  commands: string[];
  data: Document;
  skip: number;
  /** How often it still fires. */
  times: number;
}

export class FailPoints {
  #failCommand: FailCommand | undefined;
  #fired = 0;

  /** Sets or clears the fail point; answers how often it has fired. */
  configure(name: string, mode: Value | undefined, data: Document | undefined): number {
    if (name !== 'failCommand') {
      throw new ServerError(
        'CommandNotSupported',
        `the fail point ${name} is not supported, only failCommand is`,
      );
    }
    if (mode === 'off') {
      this.#failCommand = undefined;
      return this.#fired;
    }
    const commands = data?.get('failCommands');
    if (!data || !Array.isArray(commands))
      throw new ServerError('BadValue', 'failCommand needs data.failCommands');
    const { skip, times } = parseMode(mode);
    this.#failCommand = { commands: commands as string[], data, skip, times };
    return this.#fired;
  }

  /** Called before a command runs: an answer instead of it, "close", or undefined to go on. */
  async before(command: RunningCommand): Promise<Document | 'close' | undefined> {
    const active = this.#failCommand;
    if (!active || !this.#applies(active, command)) return undefined;
    if (active.skip > 0) {
      active.skip--;
      return undefined;
    }
    const { data } = active;
    const code = data.get('errorCode');
    if (code === undefined && data.get('closeConnection') !== true && data.get('blockConnection') !== true)
      return undefined;
    this.#count(active);
    if (data.get('blockConnection') === true)
      await delay(toNumber((data.get('blockTimeMS') as number | undefined) ?? 0));
    if (data.get('closeConnection') === true) return 'close';
    if (!isNumeric(code)) return undefined;
    return document({
      ok: new Double(0),
      errmsg: "Failing command via 'failCommand' failpoint",
      code,
      codeName: codeNameOf(toNumber(code)),
      errorLabels: data.get('errorLabels'),
    });
  }

  /** Called after a command ran: adds a write concern error to its answer. */
  after(command: RunningCommand, reply: Document): void {
    const active = this.#failCommand;
    const concern = active?.data.get('writeConcernError');
    if (!active || !isDocument(concern) || active.data.has('errorCode') || !this.#applies(active, command))
      return;
    if (active.skip > 0) {
      active.skip--;
      return;
    }
    this.#count(active);
    reply.set('writeConcernError', concern);
    const labels = active.data.get('errorLabels');
    if (labels !== undefined) reply.set('errorLabels', labels);
  }

  #applies(active: FailCommand, command: RunningCommand): boolean {
    const appName = active.data.get('appName');
    if (appName !== undefined && appName !== command.connection.appName) return false;
    return command.name !== 'configureFailPoint' && active.commands.includes(command.name);
  }

  #count(active: FailCommand): void {
    this.#fired++;
    active.times--;
    if (active.times <= 0) this.#failCommand = undefined;
  }
}

function parseMode(mode: Value | undefined): { skip: number; times: number } {
  const forever = Number.POSITIVE_INFINITY;
  if (mode === 'alwaysOn') return { skip: 0, times: forever };
  if (isDocument(mode)) {
    const [times, skip] = [mode.get('times'), mode.get('skip')];
    if (isNumeric(times)) return { skip: 0, times: toNumber(times) };
    if (isNumeric(skip)) return { skip: toNumber(skip), times: forever };
  }
  throw new ServerError('BadValue', 'unknown mode of a fail point');
}
