/** What a stage's settings add to the bill: a fixed amount a month, and an amount by use. */

import { firewall } from '../firewall.ts';
import { accessLogBytes } from './access-log.ts';
import type { Load, Scale } from './estimate.ts';
import { EXTRA_PRICES, PRICES, type PricedUnit } from './prices.ts';
import { BILLED_MS, DAYS, FILES, LINKS, NOTIFICATIONS } from './usage.ts';

export interface Extra {
  setting: string;
  /** US dollars a month, without users */
  idle: number;
  /** US dollars a month more, with the load */
  use: number;
}

/** X-Ray's default rule: the first request in each second, which is not counted here, and this share of the others. */
const TRACED = 0.05;

const HOURS = DAYS * 24;
const RUNS = HOURS * 60;
const GIGABYTE = 1e9;
/** Availability zones: one that fails must not take the stage along. */
const ZONES = 2;

const costOf = (units: Partial<Record<PricedUnit, number>>): number =>
  (Object.entries(units) as [PricedUnit, number][]).reduce(
    (sum, [unit, count]) => sum + (count / PRICES[unit].per) * PRICES[unit].usd,
    0,
  );

/** A canary's line and that of /health, about as long as any. */
const LINE_BYTES = 320;

/** A run of the canary at 256 MB waits for one of /health at 512 MB, which asks the three dependencies. */
const canary = (): number =>
  costOf({
    httpRequests: RUNS,
    invocations: 2 * RUNS,
    gigabyteSeconds: (RUNS / 1000) * (2 * BILLED_MS.mongodb * 0.25 + BILLED_MS.mongodb * 0.5),
    readUnits: RUNS,
    socketMessages: RUNS,
    logGigabytes: (RUNS * (2 * LINE_BYTES + accessLogBytes('GET /health'))) / GIGABYTE,
    customMetrics: 1,
    alarmMetrics: 1,
  });

const hourly = (price: number): number => ZONES * HOURS * price;

/** Each file is one request for an address of the upload and one for that of each download; S3 is asked twice more by the send. */
function attachments({ users, messagesPerDay }: Scale): number {
  const { storedGigabyte, fileWritten, fileRead, fileGigabyteSent } = EXTRA_PRICES;
  const files = users * messagesPerDay * DAYS * FILES.perMessage;
  const gigabytes = (files * FILES.kilobytes) / 1e6;
  const requests = files * (1 + FILES.downloads);
  return (
    gigabytes * FILES.months * storedGigabyte +
    gigabytes * FILES.downloads * fileGigabyteSent +
    files * (fileWritten + (2 + FILES.downloads) * fileRead) +
    costOf({
      httpRequests: requests,
      invocations: requests,
      gigabyteSeconds: (requests * BILLED_MS.mongodb * 0.5) / 1000,
    })
  );
}

/** GuardDuty's price. A result is sent, received and deleted, and changes its message. */
function fileScan({ users, messagesPerDay }: Scale): number {
  const files = users * messagesPerDay * DAYS * FILES.perMessage;
  const { scannedGigabyte, scannedObject } = EXTRA_PRICES;
  return (
    files * (scannedObject + (FILES.kilobytes / 1e6) * scannedGigabyte) +
    costOf({
      queueRequests: 3 * files,
      invocations: files,
      gigabyteSeconds: (files * BILLED_MS.mongodb * 0.5) / 1000,
      socketMessages: FILES.frames * files,
    })
  );
}

/** Sent, received and deleted; marks and sessions are read, and a mark is written. Each read mark withdraws as much. */
function notifications({ users, messagesPerDay }: Scale): number {
  const { perMessage, billedMs } = NOTIFICATIONS;
  const sent = 2 * users * messagesPerDay * DAYS * perMessage;
  return costOf({
    queueRequests: 3 * sent,
    invocations: sent,
    gigabyteSeconds: (sent * billedMs * 0.5) / 1000,
    readUnits: 2 * sent,
    writeUnits: sent,
  });
}

/** Each job is sent, received and deleted. */
function linkPreviews({ users, messagesPerDay }: Scale): number {
  const links = users * messagesPerDay * DAYS * LINKS.perMessage;
  return costOf({
    queueRequests: 3 * links,
    invocations: links,
    gigabyteSeconds: (links * LINKS.billedMs * 0.5) / 1000,
    socketMessages: LINKS.frames * links,
  });
}

export function extras({ priced }: Load, scale: Scale): Extra[] {
  const { edgeRequest, edgeFunction, edgeGigabyte, webAcl, webAclRule, inspectedRequest } = EXTRA_PRICES;
  const { natHour, natGigabyte, endpointHour, endpointGigabyte, trace } = EXTRA_PRICES;
  // Answers and pushes leave through the gateways; what functions exchange with the database is about as much.
  const exchanged = priced.transferGigabytes;
  const frames = priced.socketMessages;
  // To the internet it sends in the place of the gateways, for a little less.
  const cheaper = PRICES.transferGigabytes.usd - edgeGigabyte;
  const rules = (firewall('').Properties.Rules as object[]).length;
  return [
    {
      setting: `attachments: ${FILES.kilobytes} KB with every tenth message, of ${FILES.months} months`,
      idle: 0,
      use: attachments(scale),
    },
    {
      setting: `notifications: of ${100 * NOTIFICATIONS.perMessage} % of the messages, withdrawn when they are read`,
      idle: 0,
      use: notifications(scale),
    },
    {
      setting: '`edge: true`, of which each request costs as much again as the HTTP API',
      idle: costOf({ secrets: 1 }),
      use: priced.httpRequests * (edgeRequest + edgeFunction) - exchanged * cheaper,
    },
    {
      setting: `\`edge: { firewall: true }\`, in addition: a web ACL of ${rules} rules`,
      idle: webAcl + rules * webAclRule,
      use: priced.httpRequests * inspectedRequest,
    },
    {
      setting: `\`linkPreviews: on\`, a link with every ${1 / LINKS.perMessage}th message`,
      idle: 0,
      use: linkPreviews(scale),
    },
    {
      setting: '`fileScan: on` with Amazon GuardDuty',
      idle: costOf({ alarmMetrics: 1 }),
      use: fileScan(scale),
    },
    { setting: '`canary: true`', idle: canary(), use: 0 },
    {
      setting: '`websocketAccessLog: true`',
      idle: 0,
      use: costOf({ logGigabytes: (frames * LINE_BYTES) / GIGABYTE }),
    },
    { setting: '`tracing: true`, 5 % of requests', idle: 0, use: priced.invocations * TRACED * trace },
    { setting: '`budgetUsd`', idle: 0, use: 0 },
    {
      setting: 'fixed addresses: NAT gateways in two zones',
      idle: hourly(natHour),
      use: exchanged * natGigabyte,
    },
    {
      setting: 'PrivateLink to Atlas: an interface endpoint in two zones',
      idle: hourly(endpointHour),
      use: exchanged * endpointGigabyte,
    },
    {
      setting: 'a VPC: each interface endpoint (Secrets Manager, SQS) in two zones',
      idle: hourly(endpointHour),
      use: 0,
    },
    { setting: 'gateway endpoints for DynamoDB and S3', idle: 0, use: 0 },
  ];
}
