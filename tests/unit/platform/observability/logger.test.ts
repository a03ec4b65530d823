import { createLogger } from '../../../../src/platform/observability/logger';

function logged(level: string, work: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  work(createLogger(level, { write: (line: string) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('createLogger', () => {
  it('writes one line of JSON an entry, from its level on', () => {
    const entries = logged('info', (log) => {
      log.debug('unseen');
      log.info({ requestId: 'r1', at: new Date(0), tags: ['a', 1, null] }, '联席会议 opened');
    });
    expect(entries).toEqual([
      expect.objectContaining({
        level: 'info',
        msg: '联席会议 opened',
        requestId: 'r1',
        at: '1970-01-01T00:00:00.000Z',
        tags: ['a', 1, null],
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      }),
    ]);
  });

  it.each([
    'authorization',
    'Authorization',
    'proxy-authorization',
    'cookie',
    'set-cookie',
    'cookies',
    'password',
    'newPassword',
    'passwordHash',
    'token',
    'accessToken',
    'refresh_token',
    'tokens',
    'secret',
    'authSecret',
    'invitation',
    'invitationCode',
    'receipt',
    'receiptHash',
  ])('hides %s at any depth', (name) => {
    const input = [{ person: { [name]: { value: 'hunter2' } } }];
    const [entry] = logged('info', (log) =>
      log.child({ [name]: 'hunter2' }).info({
        [name]: 'hunter2',
        request: { headers: { [name]: ['hunter2'] }, input },
      }),
    );
    expect(JSON.stringify(entry)).not.toContain('hunter2');
    expect(entry).toMatchObject({ request: { headers: { [name]: '[Redacted]' } } });
  });

  it.each(['secretariat', 'secretVote', 'tokenizer', 'passwordless', 'receiptless', 'invitations_sent_at'])(
    'leaves %s alone',
    (name) => expect(logged('info', (log) => log.info({ [name]: 'kept' }))[0]).toMatchObject({ [name]: 'kept' }),
  );

  it('leaves it visible that there is no secret', () => {
    expect(logged('info', (log) => log.info({ token: null, receipt: undefined }))[0]).toMatchObject({ token: null });
  });

  it('writes errors with their stack and cause, and hides what they carry', () => {
    const cause = new Error('deeper');
    const fault = Object.assign(new Error('broken', { cause }), { config: { password: 'hunter2' } });
    const entries = logged('error', (log) => {
      log.error(fault);
      log.error({ err: fault, nested: { fault } }, 'failed');
    });
    for (const entry of entries) {
      expect(entry.err).toMatchObject({ type: 'Error', stack: expect.stringContaining('deeper') as string });
      expect(JSON.stringify(entry)).not.toContain('hunter2');
    }
    expect(entries[0]).toMatchObject({ msg: 'broken' });
    expect(entries[1]).toMatchObject({ msg: 'failed', nested: { fault: { type: 'Error' } } });
  });

  it('survives what refers to itself, and class instances', () => {
    class Person {
      self: unknown = this;
      readonly passwordHash = 'hunter2';
      readonly name = '王';
    }
    const counts = new Map([['token', 'hunter2']]);
    const [entry] = logged('info', (log) => log.info({ person: new Person(), counts }));
    expect(entry).toMatchObject({ person: { name: '王', passwordHash: '[Redacted]' } });
    expect(JSON.stringify(entry)).not.toContain('hunter2');
  });
});
