/** What a command gets besides its arguments: the streams, the environment and the server. */
import { styleText } from 'node:util';
import { DEFAULT_API, parseApiUrl } from './api-url.ts';
import { configDir } from './config-dir.ts';
import { type Symbols, symbolsFor } from './text/symbols.ts';

export interface Streams {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
}

export interface Context extends Streams {
  api: string;
  configDir: string;
  symbols: Symbols;
  /** one line of result */
  print(line: string): void;
  /** one line for the user, on standard error: never mixed into results */
  complain(sentence: string): void;
  /** like `complain`, but only at a terminal: about a result that is not an error, such as an empty list */
  remark(sentence: string): void;
}

export interface GlobalOptions {
  api?: string;
  insecure?: boolean;
}

/** @throws CliError when the server's address cannot be used */
export function createContext(streams: Streams, { api, insecure }: GlobalOptions): Context {
  const { env, stdout, stderr } = streams;
  const complain = (sentence: string) =>
    void stderr.write(`${styleText('yellow', 'corechat:', { stream: stderr })} ${sentence}\n`);
  return {
    ...streams,
    api: parseApiUrl(api ?? (env.CORECHAT_API || DEFAULT_API), insecure ?? env.CORECHAT_INSECURE === '1'),
    configDir: configDir(env),
    symbols: symbolsFor(env, process.platform),
    print: (line) => void stdout.write(`${line}\n`),
    complain,
    remark: (sentence) => {
      if (stdout.isTTY) complain(sentence);
    },
  };
}
