import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isSecret, variableNames } from '../../src/platform/config/environment';
import { root } from './project';

/* What deploy/, docker-compose.yml and the Dockerfile say of the platform is true: variables, commands, ports and paths. */

type Values = Readonly<Record<string, string>>;
interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}
interface Container {
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}
interface Manifest {
  readonly kind: string;
  readonly data?: Values;
  readonly spec?: {
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
    readonly ports?: readonly { readonly targetPort: string }[];
  };
}
interface Service {
  readonly environment?: Values;
  readonly command?: readonly string[];
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
}

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const filesOf = (folder: string): string[] =>
  readdirSync(path.join(root, folder)).map((file) => path.join(folder, file));

function documentsOf(file: string): unknown[] {
  return parseAllDocuments(read(file)).map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS() as unknown;
  });
}

const manifests = filesOf('deploy/kubernetes').flatMap((file) => documentsOf(file) as Manifest[]);
const ofKind = (kind: string): Manifest => manifests.find((manifest) => manifest.kind === kind) ?? { kind };
const containerOf = (kind: string): Container | undefined => ofKind(kind).spec?.template?.spec.containers[0];
const settings = ofKind('ConfigMap').data ?? {};

const [composition] = documentsOf('docker-compose.yml') as [{ readonly services: Readonly<Record<string, Service>> }];

/** Variables of a unit, those of its file of settings included. */
function variablesOf(unit: string): Values {
  const assignments = (text: string): [string, string][] =>
    [...text.matchAll(/(?:^|\s)([A-Z_]+)=(\S*)/gm)].map(([, name = '', value = '']) => [name, value]);
  const lines = read(unit).match(/^Environment=.*$/gm) ?? [];
  return Object.fromEntries(
    [...lines.map((line) => line.slice('Environment='.length)), read('deploy/systemd/environment')].flatMap(
      assignments,
    ),
  );
}

const units = filesOf('deploy/systemd').filter((file) => file.endsWith('.service'));
const image = Object.fromEntries(
  [...read('Dockerfile').matchAll(/^ENV (.*)$/gm)].flatMap(([, line = '']) =>
    line.split(' ').map((each) => each.split('=') as [string, string]),
  ),
);

/** Every place that starts a process of ours, with the variables that it gives it. */
const places: readonly (readonly [string, Values])[] = [
  ['Dockerfile', image],
  ...units.map((unit) => [unit, variablesOf(unit)] as const),
  ...['migrate', 'server-1', 'server-2'].map(
    (name) => [`docker-compose.yml: ${name}`, composition.services[name]?.environment ?? {}] as const,
  ),
  [
    'the Kubernetes job',
    { ...settings, ...Object.fromEntries((containerOf('Job')?.env ?? []).map(({ name, value }) => [name, value])) },
  ],
  ['the Kubernetes servers', settings],
];

const known = ['NODE_ENV', ...variableNames.flatMap((name) => (isSecret(name) ? [`${name}_FILE`] : [name]))];

test.each(places)('%s names only variables that the process reads, and secrets only as files', (_, values) => {
  expect(Object.keys(values).length).toBeGreaterThan(2);
  expect(Object.keys(values).filter((name) => !known.includes(name))).toEqual([]);
});

const servers = places.filter(([place]) => /gongjian\.service|server/.test(place));

test.each(servers)(
  '%s: says where people reach it, trusts its proxy, has both keys, and not the owner',
  (_, values) => {
    expect(values).toMatchObject({
      PUBLIC_URL: expect.stringMatching(/^(https:|\$\{PUBLIC_URL:-)/),
      TRUST_PROXY: '1',
      DATABASE_SERVER_URL_FILE: expect.any(String),
      AUTH_SECRET_FILE: expect.any(String),
      SEAL_KEY_FILE: expect.any(String),
    });
    expect(values).not.toHaveProperty('DATABASE_URL_FILE');
  },
);

test('servers were found in each way of running them', () => expect(servers).toHaveLength(4));

test('the commands that are run are built of sources that are there', () => {
  const texts = ['Dockerfile', 'docker-compose.yml', ...units, ...filesOf('deploy/kubernetes')].map(read);
  const commands = texts.flatMap((text) => text.match(/dist\/src\/[\w/-]+\.js/g) ?? []);
  expect(commands.length).toBeGreaterThan(5);
  const sources = commands.map((command) => command.replace(/^dist\/(.*)\.js$/, '$1.ts'));
  expect(sources.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

test.each(units)('%s has each credential that its variables name, and no other', (unit) => {
  const loaded = [...read(unit).matchAll(/^LoadCredential=([\w-]+):\/etc\/gongjian\/([\w-]+)$/gm)];
  const used = Object.values(variablesOf(unit)).flatMap((value) => /^%d\/(.*)$/.exec(value)?.[1] ?? []);
  expect(loaded.map(([, name]) => name).sort()).toEqual(used.sort());
  expect(loaded.map(([, name]) => name)).toEqual(loaded.map(([, , file]) => file));
});

test('a secret of the composition is read from where it is put, by whoever is given it', () => {
  for (const { environment = {}, secrets = [], command } of Object.values(composition.services)) {
    const used = Object.values(environment).flatMap((value) => /^\/run\/secrets\/(.*)$/.exec(value)?.[1] ?? []);
    expect([...secrets].sort()).toEqual(used.sort());
    expect(secrets.includes('owner-url')).toBe(command?.some((word) => word.endsWith('/migrate.js')) ?? false);
  }
});

test('the manifests mount the keys where the settings look for them', () => {
  for (const kind of ['Job', 'Deployment']) {
    const mounts = containerOf(kind)?.volumeMounts.map(({ mountPath }) => mountPath) ?? [];
    const files = Object.entries(settings).filter(([name]) => name.endsWith('_FILE'));
    expect(files.filter(([, file]) => !mounts.includes(path.dirname(file)))).toEqual([]);
    expect(mounts.some((mount) => image['DATA_DIR']?.startsWith(`${mount}/`))).toBe(true);
  }
});

test('ports and probes are those that the process serves, and metrics are for nobody outside', () => {
  const port = Number(image['PORT']);
  const container = containerOf('Deployment');
  expect(container?.ports).toEqual([
    { name: 'http', containerPort: port },
    { name: 'metrics', containerPort: Number(settings['METRICS_PORT']) },
  ]);
  const transport = read('src/app/transport/http.ts');
  const probes = [container?.startupProbe, container?.livenessProbe, container?.readinessProbe];
  expect(probes.map((probe) => probe?.httpGet.path)).toEqual(['/health/live', '/health/live', '/health/ready']);
  expect(probes.every((probe) => probe?.httpGet.port === 'http')).toBe(true);
  for (const probed of ['/health/live', '/health/ready']) expect(transport).toContain(`'${probed}'`);
  expect(ofKind('Service').spec?.ports?.map(({ targetPort }) => targetPort)).toEqual(['http']);
  expect(read('deploy/Caddyfile')).toContain('health_uri /health/ready');
  for (const file of ['deploy/nginx.conf', 'deploy/Caddyfile']) {
    expect(read(file)).toContain(`127.0.0.1:${port}`);
    expect(read(file)).not.toMatch(/9464|metrics/);
  }
  for (const unit of units) expect(variablesOf(unit)).not.toHaveProperty('METRICS_HOST');
  const published = Object.entries(composition.services).filter(([, { ports }]) => ports !== undefined);
  expect(published.map(([name]) => name)).toEqual(['proxy']);
  const upstreams = composition.services['proxy']?.environment?.['UPSTREAMS']?.split(' ') ?? [];
  expect(upstreams).toEqual(['server-1', 'server-2'].map((name) => `${name}:${port}`));
});

test('nginx passes WebSockets on, and says who called and how', () => {
  const site = read('deploy/nginx.conf');
  for (const header of ['Upgrade', 'Connection', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto'])
    expect(site).toMatch(new RegExp(`proxy_set_header ${header} \\$`));
});

test('the Dockerfile copies what is there', () => {
  const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, from = '']) =>
    from.split(' '),
  );
  expect(copied.length).toBeGreaterThan(6);
  expect(copied.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});
