import { Piscina } from 'piscina';
import type { Partner } from '../../../../testkit/world/test-alliance';
import { AgreementLives } from '../../../../testkit/world/agreement-lives';
import { rowId } from '../../../../testkit/world/test-world';

let lives: AgreementLives;
let partners: [Partner, Partner];
/** Which agreements were loaded, row ids, each time that they were. */
const loaded: string[] = [];
const threads = jest.spyOn(Piscina.prototype, 'run');

beforeAll(async () => {
  lives = await AgreementLives.open();
  partners = (await lives.agreements.alliance.partners('东湖小学', '东湖医院')) as typeof partners;
  const pool = lives.world.server.running.connections.reads;
  const query = pool.query.bind(pool) as (...all: unknown[]) => undefined;
  jest.spyOn(pool, 'query').mockImplementation((...all: unknown[]) => {
    const [{ name, values }] = all as [{ name?: string; values?: unknown[] }];
    if (name === 'agreement-rows') loaded.push(...(values?.[1] as string[]));
    return query(...all);
  });
});
beforeEach(() => {
  loaded.length = 0;
  threads.mockClear();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await lives.close();
});

type Shown = Readonly<Record<string, unknown>>;

/** What the first partner's representative is answered. */
async function ask(query: string, variables: object): Promise<{ data: Shown; errors?: readonly Shown[] }> {
  const response = await fetch(lives.world.server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': 'en',
      authorization: `Bearer ${partners[0].representative.token}`,
    },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as { data: Shown; errors?: readonly Shown[] };
}

/** A field under so many response keys. */
const aliased = (count: number, field: string, prefix = 'a'): string =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}: ${field}`).join(' ');

/** Puts texts behind an agreement's own, beside all rules: as if it had been revised so often. */
async function fatten(id: string, revisions: number, bytes: number): Promise<void> {
  await lives.alliance.world.sql(
    `insert into agreement_revisions (alliance_id, id, agreement_id, ordinal, body, canonical_text, content_hash, created_at)
     select alliance_id, gen_random_uuid(), agreement_id, 1 + place, 'x', repeat('x', $3::int), content_hash, created_at
     from agreement_revisions, generate_series(1, $2::int) place
     where agreement_id = $1 and ordinal = 1`,
    [rowId(id), revisions, bytes],
  );
}

it('an agreement is loaded once and checked once in a request, whatever fields and root fields ask for it', async () => {
  const { id } = await lives.agreements.draft(partners);
  const { data, errors } = await ask(
    `query ($id: ID!) {
      one: agreement(id: $id) { ${aliased(5, 'integrity { valid }')} ${aliased(2, 'evidence', 'e')} }
      other: agreement(id: $id) { ${aliased(3, 'integrity { problems }')} evidence }
      node(id: $id) { ... on Agreement { number integrity { valid } } }
    }`,
    { id },
  );
  expect(errors).toBeUndefined();
  expect(loaded).toEqual([rowId(id)]);
  const { one, other } = data as { one: Shown; other: Shown };
  expect([one['a4'], other['a2']]).toEqual([{ valid: true }, { problems: [] }]);
  expect(JSON.parse(String(one['e1']))).toEqual(JSON.parse(String(other['evidence'])));
});

it('of a list each is loaded once, one group after another', async () => {
  const { id } = await lives.agreements.draft(partners);
  const { data, errors } = await ask(
    'query ($slug: String!) { alliance(slug: $slug) { agreements(first: 20) { nodes { id a: integrity { valid } b: integrity { valid } } } } }',
    { slug: lives.alliance.slug },
  );
  expect(errors).toBeUndefined();
  const { nodes } = (data as { alliance: { agreements: { nodes: { id: string; a: object; b: object }[] } } }).alliance
    .agreements;
  expect(nodes.map((node) => node.id)).toContain(id);
  expect([...loaded].sort()).toEqual(nodes.map((node) => rowId(node.id)).sort());
  for (const { a, b } of nodes) expect(a).toEqual(b);
});

it('what a check would read is known before any text is loaded', async () => {
  const { id } = await lives.agreements.draft(partners);
  await fatten(id, 300, 250_000);
  const { errors } = await ask('query ($id: ID!) { agreement(id: $id) { integrity { valid } } }', { id });
  expect(errors).toMatchObject([
    {
      message:
        'The query would read more than 64 MiB of texts to compute what it asks for. Ask for fewer objects at once.',
      extensions: { code: 'TOO_COSTLY' },
    },
  ]);
  expect(loaded).toEqual([]);
});

it('a file costs again each time that it is answered, and a check does not', async () => {
  const { id } = await lives.agreements.draft(partners);
  await fatten(id, 40, 250_000);
  const query = (fields: string): string => `query ($id: ID!) { agreement(id: $id) { ${fields} } }`;
  const checked = await ask(query(aliased(15, 'integrity { valid }')), { id });
  expect(checked.errors).toBeUndefined();
  const written = await ask(query(aliased(15, 'evidence')), { id });
  expect(written.errors).toMatchObject([{ extensions: { code: 'TOO_COSTLY' } }]);
  const { data } = await ask(query('a: evidence b: evidence'), { id });
  const { a, b } = data['agreement'] as { a: string; b: string };
  expect(JSON.parse(a)).toMatchObject({ revisions: { length: 41 } });
  expect(a).toBe(b);
});

it('a large agreement is checked in a thread, and a small one at once', async () => {
  const small = await lives.agreements.draft(partners);
  const large = await lives.agreements.draft(partners);
  for (const each of ['甲', '乙', '丙'])
    await lives.agreements.call(partners[0], 'reviseAgreement', { agreementId: large.id, body: each.repeat(100_000) });
  threads.mockClear();
  const query = `query ($id: ID!) { agreement(id: $id) { ${aliased(15, 'integrity { valid problems }')} } }`;
  for (const [{ id }, times] of [
    [small, 0],
    [large, 1],
  ] as const) {
    const { data } = await ask(query, { id });
    expect((data['agreement'] as Shown)['a14']).toEqual({ valid: true, problems: [] });
    expect(threads).toHaveBeenCalledTimes(times);
  }
});

it('large texts are compared in a thread, in the shape that was asked for', async () => {
  const { id } = await lives.agreements.draft(partners, { body: '甲\n'.repeat(40_000) });
  await lives.agreements.call(partners[0], 'reviseAgreement', { agreementId: id, body: '甲\n'.repeat(39_999) });
  threads.mockClear();
  const { data } = await ask(
    'query ($id: ID!) { agreement(id: $id) { revision { diff { what: kind __typename oldLine } } } }',
    { id },
  );
  const { diff } = (data as { agreement: { revision: { diff: object[] } } }).agreement.revision;
  expect(diff.filter((line) => (line as { what: string }).what === 'REMOVED')).toEqual([
    { what: 'REMOVED', __typename: 'DiffLine', oldLine: expect.any(Number) as number },
  ]);
  expect(threads).toHaveBeenCalledTimes(1);
});

it('an agreement has only so many texts that all of them can be checked at once', async () => {
  const { id } = await lives.agreements.draft(partners);
  await fatten(id, 199, 320_000);
  await lives.agreements.refused(partners[0], 'reviseAgreement', { agreementId: id, body: '再改一稿' }, [
    'LIMIT_REACHED',
    'agreementId',
  ]);
});
