// One cold start in a process of its own: `node cold.cjs BUNDLE EVENT`. Prints when it had loaded and when it had answered,
// in milliseconds since the process began, and what it took of the processor until then.
const [, , bundle, event] = process.argv;
// The store of root certificates, 8 ms, which a function loads anyway that reaches its databases over TLS.
if (process.env.BENCH_TLS) require('node:tls').createSecureContext();
const began = performance.now();
const { handler } = require(bundle);
const loaded = performance.now();
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 6000 };

async function answer() {
  const { statusCode } = await handler(JSON.parse(event), context);
  const answered = performance.now();
  const { user, system } = process.cpuUsage();
  const processor = (user + system) / 1000;
  console.log(JSON.stringify({ began, loaded, answered, processor, status: statusCode }));
  process.exit();
}

void answer();
