/**
 * The cookie of a session. It names no path and no host: a browser then sends it to what stands beside `sign-in`, below
 * whatever path a proxy put in front of the API, and nowhere else.
 */
export const SESSION_COOKIE = 'holdfast_session';

/** A secret as `newSessionSecret` makes it; what else goes by the name is not ours. */
const SENT = new RegExp(`(?:^|; *)${SESSION_COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`);

/** The secret that a request came with. @param cookies the header `Cookie` */
export function secretIn(cookies: string | string[] | undefined): string | undefined {
  return typeof cookies === 'string' ? SENT.exec(cookies)?.[1] : undefined;
}

/** For the header `Set-Cookie`: gone when the browser ends. @param secure sent over TLS alone */
export function cookieWith(secret: string, secure: boolean): string {
  return cookie(secret, secure);
}

/** For the header `Set-Cookie`: takes the cookie out of the browser. */
export function cookieWithout(secure: boolean): string {
  return `${cookie('', secure)}; Max-Age=0`;
}

function cookie(value: string, secure: boolean): string {
  return `${SESSION_COOKIE}=${value}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
