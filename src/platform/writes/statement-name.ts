import { hash } from 'node:crypto';

const names = new Map<string, string>();

/** Its name, so that each connection plans it once; statements of the code's own are few, whatever is sent. */
export function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = `write ${hash('sha256', text, 'base64url').slice(0, 24)}`));
  return name;
}
