/**
 * What AWS and Atlas ask for, in us-east-1, in US dollars, without free tiers, discounts or taxes. Prices change, and were copied
 * by people: check the sources before relying on a sum.
 */
export const PRICES_AS_OF = '2026-11-22';

export interface Price {
  /** for so many units */
  per: number;
  usd: number;
  unit: string;
  source: string;
}

const API_GATEWAY = 'https://aws.amazon.com/api-gateway/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';

const MILLION = 1_000_000;

/** The first tier of each: above it requests become up to a tenth (HTTP) or a fifth (WebSocket) cheaper. */
export const PRICES = {
  httpRequests: { per: MILLION, usd: 1.0, unit: 'HTTP API requests', source: API_GATEWAY },
  socketMessages: { per: MILLION, usd: 1.0, unit: 'WebSocket messages of 32 KB', source: API_GATEWAY },
  connectionMinutes: { per: MILLION, usd: 0.25, unit: 'WebSocket connection minutes', source: API_GATEWAY },
  invocations: { per: MILLION, usd: 0.2, unit: 'Lambda requests', source: LAMBDA },
  gigabyteSeconds: { per: 1, usd: 0.000_013_333_4, unit: 'Lambda GB-seconds, arm64', source: LAMBDA },
  writeUnits: { per: MILLION, usd: 0.625, unit: 'DynamoDB write units of 1 KB', source: DYNAMODB },
  readUnits: { per: MILLION, usd: 0.125, unit: 'DynamoDB read units of 4 KB', source: DYNAMODB },
  queueRequests: {
    per: MILLION,
    usd: 0.4,
    unit: 'SQS requests',
    source: 'https://aws.amazon.com/sqs/pricing/',
  },
  logGigabytes: { per: 1, usd: 0.5, unit: 'GB of logs taken in', source: CLOUDWATCH },
  customMetrics: { per: 1, usd: 0.3, unit: 'custom metrics', source: CLOUDWATCH },
  alarmMetrics: { per: 1, usd: 0.1, unit: 'metrics that alarms watch', source: CLOUDWATCH },
  dashboards: { per: 1, usd: 3.0, unit: 'dashboards', source: CLOUDWATCH },
  secrets: { per: 1, usd: 0.4, unit: 'secrets', source: 'https://aws.amazon.com/secrets-manager/pricing/' },
  secretRequests: {
    per: 10_000,
    usd: 0.05,
    unit: 'requests for secrets',
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
  },
  transferGigabytes: {
    per: 1,
    usd: 0.09,
    unit: 'GB sent to the internet',
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer',
  },
} as const satisfies Record<string, Price>;

export type PricedUnit = keyof typeof PRICES;

/** Of what a stage's settings can add, in US dollars for one. Hours are those of one availability zone. */
export const EXTRA_PRICES = {
  /** https://aws.amazon.com/vpc/pricing/ */
  natHour: 0.045,
  natGigabyte: 0.045,
  /** https://aws.amazon.com/privatelink/pricing/ ; Atlas may charge for its side as well */
  endpointHour: 0.01,
  endpointGigabyte: 0.01,
  /** https://aws.amazon.com/cloudfront/pricing/ , North America and Europe; what an origin in AWS sends to CloudFront is free */
  edgeRequest: 1 / MILLION,
  edgeFunction: 0.1 / MILLION,
  edgeGigabyte: 0.085,
  /** https://aws.amazon.com/waf/pricing/ , a month */
  webAcl: 5,
  webAclRule: 1,
  inspectedRequest: 0.6 / MILLION,
  /** https://aws.amazon.com/s3/pricing/ , S3 Standard; deletions are free, storage is for a month */
  storedGigabyte: 0.023,
  fileWritten: 5 / MILLION,
  fileRead: 0.4 / MILLION,
  fileGigabyteSent: 0.09,
  /** https://aws.amazon.com/guardduty/pricing/ , Malware Protection for S3 */
  scannedGigabyte: 0.09,
  scannedObject: 0.215 / 1000,
  /** https://aws.amazon.com/xray/pricing/ */
  trace: 5 / MILLION,
} as const;

/** https://www.mongodb.com/pricing, https://www.mongodb.com/docs/atlas/reference/atlas-limits/ : three members on AWS. */
export interface AtlasTier {
  name: string;
  usdPerHour: number;
  cores: number;
  connections: number;
}

export const ATLAS_TIERS: AtlasTier[] = [
  { name: 'M10', usdPerHour: 0.08, cores: 2, connections: 1_500 },
  { name: 'M20', usdPerHour: 0.2, cores: 2, connections: 3_000 },
  { name: 'M30', usdPerHour: 0.54, cores: 2, connections: 3_000 },
  { name: 'M40', usdPerHour: 1.04, cores: 4, connections: 6_000 },
  { name: 'M50', usdPerHour: 2.0, cores: 8, connections: 16_000 },
  { name: 'M60', usdPerHour: 3.95, cores: 16, connections: 32_000 },
  { name: 'M80', usdPerHour: 7.3, cores: 32, connections: 96_000 },
];
