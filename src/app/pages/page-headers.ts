/** What every page starts from: its own scripts and requests, nothing else, and nobody who frames it. */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** The headers that keep a page to this server, with what else its content security policy lets in. */
export function pageHeaders(besides: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': Object.entries({ ...POLICY, ...besides })
      .map((directive) => directive.join(' '))
      .join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
