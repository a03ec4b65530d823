import { anyone, seenBy, type ModuleModel, type Sees } from './model';
import { column, earliest, latest, time } from './reads';

/*
 * person | the name, where a visible thing names them | likewise | as an object by id, email, roles: that person,
 * secretariat
 */

const themselvesOrSecretariat: Sees = (who, row, rows) =>
  who.is(row['id']) ||
  rows.where('alliance_people', { person_id: row['id'] }).some((known) => who.isSecretariat(known['alliance_id']));

export const identity: ModuleModel = {
  types: {
    Person: {
      table: 'persons',
      prefix: 'person',
      object: themselvesOrSecretariat,
      named: { fields: ['id', 'name'], if: () => true },
      fields: seenBy(anyone, { name: column('name'), email: column('email'), locale: column('locale') }),
    },
    Viewer: {
      table: 'persons',
      prefix: 'viewer',
      object: (who, row) => who.is(row['id']),
      fields: seenBy(anyone, {
        person: (row, look) => look.own('Person', row),
        apiTokens: (row, look) =>
          look.list('ApiToken', look.rows.where('api_tokens', { person_id: row['id'] }).sort(latest('created_at'))),
        sessions: (row, look) =>
          look.list(
            'SignedInSession',
            look.rows.where('sessions', { person_id: row['id'] }).sort(latest('last_used_at')),
          ),
        externalIdentities: (row, look) =>
          look.list(
            'ExternalIdentity',
            look.rows.where('external_identities', { person_id: row['id'] }).sort(earliest('bound_at')),
          ),
      }),
    },
    Invitation: {
      table: 'invitations',
      prefix: 'invitation',
      object: (who, invitation) => who.is(invitation['person_id']) || who.isSecretariat(invitation['alliance_id']),
      fields: seenBy(anyone, {
        createdAt: time('created_at'),
        expiresAt: time('expires_at'),
        acceptedAt: time('accepted_at'),
        delivery: ({ id }, look) => {
          const [letter] = look.rows.where('letters', { about: `invitation_${String(id)}` });
          if (letter === undefined) return null;
          if (letter['failed_at'] !== null) return 'FAILED';
          return letter['sent_at'] === null ? 'WAITING' : 'SENT';
        },
      }),
    },
    SignedInSession: {
      table: 'sessions',
      prefix: 'session',
      object: (who, session) =>
        who.is(session['person_id']) &&
        session['ended_at'] === null &&
        new Date(String(session['expires_at'])).getTime() > Date.now(),
      fields: seenBy(anyone, {
        startedAt: time('started_at'),
        lastUsedAt: time('last_used_at'),
        client: column('client'),
        network: column('network'),
        current: (session, look) => session['id'] === look.who.sessionId,
      }),
    },
    ExternalIdentity: {
      table: 'external_identities',
      prefix: 'externalIdentity',
      object: (who, identity) => who.is(identity['person_id']),
      fields: seenBy(anyone, {
        issuer: column('issuer'),
        boundAt: time('bound_at'),
        lastUsedAt: time('last_used_at'),
      }),
    },
    ApiToken: {
      table: 'api_tokens',
      prefix: 'apiToken',
      object: (who, token) => who.is(token['person_id']),
      fields: seenBy(anyone, {
        name: column('name'),
        scopes: column('scopes'),
        expiresAt: time('expires_at'),
        lastUsedAt: time('last_used_at'),
        revokedAt: time('revoked_at'),
      }),
    },
  },
  roots: {
    node: ({ id }, look) => look.node(id),
    nodes: ({ ids }, look) => (ids as unknown[]).map((id) => look.node(id)),
    viewer: (_, look) => look.own('Viewer', look.rows.byId('persons', look.who.personId)),
  },
};
