/** The ways in which a dependency can be away, on the wire. */
import type { OutageName } from '../../../../generate/degradation/rows.ts';
import { FaultProxy } from '../../faults/fault-proxy.ts';
import { TcpFaults } from '../../faults/tcp-faults.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const throttled = {
  status: 400,
  type: 'application/x-amz-json-1.0',
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message: 'The level of configured provisioned throughput for the table was exceeded.',
  }),
};

interface Addresses {
  mongodb: string;
  dynamodb: string;
  push: string;
  queue: string;
  files: string;
}

/** One before each dependency. */
export class Proxies {
  readonly mongodb: TcpFaults;
  readonly dynamodb: TcpFaults;
  readonly push: TcpFaults;
  readonly queue: TcpFaults;
  readonly files: TcpFaults;
  /** behind the one of its connections: answers in place of DynamoDB */
  readonly #answers: FaultProxy;

  private constructor(answers: FaultProxy, addresses: Addresses) {
    const { mongodb, dynamodb, push, queue, files } = addresses;
    this.mongodb = new TcpFaults(mongodb);
    this.#answers = answers;
    this.dynamodb = new TcpFaults(dynamodb);
    this.push = new TcpFaults(push);
    this.queue = new TcpFaults(queue);
    this.files = new TcpFaults(files);
  }

  /** @param addresses of the servers @returns with the variables by which functions find the proxies */
  static async start(addresses: Addresses) {
    const answers = new FaultProxy(addresses.dynamodb);
    const proxies = new Proxies(answers, { ...addresses, dynamodb: await answers.listen() });
    const [mongodb, dynamodb, push, queue, files] = await Promise.all(
      proxies.#all.map((proxy) => proxy.listen()),
    );
    return {
      proxies,
      variables: {
        MONGODB_URI: `mongodb://${mongodb}/?directConnection=true`,
        AWS_ENDPOINT_URL_DYNAMODB: `http://${dynamodb}`,
        WEBSOCKET_MANAGEMENT_URL: `http://${push}`,
        AWS_ENDPOINT_URL_S3: `http://${files}`,
        QUEUE_URL: `http://${queue}${new URL(addresses.queue).pathname}`,
      },
    };
  }

  get #all(): TcpFaults[] {
    return [this.mongodb, this.dynamodb, this.push, this.queue, this.files];
  }

  throttleDynamodb(): void {
    this.#answers.decide = () => throttled;
  }

  /** Everything answers again. Connections that fell silent stay so: nothing revives those. */
  restore(): void {
    for (const proxy of this.#all) {
      proxy.rates = {};
      proxy.decide = undefined;
    }
    this.#answers.decide = () => 'pass';
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all.map((proxy) => proxy.close()), this.#answers.close()]);
  }
}

/** Open connections end, new ones are reset. */
const refuse = (proxy: TcpFaults): void => {
  proxy.rates = { refuse: 1 };
  proxy.cutAll();
};

/** Connections are accepted and stay open without any response. */
const fallSilent = (proxy: TcpFaults): void => {
  proxy.decide = () => 'say nothing';
};

/** How each begins. */
export const outages: Record<OutageName, (proxies: Proxies) => void> = {
  'MongoDB refuses': ({ mongodb }) => refuse(mongodb),
  'MongoDB falls silent': ({ mongodb }) => fallSilent(mongodb),
  'MongoDB is silent at a cold start': ({ mongodb }) => fallSilent(mongodb),
  'DynamoDB refuses': ({ dynamodb }) => refuse(dynamodb),
  'DynamoDB falls silent': ({ dynamodb }) => fallSilent(dynamodb),
  'DynamoDB throttles': (proxies) => proxies.throttleDynamodb(),
  'push endpoint refuses': ({ push }) => refuse(push),
  'push endpoint falls silent': ({ push }) => fallSilent(push),
  'queue refuses': ({ queue }) => refuse(queue),
  'queue falls silent': ({ queue }) => fallSilent(queue),
  'S3 refuses': ({ files }) => refuse(files),
  'S3 falls silent': ({ files }) => fallSilent(files),
};
