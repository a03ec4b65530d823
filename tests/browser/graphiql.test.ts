import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startTestServer } from '../testkit/server';
import { launchChromium, screenshots } from './chromium';

/** The examples' operations, in order. */
const TABS = [
  'AllianceAtAGlance',
  'SignIn',
  'LiveAgenda',
  'AddAgendaItem',
  'Agreements',
  'Matches',
  'Trace',
  'OnTheFloor',
  'MinutesAndTheirProof',
  'ThinkTankAndSeries',
  'CreateCalendarFeed',
];

type Editor = 'operation.graphql' | 'variables.json' | 'request-headers.json' | 'response.json';

/**
 * What GraphiQL's editors hold: on the screen Monaco renders only the lines in view. Waiting is done by a promise in
 * the page, because Playwright's own waitForFunction evaluates text there, which the page's security policy forbids.
 */
const model = (editor: Editor) =>
  `__MONACO.editor.getModels().find((model) => model.uri.path.endsWith(${JSON.stringify(editor)}))`;

const textOf = (page: Page, editor: Editor) => page.evaluate<string>(`${model(editor)}.getValue()`);

const write = (page: Page, editor: Editor, text: string) =>
  page.evaluate(`${model(editor)}.setValue(${JSON.stringify(text)})`);

/** Resolves with the editor's text as soon as that contains the given one. */
const textWith = (page: Page, editor: Editor, part: string) =>
  page.evaluate<string>(`new Promise((resolve) => {
    const model = ${model(editor)};
    const look = () => model.getValue().includes(${JSON.stringify(part)}) && resolve(model.getValue());
    model.onDidChangeContent(look);
    look();
  })`);

/** Resolves when something that contains the given text has been put into local storage from now on. */
const stored = (page: Page, part: string) =>
  page.evaluate(`new Promise((resolve) => {
    const setItem = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      setItem.call(this, key, value);
      if (key === 'graphiql:tabState' && value.includes(${JSON.stringify(part)})) resolve();
    };
  })`);

describe('GraphiQL', () => {
  let server: Awaited<ReturnType<typeof startTestServer>>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let foreignRequests: string[];
  let complaints: string[];

  beforeAll(async () => {
    server = await startTestServer({ env: { DEMO: '1' } });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  beforeEach(async () => {
    foreignRequests = [];
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    page = await context.newPage();
    const origin = new URL(server.url).origin;
    context.on('request', (request) => {
      if (/^(https?|wss?):/.test(request.url()) && new URL(request.url()).origin !== origin) {
        foreignRequests.push(request.url());
      }
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await openGraphiQL();
  });

  afterEach(() => context.close());

  async function openGraphiQL(inPage = page) {
    await inPage.goto(new URL('/graphql', server.url).href);
    await inPage.locator('.graphiql-response .monaco-editor').waitFor();
  }

  async function openTab(operation: string, inPage = page) {
    await inPage.getByRole('tab', { name: operation }).click();
    await textWith(inPage, 'operation.graphql', operation);
  }

  async function run(inPage = page) {
    await inPage.getByRole('button', { name: /execute query/i }).click();
  }

  const responseWith = async (part: string, inPage = page) => JSON.parse(await textWith(inPage, 'response.json', part));

  const takeScreenshot = (name: string) => page.screenshot({ path: join(screenshots, `${name}.png`) });

  /** Signs in, by default as the example does, takes the token along, and returns it. */
  async function signIn(account?: string): Promise<string> {
    await openTab('SignIn');
    if (account !== undefined) {
      await write(
        page,
        'variables.json',
        (await textOf(page, 'variables.json')).replace(/[^"]+@demo\.example/, `${account}@demo.example`),
      );
    }
    await run();
    const { data } = await responseWith('"accessToken"');
    await page.getByRole('button', { name: '放进请求头' }).click();
    await page.getByText('请求头已带上令牌').waitFor();
    return data.signIn.session.accessToken;
  }

  it('opens with the examples in tabs, knows the schema, and asks no other host for anything', async () => {
    expect(await page.title()).toContain('共建 Gongjian');
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(TABS);
    await page.getByRole('button', { name: /show documentation explorer/i }).click();
    await page.getByRole('link', { name: 'Mutation', exact: true }).waitFor();
    await takeScreenshot('documentation');
    expect(foreignRequests).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('runs the deep query', async () => {
    await run();
    const { data, errors } = await responseWith('"areaGroups"');
    await takeScreenshot('query');
    expect(errors).toBeUndefined();
    expect(data.alliance.areaGroups).toHaveLength(7);
    expect(data.alliance.meetings.nodes[0].agenda.items.length).toBeGreaterThan(0);
  });

  it('shows a vote with those who wait to speak, and what was decided', async () => {
    await openTab('OnTheFloor');
    await run();
    const { data, errors } = await responseWith('"speakers"');
    await takeScreenshot('floor');
    expect(errors).toBeUndefined();
    const [meeting] = data.alliance.meetings.nodes;
    expect(meeting.agenda.current.votes).toMatchObject([{ state: 'OPEN', secret: false, cast: 0 }]);
    expect(meeting.agenda.current.speakers).toMatchObject([{ pointOfOrder: true }, { pointOfOrder: false }]);
    expect(meeting.decisions).toMatchObject([{ outcome: 'ADOPTED' }]);
  });

  it('runs the agreements, which all hold, and shows their texts and what waits to those who sign in', async () => {
    await signIn('unit-1');
    await openTab('Agreements');
    await run();
    const {
      data: { alliance },
      errors,
    } = await responseWith('"integrity"');
    await takeScreenshot('agreements');
    expect(errors).toBeUndefined();
    expect(alliance.toSign.nodes.length).toBeGreaterThan(0);
    expect(alliance.agreements.nodes.length).toBeGreaterThan(5);
    const concluded = alliance.agreements.nodes.filter(
      ({ integrity }: { integrity: object | null }) => integrity !== null,
    );
    expect(concluded.every(({ integrity: { valid } }: { integrity: { valid: boolean } }) => valid)).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('fills in the meeting that is in session and shows a snapshot of its agenda, until stopped', async () => {
    await openTab('LiveAgenda');
    expect(JSON.parse(await textOf(page, 'variables.json')).meetingId).not.toBe('');
    const opened = page.waitForEvent('websocket');
    await run();
    const { data } = await responseWith('"snapshot": {');
    await takeScreenshot('subscription');
    expect(data.agendaUpdates.snapshot.agenda.items.length).toBeGreaterThan(0);
    const closed = (await opened).waitForEvent('close');
    await page.getByRole('button', { name: /stop query/i }).click();
    await closed;
    await page.getByRole('button', { name: /execute query/i }).waitFor();
  });

  it('shows what is wrong with a subscription', async () => {
    await openTab('LiveAgenda');
    await write(page, 'variables.json', '{ "meetingId": "no such meeting" }');
    await run();
    const { errors } = await responseWith('"errors"');
    expect(errors).not.toHaveLength(0);
  });

  it('takes the token of a sign-in along to other tabs, and a change made there reaches a live agenda', async () => {
    const elsewhere = await browser.newContext();
    const watcher = await elsewhere.newPage();
    await openGraphiQL(watcher);
    await openTab('LiveAgenda', watcher);
    await run(watcher);
    await responseWith('"snapshot": {', watcher);

    await signIn();
    await takeScreenshot('signed-in');
    await openTab('AddAgendaItem');
    await run();
    const { data } = await responseWith('"addAgendaItem"');
    await takeScreenshot('mutation');
    expect(data.addAgendaItem.userErrors).toEqual([]);
    await responseWith('"AgendaItemAdded"', watcher);
    await watcher.screenshot({ path: join(screenshots, 'live-update.png') });
    await elsewhere.close();
  });

  it('sends the headers of a tab as the connection parameters of its subscription', async () => {
    const Authorization = `Bearer ${await signIn()}`;
    await openTab('LiveAgenda');
    expect(JSON.parse(await textOf(page, 'request-headers.json'))).toEqual({ Authorization });
    const firstFrame = new Promise((resolve) =>
      page.once('websocket', (socket) =>
        socket.once('framesent', ({ payload }) => resolve(JSON.parse(String(payload)))),
      ),
    );
    await run();
    expect(await firstFrame).toMatchObject({ type: 'connection_init', payload: { Authorization } });
  });

  it('keeps the tabs over a reload, and neither token nor password', async () => {
    const token = await signIn();
    const kept = stored(page, 'somebody@example.org');
    const variables = { input: { email: 'somebody@example.org', password: 'only-mine-"1' } };
    await write(page, 'variables.json', JSON.stringify(variables));
    await run();
    await responseWith('"userErrors"');
    await kept;
    const storage = await page.evaluate<string>('JSON.stringify({ ...localStorage })');
    expect(storage).not.toContain(token);
    expect(storage).not.toContain('only-mine');
    await openGraphiQL();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(TABS);
    expect(await textOf(page, 'variables.json')).toContain('somebody@example.org');
  });

  it.each([
    ['de-DE', 'Examples', 'en', 'zh-CN'],
    ['en-GB', 'Examples', 'en', 'zh-CN'],
    ['zh-TW', '示例', 'zh-CN', 'en'],
  ])('speaks the language of a browser in %s until another is chosen', async (locale, examples, lang, other) => {
    const elsewhere = await browser.newContext({ locale });
    const visitor = await elsewhere.newPage();
    await openGraphiQL(visitor);
    await visitor.getByRole('button', { name: examples }).waitFor();
    expect(await visitor.evaluate<string>('document.documentElement.lang')).toBe(lang);
    await visitor.locator(`.masthead-button[lang="${other}"]`).click();
    await openGraphiQL(visitor);
    expect(await visitor.evaluate<string>('document.documentElement.lang')).toBe(other);
    await elsewhere.close();
  });

  it('switches from Chinese to English, remembers that, and asks the server for the same', async () => {
    await page.getByRole('button', { name: '示例' }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await openGraphiQL();
    await page.getByRole('button', { name: 'Examples' }).click();
    await takeScreenshot('english');
    await page.getByRole('menuitem', { name: 'Sign in (mutation)' }).click();
    await textWith(page, 'operation.graphql', 'SignIn');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await run();
    expect((await sent).headers()['accept-language']).toBe('en');
  });

  it('opens an example again whose tab was closed', async () => {
    await page.getByRole('tab', { name: 'AddAgendaItem' }).click();
    await page.getByRole('button', { name: 'Close Tab' }).last().click();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(TABS.filter((name) => name !== 'AddAgendaItem'));
    await page.getByRole('button', { name: '示例' }).click();
    await page.getByRole('menuitem', { name: '增加议题（变更）' }).click();
    await page.getByRole('tab', { name: 'AddAgendaItem' }).waitFor();
    expect(JSON.parse(await textOf(page, 'variables.json')).input.meetingId).not.toBe('');
  });

  it('shows what is wrong with an operation', async () => {
    await write(page, 'operation.graphql', '{ noSuchField }');
    await page.locator('.squiggly-error').first().waitFor();
    await run();
    const { errors } = await responseWith('noSuchField');
    await takeScreenshot('error');
    expect(errors).not.toHaveLength(0);
  });
});
