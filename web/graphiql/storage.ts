/** Where GraphiQL keeps tabs and history between visits: what it asks of the browser's local storage. */
export interface TabStorage {
  readonly length: number;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  clear(): void;
}

const namespace = 'graphiql:';
const demoPassword = 'demo-gongjian';
const secret = /(\w*(?:password|token|invitation|receipt|secret)"?\s*:\s*")((?:[^"\\\n]|\\.)*)/gi;

/** Blanks the values of passwords, tokens, invitations and receipts in a GraphQL document or its variables. */
export function withoutSecrets(text: string): string {
  return text.replace(secret, (_match, upToTheValue: string, value: string) =>
    value === demoPassword ? upToTheValue + value : upToTheValue,
  );
}

/** Keys that hold, as JSON, the `query`, `variables` and `headers` of tabs or of past runs; others hold one text. */
const records = new Set([`${namespace}tabState`, `${namespace}queries`, `${namespace}favorites`]);

function withoutSecretsAt(key: string, value: string): string {
  if (key === `${namespace}headers`) return '';
  if (!records.has(key)) return withoutSecrets(value);
  return JSON.stringify(JSON.parse(value), (name, entry: unknown) => {
    if (name === 'headers') return null;
    return (name === 'query' || name === 'variables') && typeof entry === 'string' ? withoutSecrets(entry) : entry;
  });
}

/**
 * Local storage that never holds a secret: GraphiQL's own setting covers the headers of tabs, but not those in the
 * history, nor a password among the variables.
 *
 * @param fill completes what is read back, such as variables that were left empty
 */
export function createTabStorage(storage: TabStorage, fill: (text: string) => string): TabStorage {
  const ownKeys = () => Object.keys(storage).filter((key) => key.startsWith(namespace));
  return {
    get length() {
      return ownKeys().length;
    },
    getItem(key) {
      const value = storage.getItem(key);
      return value === null ? null : fill(value);
    },
    setItem: (key, value) => storage.setItem(key, withoutSecretsAt(key, value)),
    removeItem: (key) => storage.removeItem(key),
    clear: () => ownKeys().forEach((key) => storage.removeItem(key)),
  };
}
