import { anyone, secretariat, seenBy, type ModuleModel } from './model';
import { column, connection, latest, pageOf, time, to } from './reads';

export const audit: ModuleModel = {
  types: {
    AuditEntry: {
      table: 'audit_entries',
      prefix: 'audit',
      object: (who, row, rows) => (row['alliance_id'] === null ? who.isAdministrator : secretariat(who, row, rows)),
      fields: seenBy(anyone, {
        at: time('at'),
        person: to('Person', 'persons', 'person_id'),
        action: column('action'),
        subject: column('subject'),
        details: column('details'),
        seal: (row, look) => {
          const [seal] = look.rows.where('audit_seals', { entry_id: row['id'] });
          return seal === undefined ? null : String(seal['hash']).slice(2);
        },
      }),
    },
  },
  extensions: {
    Alliance: {
      fields: seenBy((who, alliance) => who.isSecretariat(alliance['id']), {
        auditEntries: pageOf('AuditEntry', 'audit_entries', 'alliance_id', latest('at')),
      }),
    },
    Viewer: {
      fields: seenBy((who) => who.isAdministrator, {
        installationAudit: connection(
          'AuditEntry',
          (_, { rows }, { action }) =>
            rows
              .where('audit_entries', { alliance_id: null })
              .filter((entry) => typeof action !== 'string' || entry['action'] === action),
          latest('at'),
        ),
      }),
    },
  },
};
