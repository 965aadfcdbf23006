/** What browsers are told about answers, as options of @middy/http-security-headers (its defaults stand for the rest). */
import { config } from '../platform/config.ts';

/** Directives that the middleware sets by default; undefined takes them off. */
const NO_DEFAULT_DIRECTIVES = { 'report-to': undefined, 'upgrade-insecure-requests': undefined };

const COMMON = {
  // For this host alone: its parent domain is not ours to speak for.
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false, preload: false },
  permissionsPolicy: false,
  originAgentCluster: false,
  downloadOptions: false,
  permittedCrossDomainPolicies: false,
  crossOriginEmbedderPolicy: false,
  dnsPrefetchControl: false,
} as const;

export type SecurityHeaders = typeof COMMON & {
  contentSecurityPolicy: Record<string, string | undefined>;
  crossOriginOpenerPolicy: false | { policy: string };
  crossOriginResourcePolicy: false | { policy: string };
};

/** For answers that no browser should ever render: everything that a page could do is off. */
export const DATA_SECURITY: SecurityHeaders = {
  ...COMMON,
  contentSecurityPolicy: {
    ...NO_DEFAULT_DIRECTIVES,
    'default-src': "'none'",
    'require-trusted-types-for': undefined,
  },
  crossOriginOpenerPolicy: false,
  // Which origins may read an answer is CORS's to say.
  crossOriginResourcePolicy: false,
};

/**
 * For the web app: its own files and nothing inline, the API, the WebSocket, and no way for text to become script
 * (Trusted Types). `base-uri`, `form-action` and `frame-ancestors` are 'none' by the middleware's default.
 */
export const pageSecurity = (): SecurityHeaders => ({
  ...COMMON,
  contentSecurityPolicy: {
    ...NO_DEFAULT_DIRECTIVES,
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'manifest-src': "'self'",
    'connect-src': `'self' ${new URL(config.websocket.url).origin}`,
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
    sandbox: undefined,
  },
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
});

/** For the page that shows openapi.json: its own files, the API it tries out, and nothing inline. Swagger UI writes markup. */
export const REFERENCE_SECURITY: SecurityHeaders = {
  ...COMMON,
  contentSecurityPolicy: {
    ...NO_DEFAULT_DIRECTIVES,
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'connect-src': "'self'",
    'require-trusted-types-for': undefined,
    sandbox: undefined,
  },
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
};
