/**
 * Which of the product's functions a handler is. Each module of functions/ names its handler when a test loads it: to look it up by
 * importing all functions would cost every test file half a second.
 */
import type { Plugin } from 'vitest/config';

/** Global, because a test can reset its modules. */
const REGISTER = 'corechatHandlers';

const register = globalThis as { [REGISTER]?: WeakMap<object, string> };

/** For the configuration of a project of tests. */
export const namedHandlers = (): Plugin => ({
  name: 'named-handlers',
  transform: {
    filter: { id: /\/functions\/.+(?<!\.endpoint)\.ts$/ },
    handler(code, id) {
      const [, name] = /.*\/functions\/(.+)\.ts$/.exec(id) ?? [];
      const naming = `(globalThis.${REGISTER} ??= new WeakMap()).set(handler, ${JSON.stringify(name)});`;
      return { code: `${code}\n${naming}`, map: null };
    },
  },
});

/** @returns such as messages/send; undefined for a handler that is none of the product's */
export const functionName = (handler: object): string | undefined => register[REGISTER]?.get(handler);
