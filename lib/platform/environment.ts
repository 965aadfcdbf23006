/** Schemas of environment variables. deploy/settings.ts validates a stage's settings with the same ones. */
import * as v from 'valibot';
import { parseRateLimits, RATE_LIMITS_RULE, type RateLimits } from '../limits/rate-limit.ts';
import {
  edgeKeys,
  keyRing,
  logKey,
  mailUrl,
  mongodbUri,
  nameKeyRing,
  pushKey,
  signingRing,
} from './secret-values.ts';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const MIB = 1024 * 1024;
/** A file is uploaded by one request, which S3 takes up to this size. */
const PUT_MAX_BYTES = 5 * 1024 * MIB;

/** Origins that may call from a browser, comma-separated: https://chat.example.org,http://localhost:5173 */
const originList = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  ),
  v.array(
    v.pipe(v.string(), v.regex(/^https?:\/\/[^/\s]+$/, 'must be origins such as https://chat.example.org')),
  ),
);

/** Who may register. */
export const REGISTRATIONS = ['open', 'invite', 'domains', 'off'] as const;
/** Who sees the list of usernames. */
export const DIRECTORIES = ['public', 'members', 'off'] as const;

const oneOf = <const Names extends readonly string[]>(names: Names) =>
  v.picklist(names, `must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`);

const DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** Domains of e-mail addresses, comma-separated: example.org,example.com */
const domainList = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((domain) => domain.trim().toLowerCase())
      .filter(Boolean),
  ),
  v.array(v.pipe(v.string(), v.regex(DOMAIN, 'must be domains such as example.org, separated by commas'))),
);

/** https://www.rfc-editor.org/rfc/rfc9116#section-2.5.3 */
const securityContact = v.pipe(
  v.string(),
  v.regex(
    /^(?:|https:\/\/[^\s,]+|mailto:[^\s@,]+@[^\s@,]+|tel:\+[\d-]+)$/,
    'must be an address such as mailto:security@example.org or https://example.org/security',
  ),
);

const whole = (unit: string) => (minimum: number, maximum: number) => {
  const rule = `must be whole ${unit} from ${minimum} to ${maximum}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d+$/, rule),
    v.transform(Number),
    v.minValue(minimum, rule),
    v.maxValue(maximum, rule),
  );
};

const bytes = whole('bytes');
const connections = whole('connections');
const seconds = whole('seconds');
const milliseconds = whole('milliseconds');

const FRACTION_RULE = 'must be a number from 0 to 1';
const fraction = v.pipe(v.string(), v.regex(/^[01]$|^0?\.\d+$/, FRACTION_RULE), v.transform(Number));

const address = (pattern: RegExp, rule: string) =>
  v.pipe(
    v.string(),
    v.check((text) => pattern.test(text) && (text.startsWith('/') || URL.canParse(text)), rule),
  );

const webAddress = (scheme: 'ws' | 'http') =>
  // redos: one class, up to the end.
  address(
    new RegExp(`^${scheme}s?://[^\\s?#]+$`),
    `must be a URL that starts with ${scheme}:// or ${scheme}s://`,
  );

/** Emulators serve the management API at a path below AWS_ENDPOINT_URL, which some set for functions themselves. */
const managementAddress = address(
  /^(https?:\/\/|\/)[^\s?#]+$/,
  'must be a URL that starts with http:// or https://, or a path below AWS_ENDPOINT_URL',
);

const rateLimits = v.pipe(
  v.string(),
  v.rawTransform<string, RateLimits>(({ dataset, addIssue, NEVER }) => {
    const limits = parseRateLimits(dataset.value);
    if (limits) return limits;
    addIssue({ message: RATE_LIMITS_RULE });
    return NEVER;
  }),
);

/** Of the product, in mails that it sends. */
const mailAddress = v.pipe(
  v.string(),
  v.regex(
    /^$|^[\w.+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i,
    'must be an e-mail address such as chat@example.org',
  ),
);

/** How long the access tokens of clients that do not renew them are valid: as long as those of the original server. */
export const UNRENEWED_TOKEN_SECONDS = 3 * 60 * MINUTE;

export const Environment = v.object(
  {
    STAGE: v.optional(
      v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, 'must be a stage name such as dev')),
      'local',
    ),
    BUILD_ID: v.optional(v.pipe(v.string(), v.regex(/^\w+$/, 'must be letters and digits')), 'local'),
    /** The prefix of the secrets' names in AWS Secrets Manager, such as corechat/prod; required unless the environment has the secrets. */
    SECRETS: v.optional(
      v.pipe(v.string(), v.regex(/^[\w/+=.@-]{1,400}$/, 'must be a prefix of secrets such as corechat/prod')),
    ),
    MONGODB_URI: v.optional(mongodbUri),
    MONGODB_DATABASE: v.optional(
      v.pipe(v.string(), v.regex(/^[\w-]{1,63}$/, 'must be 1–63 letters, digits, _ or -')),
      'corechat',
    ),
    MONGODB_POOL_SIZE: v.optional(connections(1, 100), '5'),
    JWT_KEYS: v.optional(keyRing),
    SIGNING_KEYS: v.optional(signingRing),
    LOG_KEY: v.optional(logKey),
    /** Whether requests must have come through the edge (lib/http/edge.ts). */
    EDGE: v.optional(v.picklist(['off', 'required'], 'must be off or required'), 'off'),
    EDGE_KEYS: v.optional(edgeKeys),
    NAME_KEYS: v.optional(nameKeyRing),
    PUSH_KEY: v.optional(pushKey),
    /** What browsers take as applicationServerKey; absent: the public part of PUSH_KEY. */
    PUSH_PUBLIC_KEY: v.optional(
      v.pipe(v.string(), v.regex(/^[\w-]{87}$/, 'must be 65 bytes of the curve P-256 as base64url')),
    ),
    /** Origins of further push services, comma-separated. */
    PUSH_HOSTS: v.optional(originList, ''),
    /** The sender of mails; absent: there is no mail. */
    MAIL_FROM: v.optional(mailAddress),
    MAIL_URL: v.optional(mailUrl),
    JWT_ISSUER: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty')), 'corechat'),
    JWT_AUDIENCE: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty')), 'corechat-api'),
    ACCESS_TOKEN_SECONDS: v.optional(seconds(1, DAY), String(15 * MINUTE)),
    REFRESH_TOKEN_SECONDS: v.optional(seconds(1, 400 * DAY), String(30 * DAY)),
    TABLE_PREFIX: v.optional(
      v.pipe(v.string(), v.regex(/^[\w.-]{1,200}$/, 'must be 1–200 letters, digits, _ . or -')),
      'corechat-local',
    ),
    WEBSOCKET_URL: v.optional(webAddress('ws'), 'ws://localhost:3001'),
    WEBSOCKET_MANAGEMENT_URL: v.optional(managementAddress, 'http://localhost:3001'),
    QUEUE_URL: v.optional(webAddress('http'), 'http://localhost:9324/000000000000/corechat-local-events'),
    FAN_OUT_QUEUE_URL: v.optional(
      webAddress('http'),
      'http://localhost:9324/000000000000/corechat-local-fan-out',
    ),
    PREVIEW_QUEUE_URL: v.optional(
      webAddress('http'),
      'http://localhost:9324/000000000000/corechat-local-previews',
    ),
    NOTIFICATIONS_QUEUE_URL: v.optional(
      webAddress('http'),
      'http://localhost:9324/000000000000/corechat-local-notifications',
    ),
    /** Where files lie (S3); absent: there are no attachments. A dot would not fit the certificate of S3's addresses. */
    FILES_BUCKET: v.optional(
      v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'must be a bucket name without dots')),
    ),
    FILE_MAX_BYTES: v.optional(bytes(1, PUT_MAX_BYTES), String(25 * MIB)),
    FILES_PER_PERSON_BYTES: v.optional(bytes(1, Number.MAX_SAFE_INTEGER), String(1024 * MIB)),
    /** 0: no maximum */
    FILES_TOTAL_BYTES: v.optional(bytes(0, Number.MAX_SAFE_INTEGER), '0'),
    API_URL: v.optional(webAddress('http'), 'http://localhost:3000'),
    AWS_ENDPOINT_URL: v.optional(webAddress('http')),
    AWS_ENDPOINT_URL_S3: v.optional(webAddress('http')),
    AWS_ENDPOINT_URL_SQS: v.optional(webAddress('http')),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: v.optional(webAddress('http')),
    AWS_REGION: v.optional(v.string(), 'us-east-1'),
    AWS_ACCESS_KEY_ID: v.optional(v.string(), ''),
    AWS_SECRET_ACCESS_KEY: v.optional(v.string(), ''),
    AWS_SESSION_TOKEN: v.optional(v.string()),
    CORS_ORIGINS: v.optional(originList, ''),
    RATE_LIMITS: v.optional(rateLimits, ''),
    REGISTRATION: v.optional(oneOf(REGISTRATIONS), 'open'),
    REGISTRATION_DOMAINS: v.optional(domainList, ''),
    DIRECTORY: v.optional(oneOf(DIRECTORIES), 'public'),
    API_DOCS: v.optional(oneOf(['on', 'off']), 'on'),
    LINK_PREVIEWS: v.optional(oneOf(['on', 'off']), 'off'),
    FILE_SCAN: v.optional(oneOf(['on', 'off']), 'off'),
    SECURITY_CONTACT: v.optional(securityContact, ''),
    /** When security.txt is out of date; set by a deployment. */
    SECURITY_EXPIRES: v.optional(
      v.pipe(v.string(), v.isoTimestamp('must be a time such as 2027-01-01T00:00:00Z')),
    ),
    PUSH_TIMEOUT_MS: v.optional(milliseconds(50, 3_000), '300'),
    LOG_SAMPLE_RATE: v.optional(fraction, '0'),
    LOG_LEVEL: v.optional(
      v.picklist(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent'),
      'info',
    ),
  },
  'is missing',
);
