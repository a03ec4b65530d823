import { readFileSync, writeFileSync } from 'node:fs';
import { CriticalityLevel, diff, DiffRule, type Change } from '@graphql-inspector/core';
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

/** The schema of the last release; a clone may have no tags. */
export const RELEASED = '.ci/released.graphql';
const PAGE = 'SCHEMA_CHANGES.md';

interface Member {
  readonly deprecationReason?: string | null | undefined;
}

/** Until when what is deprecated stays, as its reason has to say; null when it does not. */
export function stays(reason: string): string | null {
  return /\bremoved after (\d{4}-\d{2}-\d{2})\b/.exec(reason)?.[1] ?? null;
}

/** Whether its deprecation told long enough that it would go. */
function isSpent({ deprecationReason }: Member, today: string): boolean {
  const until = stays(deprecationReason ?? '');
  return until !== null && until < today;
}

function membersOf(
  schema: GraphQLSchema,
  name: string,
): Readonly<Record<string, Member & { args?: readonly NamedMember[] }>> {
  const type = schema.getType(name);
  if (isEnumType(type)) return Object.fromEntries(type.getValues().map((value) => [value.name, value]));
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? type.getFields() : {};
}

interface NamedMember extends Member {
  readonly name: string;
}

/** A change may break what was said to go, and nothing else: a member, an argument, or a type of such members alone. */
function isAnnounced(released: GraphQLSchema, { path = '' }: Change, today: string): boolean {
  const [type = '', field, argument] = path.split('.');
  const members = membersOf(released, type);
  if (field === undefined) {
    const all = Object.values(members);
    return all.length > 0 && all.every((member) => isSpent(member, today));
  }
  const member = members[field];
  const named = member?.args?.find(({ name }) => name === argument);
  return [member, named].some((one) => one !== undefined && isSpent(one, today));
}

export async function changesBetween(released: GraphQLSchema, present: GraphQLSchema): Promise<Change[]> {
  const changes = await diff(released, present, [DiffRule.ignoreDescriptionChanges, DiffRule.simplifyChanges]);
  return changes.sort((one, other) => ((one.path ?? '') < (other.path ?? '') ? -1 : 1));
}

/** What breaks clients without having been announced, in words. */
export function breaches(released: GraphQLSchema, changes: readonly Change[], today: string): string[] {
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter((change) => !isAnnounced(released, change, today))
    .map(({ message }) => message);
}

const PARTS = [
  [CriticalityLevel.Breaking, 'Breaking'],
  [CriticalityLevel.Dangerous, 'May matter to a client that takes every value for known'],
  [CriticalityLevel.NonBreaking, 'Compatible'],
] as const;

const BEGIN = '<!-- changes -->';
const END = '<!-- /changes -->';

/** SCHEMA_CHANGES.md with what has changed since the last release. */
export function withChanges(page: string, changes: readonly Change[]): string {
  const parts = PARTS.flatMap(([level, title]) => {
    const said = changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => `- ${message}`);
    return said.length === 0 ? [] : [`### ${title}\n\n${said.join('\n')}`];
  });
  const text = parts.length === 0 ? 'Nothing.' : parts.join('\n\n');
  return page.slice(0, page.indexOf(BEGIN) + BEGIN.length) + `\n\n${text}\n\n` + page.slice(page.indexOf(END));
}

/** SCHEMA_CHANGES.md when what was not released yet becomes a release. */
export function withRelease(page: string, version: string, today: string): string {
  const text = page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)).trim();
  return withChanges(page, []).replace(END, `${END}\n\n## ${version} (${today})\n\n${text}`);
}

/** `npm run schema` and, with a version, `npm run schema:release -- 0.2.0`. */
async function main(version: string | undefined): Promise<void> {
  const read = (file: string): string => readFileSync(file, 'utf8');
  const today = new Date().toISOString().slice(0, 10);
  const present = read('schema.graphql');
  const released = buildSchema(read(RELEASED));
  const changes = await changesBetween(released, buildSchema(present));
  const page = withChanges(read(PAGE), changes);
  const unannounced = breaches(released, changes, today);
  if (version !== undefined && unannounced.length === 0) {
    writeFileSync(PAGE, withRelease(page, version, today));
    writeFileSync(RELEASED, present);
    return;
  }
  writeFileSync(PAGE, page);
  for (const breach of unannounced) console.error(`breaks clients unannounced: ${breach}`);
  if (unannounced.length > 0) process.exitCode = 1;
}

if (require.main === module) void main(process.argv[2]);
