import { AllianceRole } from '../../../../../src/modules/alliance/role/role.entity';
import { noRights, type Rights } from '../../../../../src/modules/alliance/shared/rights';
import { anonymous, type Viewer } from '../../../../../src/platform/access/viewer';
import { RequestError } from '../../../../../src/platform/errors/errors';
import { LIMITS } from '../../../../../src/platform/budgets';
import type { MutationRequest } from '../../../../../src/platform/writes/mutation';
import { importMemberUnits } from '../../../../../src/modules/alliance/roster/roster-import.service';
import { ImportFormat } from '../../../../../src/modules/alliance/roster/roster-import.inputs';

const allianceId = 'alliance_0193a000-0000-7000-8000-000000000001';
const base64 = Buffer.from('单位名称,单位性质\n青枫小学,学校\n').toString('base64');

const rights: Rights = {
  ...noRights,
  roles: [{ allianceId: allianceId.slice('alliance_'.length), role: AllianceRole.SECRETARIAT, scopeId: null }],
};
const viewer: Viewer = {
  ...anonymous,
  credential: { kind: 'session', sessionId: 's' },
  rights: noRights,
};
/** A request with nothing but its sender: whatever else is asked of it is not there. */
const by = (sender: Viewer): MutationRequest => ({ viewer: sender }) as unknown as MutationRequest;
const secretariat = by({ ...viewer, rights });
const somebody = by(viewer);

it('does not look at the file of those who may not import', async () => {
  const input = {
    allianceId,
    format: ImportFormat.CSV,
    dryRun: false,
    get contentBase64(): string {
      throw new Error('the file was looked at');
    },
  };
  await expect(importMemberUnits(somebody, input)).resolves.toEqual(expect.any(Function));
  await expect(importMemberUnits(secretariat, input)).rejects.toThrow('the file was looked at');
});

it('reads so many files at once, lets so many wait, and refuses those after them', async () => {
  const input = { allianceId, format: ImportFormat.CSV, dryRun: true, contentBase64: base64 };
  const places = LIMITS.importsAtOnce + LIMITS.importsWaiting;
  const all = await Promise.allSettled(Array.from({ length: places + 3 }, () => importMemberUnits(secretariat, input)));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(places);
  for (const outcome of all.slice(places))
    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(RequestError) });
});
