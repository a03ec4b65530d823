import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { firstAdministratorPath } from '../../src/app/server/first-administrator';
import { PASSWORD } from '../testkit/keys';
import { startTestServer } from '../testkit/server';
import { TestWorld } from '../testkit/world/test-world';
import { launchChromium, screenshots } from './chromium';

jest.setTimeout(60_000);

let world: TestWorld;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the page asked for, and what its browser complained of. */
let requests: string[];
let complaints: string[];

beforeAll(async () => {
  [world, browser] = await Promise.all([TestWorld.open(), launchChromium()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 420, height: 820 }, colorScheme: 'light' });
  page = await context.newPage();
  [requests, complaints] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (entry) => entry.type() === 'error' && complaints.push(entry.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterEach(() => context.close());

const origin = (): string => world.server.url.replace('/graphql', '');
const open = (secret: string) => page.goto(`${origin()}/set-password#${secret}`);
const enter = async (password: string, again = password): Promise<void> => {
  await page.fill('#password', password);
  await page.fill('#repeated', again);
  await page.click('#submit');
};
const text = (selector: string): Promise<string | null> => page.textContent(selector);
const said = (id: string): Promise<unknown> => page.locator(`#${id}:not(:empty)`).waitFor();

it('takes an invitation up in Chinese, tells each field’s errors, and signs in', async () => {
  const alliance = await world.alliance();
  const { invitation } = await world
    .as(alliance.secretariat)
    .mutate<{ invitation: string }>(
      'registerPerson',
      { allianceId: alliance.id, name: '李新', email: 'page@test.example' },
      'invitation',
    );
  await open(invitation);
  expect(await text('h1')).toBe('接受邀请');
  expect(await page.getAttribute('html', 'lang')).toBe('zh-CN');
  await page.click('#submit');
  expect(await text('#password-error')).toBe('请填写此项。');
  await enter(PASSWORD, 'something else');
  expect(await text('#repeated-error')).toBe('两次输入的密码不一致。');
  await enter('page@test.example');
  await said('password-error');
  expect(await text('#password-error')).toContain('不能是常见密码或邮箱地址');
  expect(await page.getAttribute('#password', 'aria-invalid')).toBe('true');
  await page.screenshot({ path: join(screenshots, 'set-password.png') });
  await enter(PASSWORD);
  await said('done');
  expect(await text('#done')).toBe('邀请已接受，您已登录。');
  expect(page.url()).toBe(`${origin()}/set-password`);
  const cookies = await context.cookies();
  expect(cookies.length).toBeGreaterThan(0);
  expect(cookies.every(({ httpOnly }) => httpOnly)).toBe(true);
  // nothing from elsewhere, and the secret in no address that was asked for
  expect(requests.filter((url) => !url.startsWith(origin()) && !url.startsWith('data:'))).toEqual([]);
  expect(requests.filter((url) => url.includes('gji_') && !url.includes('#'))).toEqual([]);
  expect(complaints).toEqual([]);
});

it('resets a password in English, once', async () => {
  const alliance = await world.alliance();
  const person = await alliance.join();
  const [{ email } = { email: '' }] = await world.sql<{ email: string }>('select email from persons where id = $1', [
    person.id.slice(person.id.lastIndexOf('_') + 1),
  ]);
  const { link } = await world
    .as(await world.administrator())
    .mutate<{ link: string }>('issuePasswordReset', { email }, 'link');
  const secret = link.slice(link.indexOf('#') + 1);
  await open(secret);
  await page.click('#language');
  expect(await text('h1')).toBe('Set a new password');
  await enter('password12');
  await said('password-error');
  expect(await text('#password-error')).toBe('This password is among the first that anybody would guess.');
  await enter('a password of my own');
  await said('done');
  expect(await text('#done')).toBe('The password is set. Sign in with it.');
  await page.screenshot({ path: join(screenshots, 'password-set.png') });
  await page.goto('about:blank');
  await open(secret);
  await enter('another password of my own');
  await said('form-error');
  expect(await text('#form-error')).toContain('已使用');
  expect(complaints).toEqual([]);
});

it('asks the first administrator where they are reached', async () => {
  const own = await startTestServer();
  try {
    const path = await firstAdministratorPath(own.running.writer);
    await page.goto(own.url.replace('/graphql', path ?? ''));
    await enter(PASSWORD);
    expect(await text('#email-error')).toBe('请填写此项。');
    await page.fill('#email', 'first@test.example');
    await page.click('#submit');
    await said('done');
    expect(await text('#done')).toBe('邀请已接受，您已登录。');
  } finally {
    await own.stop();
  }
});

it('says so where the link is none, and may not be framed', async () => {
  const response = await open('gji_cut-short');
  expect(await text('h1')).toBe('链接无效');
  expect(await page.isVisible('#form')).toBe(false);
  expect(response?.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
});
