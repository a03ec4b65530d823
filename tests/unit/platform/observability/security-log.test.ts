import { createLogger } from '../../../../src/platform/observability/logger';
import { SecurityLog } from '../../../../src/platform/observability/security-log';

function open(key = Buffer.alloc(32)): { log: SecurityLog; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { log: new SecurityLog(createLogger('info', { write }), key), lines };
}

describe('the log of security events', () => {
  it('writes a line with a stable name, and of a network no more than that it is the same one', () => {
    const { log, lines } = open();
    log.note('credential_malformed', { address: '203.0.113.7', requestId: 'r-1' });
    log.note('foreign_origin', { address: '::ffff:203.0.113.7', person: 'p-1' });
    log.note('foreign_origin', { address: '203.0.113.8' });
    expect(lines).toMatchObject([
      { level: 'warn', event: 'credential_malformed', requestId: 'r-1', network: expect.stringMatching(/^[\w-]{22}$/) },
      { level: 'warn', event: 'foreign_origin', person: 'p-1', network: lines[0]?.['network'] },
      { level: 'warn', event: 'foreign_origin' },
    ]);
    expect(lines[2]?.['network']).not.toBe(lines[0]?.['network']);
    expect(JSON.stringify(lines)).not.toContain('203.0.113');
    const other = open(Buffer.alloc(32, 1));
    other.log.note('foreign_origin', { address: '203.0.113.7' });
    expect(other.lines[0]?.['network']).not.toBe(lines[0]?.['network']);
  });

  it('counts them all, and is filled by nobody', () => {
    const { log, lines } = open();
    for (let count = 0; count < 1_000; count += 1) log.note('credential_malformed', { address: '203.0.113.7' });
    log.note('credential_malformed', { address: '203.0.113.8', times: 5 });
    log.note('new_device', { address: '203.0.113.7' });
    expect(lines).toHaveLength(12);
    expect(lines.slice(-2)).toMatchObject([{ times: 5 }, { event: 'new_device', level: 'info' }]);
    expect([...log.counts]).toEqual([
      ['credential_malformed', 1_005],
      ['new_device', 1],
    ]);
  });
});
