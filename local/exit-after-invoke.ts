/**
 * A Serverless Framework plugin: ends `serverless invoke local` once the handler has answered. On Lambda an environment
 * is frozen with its database connection open; here the same open connection would keep the process alive for ever.
 */
export default class ExitAfterInvoke {
  hooks = { 'after:invoke:local:invoke': () => process.exit() };
}
