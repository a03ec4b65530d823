import { LIMITS } from '../../../platform/budgets';
import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import type { Person } from '../../../platform/identity/person/person.entity';
import { Viewer } from '../../../platform/identity/person/viewer.entity';
import { AuditEntry } from './audit-entry.entity';

declareFields(AuditEntry, (field) => ({
  seal: field.expression(
    () => String,
    'string',
    (entry) => sql`(
      select encode(seal.hash, 'hex')
      from audit_seals seal
      where seal.entry_id = ${entry.id}
    )`,
    {
      nullable: true,
      description:
        'SHA-256, hex, over the seal before it and this entry (封印); null for a moment after it was written.',
    },
  ),
}));

declareFields<Person>(Viewer, (field) => ({
  installationAudit: field.connection(() => AuditEntry, {
    nullable: true,
    description:
      'What was done in the installation and in no alliance (系统审计日志), newest first: accounts, sign-ins, administrators, what was forgotten; for administrators, not by API token.',
    on: (entry) => sql`${entry.allianceId} is null`,
    arguments: [
      {
        argument: 'action',
        description: 'Only entries of this action, such as `forget` or `disableAccount` (操作).',
        type: () => String,
        condition: {
          parameterType: 'text',
          characters: LIMITS.searchCharacters,
          value: (input) => String(input).replaceAll('\0', ''),
          condition: (entry, action) => sql`${entry.action} = ${action}`,
        },
      },
    ],
    order: { tag: 'audit', expression: (entry) => entry.at, type: 'timestamptz', direction: 'desc' },
  }),
}));
