/** Security headers, as options of @middy/http-security-headers; its defaults apply to the rest. */
import { config } from '../platform/config.ts';

/** Directives that the middleware sets by default; undefined removes them. */
const NO_DEFAULT_DIRECTIVES = { 'report-to': undefined, 'upgrade-insecure-requests': undefined };

const COMMON = {
  // For this host only: the parent domain may not belong to the product.
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

/** For data, which no browser should render: every capability of a page is off. */
export const DATA_SECURITY: SecurityHeaders = {
  ...COMMON,
  contentSecurityPolicy: {
    ...NO_DEFAULT_DIRECTIVES,
    'default-src': "'none'",
    'require-trusted-types-for': undefined,
  },
  crossOriginOpenerPolicy: false,
  // CORS decides which origins may read a response.
  crossOriginResourcePolicy: false,
};

/** Where attachments lie, as a source of content: in the place of an emulator's one path. */
const filesSource = (): string => (config.files ? ` ${config.files.url}/` : '');

/**
 * For the web app: allows its own files, the API and the WebSocket, and nothing inline; Trusted Types keep text from becoming
 * script. `base-uri`, `form-action` and `frame-ancestors` are 'none' by the middleware's default.
 */
export const pageSecurity = (): SecurityHeaders => ({
  ...COMMON,
  contentSecurityPolicy: {
    ...NO_DEFAULT_DIRECTIVES,
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    // blob: shows a chosen picture before it is sent.
    'img-src': `'self' data: blob:${filesSource()}`,
    'media-src': `'self' blob:${filesSource()}`,
    'font-src': "'self'",
    'manifest-src': "'self'",
    'connect-src': `'self' ${new URL(config.websocket.url).origin}${filesSource()}`,
    'require-trusted-types-for': "'script'",
    // The one policy makes the address of the service worker, a constant (clients/web/src/state/worker.ts).
    'trusted-types': 'corechat-worker',
    'worker-src': "'self'",
    sandbox: undefined,
  },
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
});

/** For the API reference: allows its own files and the API, and nothing inline. No Trusted Types, because Swagger UI writes markup. */
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
