import { createTabStorage, withoutSecrets, type TabStorage } from '../../../web/graphiql/storage';

/** Like a browser's storage: what it holds are its own enumerable properties. */
class MemoryStorage implements TabStorage {
  [key: string]: unknown;

  get length() {
    return Object.keys(this).length;
  }

  getItem(key: string): string | null {
    return (this[key] as string | undefined) ?? null;
  }

  setItem(key: string, value: string): void {
    this[key] = value;
  }

  removeItem(key: string): void {
    delete this[key];
  }

  clear(): void {
    for (const key of Object.keys(this)) delete this[key];
  }
}

describe('withoutSecrets', () => {
  it.each([
    ['{ "email": "a@b.example", "password": "s3cret \\" {" }', '{ "email": "a@b.example", "password": "" }'],
    ['{ refresh(input: { refreshToken: "abc" }) { x } }', '{ refresh(input: { refreshToken: "" }) { x } }'],
    ['{ "currentPassword" : "one", "newPassword": "two" }', '{ "currentPassword" : "", "newPassword": "" }'],
    ['{ "invitation": "i", "receipt": "r" }', '{ "invitation": "", "receipt": "" }'],
    ['{ "password": "half typed', '{ "password": "'],
  ])('blanks the secrets of %s', (text, expected) => expect(withoutSecrets(text)).toBe(expected));

  it.each([
    '{ "password": "demo-gongjian" }',
    '{ signIn { session { accessToken } } }',
    '{ "title": "password: none" }',
  ])('leaves %s as it is', (text) => expect(withoutSecrets(text)).toBe(text));
});

describe('the storage of tabs', () => {
  const tab = {
    title: 'SignIn',
    query: 'mutation SignIn',
    variables: '{ "password": "mine" }',
    headers: '{ "Authorization": "Bearer abc" }',
  };

  it.each([
    ['graphiql:tabState', { activeTabIndex: 0, tabs: [tab] }],
    ['graphiql:queries', { queries: [tab] }],
    ['graphiql:favorites', { favorites: [tab] }],
  ])('keeps no header and no secret under %s', (key, value) => {
    const browser = new MemoryStorage();
    createTabStorage(browser, (text) => text).setItem(key, JSON.stringify(value));
    expect(browser.getItem(key)).toContain('mutation SignIn');
    expect(browser.getItem(key)).not.toMatch(/mine|abc/);
  });

  it('keeps no secret among the variables in front, and no headers at all', () => {
    const browser = new MemoryStorage();
    const storage = createTabStorage(browser, (text) => text);
    storage.setItem('graphiql:variables', tab.variables);
    storage.setItem('graphiql:headers', tab.headers);
    expect(storage.getItem('graphiql:variables')).toBe('{ "password": "" }');
    expect(storage.getItem('graphiql:headers')).toBe('');
  });

  it('completes what it reads, and clears nothing but its own', () => {
    const browser = new MemoryStorage();
    browser.setItem('gongjian:language', 'en');
    const storage = createTabStorage(browser, (text) => `${text}!`);
    storage.setItem('graphiql:query', '{ viewer }');
    expect(storage.getItem('graphiql:query')).toBe('{ viewer }!');
    expect(storage.getItem('graphiql:theme')).toBeNull();
    expect(storage.length).toBe(1);
    storage.clear();
    expect({ ...browser }).toMatchObject({ 'gongjian:language': 'en' });
    expect(storage.length).toBe(0);
  });
});
