import { createClient, type Client } from 'graphql-ws';
import type { GraphQLError } from 'graphql';
import WebSocket from 'ws';
import { untilJoined } from '../testkit/joined';
import type { Audiences, Partner, TestAlliance } from '../testkit/world/test-alliance';
import type { Somebody } from '../testkit/world/caller';
import type { TestAgreements } from '../testkit/world/test-agreements';
import { TestWorld } from '../testkit/world/test-world';
import { PATIENCE_MS } from '../testkit/patience';

interface Shown {
  readonly cursor: string;
  readonly agreement: {
    readonly id: string;
    readonly status: string;
    readonly version: number;
    readonly parties: readonly { signed: boolean }[];
  };
  readonly event: { readonly kind: string } | null;
}

interface Wanted {
  readonly agreementId?: string;
  readonly unitId?: string;
  readonly after?: string;
}

const UPDATES = `subscription ($agreementId: ID, $unitId: ID, $after: String) {
  agreementUpdates(agreementId: $agreementId, unitId: $unitId, after: $after) {
    cursor agreement { id status version parties { signed } } event { kind }
  } }`;

/** Follows agreements as a client does, from its last cursor on whenever the socket was lost. */
class Follower {
  readonly updates: Shown[] = [];
  over: readonly string[] | null = null;
  private readonly client: Client;
  private readonly waiting = new Set<() => void>();
  private socket: WebSocket | null = null;

  constructor(url: string | (() => string), by: Somebody | null, wanted: Wanted) {
    const opened = (socket: WebSocket): void => {
      this.socket = socket;
    };
    this.client = createClient({
      url,
      retryAttempts: Infinity,
      shouldRetry: () => true,
      retryWait: () =>
        new Promise((resolve) => {
          setTimeout(resolve, 20);
        }),
      ...(by === null ? {} : { connectionParams: { authorization: `Bearer ${by.token}` } }),
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocol: string) {
          super(address, protocol);
          opened(this);
        }
      },
    });
    const cursor = (): string | undefined => this.updates.at(-1)?.cursor ?? wanted.after;
    this.client.subscribe<{ agreementUpdates: Shown }>(
      {
        query: UPDATES,
        variables: {
          ...wanted,
          get after() {
            return cursor();
          },
        },
      },
      {
        next: ({ data }) => {
          if (data) this.updates.push(data.agreementUpdates);
          this.look();
        },
        error: (error) => {
          this.over = Array.isArray(error)
            ? error.map((each: GraphQLError) => String(each.extensions?.['code']))
            : [String(error)];
          this.look();
        },
        complete: () => undefined,
      },
    );
  }

  get told(): string[] {
    return this.updates.map(({ event, agreement }) => `${event?.kind ?? '-'} ${agreement.status}`);
  }

  async until(condition: (follower: this) => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`in vain: ${this.told.join(', ')}; ${String(this.over)}`)),
        PATIENCE_MS,
      );
      const look = (): void => {
        if (!condition(this)) return;
        clearTimeout(late);
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  cut(): void {
    this.socket?.terminate();
  }

  async stop(): Promise<void> {
    await Promise.resolve(this.client.dispose()).catch(() => undefined);
  }

  private look(): void {
    for (const look of [...this.waiting]) look();
  }
}

let world: TestWorld;
let alliance: TestAlliance;
let audiences: Audiences;
let agreements: TestAgreements;
let partners: [Partner, Partner];
let round = 0;
const followers: Follower[] = [];

function follow(
  by: Somebody | null,
  wanted: Wanted,
  url: string | (() => string) = world.server.webSocketUrl,
): Follower {
  const follower = new Follower(url, by, wanted);
  followers.push(follower);
  return follower;
}

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  audiences = await alliance.audiences();
  agreements = alliance.agreements;
});
afterAll(() => world.close());
beforeEach(async () => {
  round += 1;
  partners = (await agreements.alliance.partners(`青枫小学${round}`, `自来水公司${round}`)) as [Partner, Partner];
});
afterEach(async () => {
  await Promise.all(followers.splice(0).map((follower) => follower.stop()));
  await world.clear();
});

describe('one agreement', () => {
  it('is shown as it stands, and then each change once and in order', async () => {
    const draft = await agreements.draft(partners);
    const follower = follow(partners[1].representative, { agreementId: draft.id });
    await follower.until(({ updates }) => updates.length === 1);
    const open = await agreements.call(partners[0], 'openAgreementForSignature', { agreementId: draft.id });
    await agreements.sign(partners[0], open);
    await agreements.sign(partners[1], open);
    await follower.until(({ updates }) => updates.length === 5);
    expect(follower.updates.map(({ event }) => event?.kind ?? null)).toEqual([
      null,
      'OPENED',
      'SIGNED',
      'SIGNED',
      'ACTIVATED',
    ]);
    expect(follower.updates.at(-1)?.agreement).toMatchObject({
      status: 'ACTIVE',
      parties: [{ signed: true }, { signed: true }],
    });
    expect(new Set(follower.updates.map(({ cursor }) => cursor)).size).toBe(5);
  });

  it('is not there for those who may not see it, and is from its conclusion on, without its history', async () => {
    const open = await agreements.open(partners);
    const tooEarly = follow(audiences.member, { agreementId: open.id });
    await tooEarly.until(({ over }) => over !== null);
    expect(tooEarly.over).toEqual(['NOT_FOUND']);
    await agreements.sign(partners[0], open);
    await agreements.sign(partners[1], open);
    const [member, anybody] = [
      follow(audiences.member, { agreementId: open.id }),
      follow(null, { agreementId: open.id }),
    ];
    await Promise.all([member, anybody].map((each) => each.until(({ updates }) => updates.length === 1)));
    await agreements.call(partners[1], 'terminateAgreement', {
      agreementId: open.id,
      unitId: partners[1].unitId,
      reason: '搬迁',
    });
    await Promise.all([member, anybody].map((each) => each.until(({ updates }) => updates.length === 3)));
    expect([member.told, anybody.told]).toEqual([
      ['- ACTIVE', '- TERMINATED', '- TERMINATED'],
      ['- ACTIVE', '- TERMINATED', '- TERMINATED'],
    ]);
  });

  it('ends for a unit that is taken out of it', async () => {
    const [third] = (await agreements.alliance.partners(`第三中学${round}`)) as [Partner];
    const draft = await agreements.draft([...partners, third]);
    const [out, stays] = [
      follow(third.representative, { agreementId: draft.id }),
      follow(partners[1].representative, { agreementId: draft.id }),
    ];
    await Promise.all([out, stays].map((each) => each.until(({ updates }) => updates.length === 1)));
    await agreements.call(partners[0], 'reviseAgreement', {
      agreementId: draft.id,
      parties: [
        { unitId: partners[0].unitId, role: 'INITIATOR' },
        { unitId: partners[1].unitId, role: 'PARTY' },
      ],
    });
    await out.until(({ over }) => over !== null);
    await stays.until(({ updates }) => updates.length >= 3);
    expect(out.over).toEqual(['NOT_FOUND']);
    expect(out.told).toEqual(['- DRAFT']);
    expect(stays.told.slice(1)).toEqual(['REVISED DRAFT', 'PARTY_REMOVED DRAFT']);
  });

  it('ends for a person whose role is revoked', async () => {
    const open = await agreements.open(partners);
    const follower = follow(partners[1].representative, { agreementId: open.id });
    await follower.until(({ updates }) => updates.length === 1);
    await alliance.as(alliance.secretariat).mutate('revokeUnitRole', {
      personId: partners[1].representative.id,
      unitId: partners[1].unitId,
    });
    await follower.until(({ over }) => over !== null);
    expect(follower.over).toEqual(['NOT_FOUND']);
  });

  it('asks for exactly one thing to watch, and for a cursor of that', async () => {
    const [draft, other] = [await agreements.draft(partners), await agreements.draft(partners)];
    const found = follow(partners[0].representative, { agreementId: other.id });
    await found.until(({ updates }) => updates.length === 1);
    const cursor = found.updates[0]?.cursor ?? '';
    for (const wanted of [
      {},
      { agreementId: draft.id, unitId: partners[0].unitId },
      { agreementId: draft.id, after: cursor },
      { agreementId: draft.id, after: '!' },
    ]) {
      const follower = follow(partners[0].representative, wanted);
      await follower.until(({ over }) => over !== null);
      expect(follower.over).toEqual(['INVALID']);
    }
  });
});

describe('the agreements of a unit', () => {
  it('tell of each change from now on, whichever agreement it is of', async () => {
    await agreements.draft(partners);
    const [third] = (await agreements.alliance.partners(`第三中学${round}`)) as [Partner];
    const follower = await untilJoined(() => follow(partners[1].representative, { unitId: partners[1].unitId }));
    const other = await agreements.draft([third, partners[1]]);
    await agreements.draft([third, partners[0]]);
    const opened = await agreements.call(third, 'openAgreementForSignature', { agreementId: other.id });
    await follower.until(({ updates }) => updates.some(({ event }) => event?.kind === 'OPENED'));
    expect(follower.updates.map(({ event, agreement }) => [event?.kind, agreement.id])).toEqual([
      ['DRAFTED', other.id],
      ['OPENED', opened.id],
    ]);
  });

  it('show others only what they may see, and nothing of the rest', async () => {
    const signed = await agreements.signed(partners);
    const anybody = await untilJoined(() => follow(null, { unitId: partners[0].unitId }));
    const party = await untilJoined(() => follow(partners[0].representative, { unitId: partners[0].unitId }));
    const draft = await agreements.draft(partners);
    await agreements.call(partners[0], 'reviseAgreement', { agreementId: draft.id, title: '另一个标题' });
    await party.until(({ updates }) => updates.length === 2);
    await agreements.call(partners[1], 'terminateAgreement', {
      agreementId: signed.id,
      unitId: partners[1].unitId,
      reason: '搬迁',
    });
    await Promise.all(
      [anybody, party].map((each) =>
        each.until(({ updates }) => updates.some(({ agreement }) => agreement.status === 'TERMINATED')),
      ),
    );
    expect(new Set(anybody.updates.map(({ agreement }) => agreement.id))).toEqual(new Set([signed.id]));
    expect(anybody.updates.every(({ event }) => event === null)).toBe(true);
  });

  it('go on after the last cursor through cut sockets, other servers and restarts', async () => {
    const other = await world.anotherServer();
    let url = world.server.webSocketUrl;
    const draft = await agreements.draft(partners);
    const follower = await untilJoined(() =>
      follow(partners[1].representative, { unitId: partners[1].unitId }, () => url),
    );
    const sent: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      const { version } = await agreements.call(partners[0], 'reviseAgreement', {
        agreementId: draft.id,
        body: `第${count}稿`,
      });
      sent.push(String(version));
      if (count === 3) {
        // without a cursor it would go on from what is next
        await follower.until(({ updates }) => updates.length > 0);
        follower.cut();
      }
      if (count === 6) {
        url = other.webSocketUrl;
        follower.cut();
      }
    }
    const last = sent.at(-1);
    await follower.until(({ updates }) => String(updates.at(-1)?.agreement.version) === last);
    expect(follower.over).toBeNull();
    expect(follower.updates.filter(({ event }) => event?.kind === 'REVISED').slice(-12)).toHaveLength(12);
    const { history } = (await agreements.ask<{ history: { nodes: { id: string }[] } }>(
      partners[1],
      draft.id,
      'history(last: 12) { nodes { id } }',
    )) as { history: { nodes: { id: string }[] } };
    const told = follower.updates.map(({ cursor }) => `agreementEvent_${Buffer.from(cursor, 'base64url').toString()}`);
    expect(told.slice(-12)).toEqual(history.nodes.map(({ id }) => id));
    expect(new Set(told).size).toBe(told.length);
  });
});
