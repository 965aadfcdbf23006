/** The only reader of process.env. Parsed once at start; fails there with a list of all invalid variables. */
import { createSecretKey, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { Environment, UNRENEWED_TOKEN_SECONDS } from './environment.ts';
import { verifyingRing } from './key-ring.ts';
import { publicPushKey } from './push-key.ts';
import { securityExpiry } from './security-expiry.ts';

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @param endpoint where the service has an address other than the queue's host */
const queueAt = (url: string, endpoint: string | undefined) => ({
  url,
  endpoint: endpoint ?? new URL(url).origin,
});

/** S3's own addresses have a host per bucket, so that each bucket is an origin; emulators have a path per bucket. */
function filesAt(bucket: string | undefined, endpoint: string | undefined, region: string) {
  if (bucket === undefined) return undefined;
  if (endpoint !== undefined) return { bucket, url: `${endpoint.replace(/\/$/, '')}/${bucket}` };
  const suffix = region.startsWith('cn-') ? '.cn' : '';
  return { bucket, url: `https://${bucket}.s3.${region}.amazonaws.com${suffix}` };
}

/** @throws ConfigError with one line per invalid variable, without values, which may be secrets */
export function parseConfig(environment: Record<string, string | undefined>) {
  // Treats empty variables as unset, because shells and templates cannot express "no value".
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = v.safeParse(Environment, given);
  const needed = given.SIGNING_KEYS ? ['MONGODB_URI'] : ['MONGODB_URI', 'JWT_KEYS'];
  const missing = given.SECRETS ? [] : needed.filter((name) => !given[name]);
  const lines = [
    ...missing.map((name) => `  ${name} is missing`),
    ...(result.issues?.map((issue) => `  ${issue.path?.[0].key} ${issue.message}`) ?? []),
  ];
  if (String(given.WEBSOCKET_MANAGEMENT_URL).startsWith('/') && !given.AWS_ENDPOINT_URL)
    lines.push('  WEBSOCKET_MANAGEMENT_URL is a path, and there is no AWS_ENDPOINT_URL for it to be below');
  if (given.REGISTRATION === 'domains' && !given.REGISTRATION_DOMAINS)
    lines.push('  REGISTRATION_DOMAINS is missing: REGISTRATION=domains needs it');
  if (given.MAIL_FROM && !given.MAIL_URL && !given.SECRETS)
    lines.push('  MAIL_URL is missing: MAIL_FROM needs it');
  const { JWT_KEYS: verifying, SIGNING_KEYS: signing } = result.typed ? result.output : {};
  if (verifying && signing && !verifying.some(({ kid }) => kid === signing[0].kid))
    lines.push(`  JWT_KEYS has no key ${signing[0].kid}, with which SIGNING_KEYS signs`);
  if (!result.success || lines.length > 0) {
    throw new ConfigError(`Wrong configuration:\n${[...new Set(lines)].join('\n')}`);
  }
  const env = result.output;
  const sqs = env.AWS_ENDPOINT_URL_SQS ?? env.AWS_ENDPOINT_URL;
  return {
    stage: env.STAGE,
    buildId: env.BUILD_ID,
    isProduction: env.STAGE === 'prod',
    mongodb: {
      uri: env.MONGODB_URI,
      database: env.MONGODB_DATABASE,
      poolSize: env.MONGODB_POOL_SIZE,
    },
    jwt: {
      keys: env.JWT_KEYS ?? (env.SIGNING_KEYS && verifyingRing(env.SIGNING_KEYS)),
      /** secrets of earlier versions sign as well */
      signing:
        env.SIGNING_KEYS ?? (env.JWT_KEYS?.every(({ kind }) => kind === 'secret') ? env.JWT_KEYS : undefined),
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
      lifetimeSeconds: env.ACCESS_TOKEN_SECONDS,
      unrenewedSeconds: Math.max(env.ACCESS_TOKEN_SECONDS, UNRENEWED_TOKEN_SECONDS),
    },
    /** For the database's URI and the keys, unless the environment has them: see lib/platform/secrets.ts. */
    secrets: {
      prefix: env.SECRETS ?? '',
      url:
        env.AWS_ENDPOINT_URL_SECRETS_MANAGER ??
        env.AWS_ENDPOINT_URL ??
        `https://secretsmanager.${env.AWS_REGION}.amazonaws.com${env.AWS_REGION.startsWith('cn-') ? '.cn' : ''}`,
      region: env.AWS_REGION,
      credentials: {
        accessKeyId: env.AWS_ACCESS_KEY_ID,
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
        sessionToken: env.AWS_SESSION_TOKEN,
      },
    },
    edge: { isRequired: env.EDGE === 'required', keys: env.EDGE_KEYS },
    refreshTokenSeconds: env.REFRESH_TOKEN_SECONDS,
    tablePrefix: env.TABLE_PREFIX,
    websocket: {
      url: env.WEBSOCKET_URL,
      managementUrl: env.WEBSOCKET_MANAGEMENT_URL.startsWith('/')
        ? `${env.AWS_ENDPOINT_URL ?? ''}${env.WEBSOCKET_MANAGEMENT_URL}`
        : env.WEBSOCKET_MANAGEMENT_URL,
    },
    /** for domain events */
    queue: queueAt(env.QUEUE_URL, sqs),
    /** for pushes to large audiences */
    fanOutQueue: queueAt(env.FAN_OUT_QUEUE_URL, sqs),
    /** for links to preview */
    previewQueue: queueAt(env.PREVIEW_QUEUE_URL, sqs),
    linkPreviews: env.LINK_PREVIEWS === 'on',
    notificationsQueue: queueAt(env.NOTIFICATIONS_QUEUE_URL, sqs),
    /** the bucket of attachments and its address, to which a key is appended; undefined: there are no attachments */
    files: filesAt(env.FILES_BUCKET, env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL, env.AWS_REGION),
    /** whether files wait for the result of a virus scan */
    scansFiles: env.FILE_SCAN === 'on',
    fileLimits: {
      fileBytes: env.FILE_MAX_BYTES,
      perPersonBytes: env.FILES_PER_PERSON_BYTES,
      /** Bounds how long it takes to add up what they take: files can have one byte. */
      perPersonFiles: 100_000,
      /** 0: no maximum */
      totalBytes: env.FILES_TOTAL_BYTES,
    },
    /** the public URL of the HTTP API and the web app; set for the canary, and for functions that send mail */
    apiUrl: env.API_URL.replace(/\/$/, ''),
    corsOrigins: env.CORS_ORIGINS,
    rateLimits: env.RATE_LIMITS,
    registration: { mode: env.REGISTRATION, domains: env.REGISTRATION_DOMAINS },
    directory: env.DIRECTORY,
    hasApiDocs: env.API_DOCS === 'on',
    security: {
      /** empty: no security.txt */
      contact: env.SECURITY_CONTACT,
      expiresAt: env.SECURITY_EXPIRES === undefined ? securityExpiry() : new Date(env.SECURITY_EXPIRES),
    },
    pushTimeoutMs: env.PUSH_TIMEOUT_MS,
    /** notifications; without a public key there are none */
    push: {
      key: env.PUSH_KEY,
      publicKey: env.PUSH_PUBLIC_KEY ?? (env.PUSH_KEY && publicPushKey(env.PUSH_KEY)),
      /** of push services, besides the known ones */
      origins: env.PUSH_HOSTS,
    },
    /** undefined: there is no mail; the URL is a secret, which lib/platform/mail.ts reads where the environment has none */
    mail: env.MAIL_FROM === undefined ? undefined : { from: env.MAIL_FROM, url: env.MAIL_URL },
    logLevel: env.LOG_LEVEL,
    /** for pseudonyms in logs; without LOG_KEY and SECRETS a random key, so that pseudonyms differ between processes */
    logKey: env.LOG_KEY ?? (env.SECRETS ? undefined : createSecretKey(randomBytes(32))),
    /** for reserved names; without NAME_KEYS and SECRETS a random key, so that reservations hold within this process only */
    nameKeys: env.NAME_KEYS ?? (env.SECRETS ? undefined : [randomBytes(32)]),
    logSampleRate: env.LOG_SAMPLE_RATE,
  } as const;
}

export type Config = ReturnType<typeof parseConfig>;

export const config: Config = parseConfig(process.env);
