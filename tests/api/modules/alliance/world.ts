import { createAdministrator } from '../../../../src/platform/identity';
import { fetchData, request, type GraphQLResponse } from '../../../testkit/graphql';
import type { TestServer } from '../../../testkit/server';

export const PASSWORD = 'correct horse battery';

/** What stands in a response's `data` under a mutation's name. */
export interface Answer {
  readonly userErrors: readonly {
    readonly code: string;
    readonly path: readonly string[] | null;
    readonly message: string;
  }[];
  readonly [field: string]: unknown;
}

export interface Caller {
  readonly token?: string;
  readonly language?: 'en' | 'zh-CN';
  readonly key?: string;
}

export interface Somebody {
  readonly id: string;
  readonly token: string;
}

export interface FoundedAlliance {
  readonly id: string;
  readonly slug: string;
  readonly secretary: Somebody;
}

/** A server, an administrator, and the ways in which tests build alliances: through the public API alone. */
export class World {
  private made = 0;

  private constructor(
    readonly server: TestServer,
    readonly administrator: Somebody,
  ) {}

  static async on(server: TestServer): Promise<World> {
    const { manager } = server.running.dataSource;
    const { invitation } = await createAdministrator(
      { manager, now: new Date() },
      { name: '管理员', email: 'administrator@test.example' },
    );
    return new World(server, await accept(server.url, invitation));
  }

  close(): Promise<void> {
    return this.server.stop();
  }

  /** The response as it comes. */
  async send(query: string, variables: object = {}, caller: Caller = {}): Promise<GraphQLResponse<unknown>['body']> {
    return (await request(this.server.url, { query, variables, ...headersOf(caller) })).body;
  }

  /** The data of a response that must not have errors. */
  async read<T>(query: string, variables: object = {}, caller: Caller = {}): Promise<T> {
    return fetchData<T>(this.server.url, { query, variables, ...headersOf(caller) });
  }

  /** Runs one mutation with its input and a selection beside the errors. */
  async run(mutation: string, selection: string, input: object, caller: Caller): Promise<Answer> {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
    const document = `mutation ($input: ${type}) {
      ${mutation}(input: $input) { ${selection} userErrors { code path message } } }`;
    return (await this.read<Record<string, Answer>>(document, { input }, caller))[mutation] as Answer;
  }

  /** The same, where it must succeed: the object's id. */
  async make(mutation: string, field: string, input: object, caller: Caller): Promise<string> {
    const answer = await this.run(mutation, `${field} { id }`, input, caller);
    if (answer.userErrors.length > 0) throw new Error(JSON.stringify(answer.userErrors));
    return (answer[field] as { id: string }).id;
  }

  async found(more: object = {}): Promise<FoundedAlliance> {
    const number = this.next();
    const slug = `alliance-${number}`;
    const input = {
      slug,
      name: `第${number}联合会`,
      secretariat: { name: '秘书', email: `secretary-${number}@test.example` },
      ...more,
    };
    const answer = await this.run('createAlliance', 'invitation alliance { id }', input, this.administrator);
    const secretary = await accept(this.server.url, answer['invitation'] as string);
    return { id: (answer['alliance'] as { id: string }).id, slug, secretary };
  }

  /** Somebody who is registered in the alliance and has taken up the invitation. */
  async join(alliance: FoundedAlliance): Promise<Somebody> {
    const number = this.next();
    const input = { allianceId: alliance.id, name: `第${number}人`, email: `person-${number}@test.example` };
    const answer = await this.run('registerPerson', 'invitation', input, alliance.secretary);
    return accept(this.server.url, answer['invitation'] as string);
  }

  /** The same, with a role in a unit. */
  async joinUnit(alliance: FoundedAlliance, unitId: string, role: 'REPRESENTATIVE' | 'STAFF'): Promise<Somebody> {
    const somebody = await this.join(alliance);
    await this.make('grantUnitRole', 'person', { personId: somebody.id, unitId, role }, alliance.secretary);
    return somebody;
  }

  async addUnit(alliance: FoundedAlliance, more: object = {}): Promise<string> {
    const input = {
      allianceId: alliance.id,
      name: `第${this.next()}单位`,
      kind: 'SCHOOL',
      affiliation: 'DISTRICT',
      ...more,
    };
    return this.make('addMemberUnit', 'memberUnit', input, alliance.secretary);
  }

  async auditActions(allianceId: string): Promise<string[]> {
    const rows = await this.rows<{ action: string }>(
      'select action from audit_entries where alliance_id = $1 order by id',
      [allianceId.split('_')[1]],
    );
    return rows.map((row) => row.action);
  }

  async rows<T>(text: string, values: unknown[] = []): Promise<T[]> {
    return this.server.running.dataSource.query(text, values);
  }

  private next(): number {
    this.made += 1;
    return this.made;
  }
}

async function accept(url: string, invitation: string): Promise<Somebody> {
  const document = `mutation ($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) { session { accessToken viewer { person { id } } } userErrors { code message } } }`;
  const { acceptInvitation } = await fetchData<{
    acceptInvitation: { session: { accessToken: string; viewer: { person: { id: string } } } | null };
  }>(url, { query: document, variables: { input: { invitation, password: PASSWORD } } });
  const { session } = acceptInvitation;
  if (session === null) throw new Error(JSON.stringify(acceptInvitation));
  return { id: session.viewer.person.id, token: session.accessToken };
}

function headersOf({ token, language = 'en', key }: Caller): { token: string | null; headers: Record<string, string> } {
  return {
    token: token ?? null,
    headers: { 'accept-language': language, ...(key === undefined ? {} : { 'idempotency-key': key }) },
  };
}
