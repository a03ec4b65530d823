/** What an API token may write, by the roles of its person (see Authority). */
export const allianceTokenScopes = {
  MANAGE_UNIT: "Reads as its person, and writes what its person may as unit's staff (单位工作人员).",
  MANAGE_MEETINGS: 'Reads as its person, and writes what its person may as organiser, convenor or liaison (会议组织).',
  MANAGE_ALLIANCE:
    'Reads as its person, and writes what its person may as secretariat or dispatcher (联合会管理); roles, invitations, tokens and passwords excepted.',
} as const;

type AllianceScopes = typeof allianceTokenScopes;

declare module '../../../platform/access/viewer' {
  interface TokenScopes extends AllianceScopes {}
}
