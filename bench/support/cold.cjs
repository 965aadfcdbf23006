// One cold start in a process of its own: `node cold.cjs BUNDLE EVENT`. Prints when it had loaded and when it had answered,
// in milliseconds since the process began.
const [, , bundle, event] = process.argv;
const began = performance.now();
const { handler } = require(bundle);
const loaded = performance.now();
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 6000 };

async function answer() {
  const { statusCode } = await handler(JSON.parse(event), context);
  const answered = performance.now();
  console.log(JSON.stringify({ began, loaded, answered, status: statusCode }));
  process.exit();
}

void answer();
