/* Imported before anything else, since what comes after may not even load on an older Node.js. */

/** package.json's `engines`. */
export const REQUIRED_NODE = '20.19';

export function isTooOld(version: string, required = REQUIRED_NODE): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = required.split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

if (isTooOld(process.versions.node)) {
  process.stderr.write(`Gongjian needs Node.js ${REQUIRED_NODE} or later; this is ${process.versions.node}\n`);
  process.exit(1);
}
