/** Whom an alliance's mutations are for (docs/visibility.md, "Does"). */
export const alliancePerformers = {
  secretariat: { en: 'secretariat', 'zh-CN': '秘书处' },
  representative: { en: 'unit’s representative', 'zh-CN': '单位代表' },
  unit: { en: 'unit’s staff and representatives', 'zh-CN': '单位工作人员与单位代表' },
  organiser: { en: 'organiser', 'zh-CN': '会议组织者' },
  convenor: { en: 'convenor', 'zh-CN': '召集人' },
  liaison: { en: 'liaison', 'zh-CN': '联系人' },
  dispatcher: { en: 'dispatcher', 'zh-CN': '派单员' },
  expert: { en: 'expert', 'zh-CN': '智库专家' },
} as const;

type AlliancePerformers = typeof alliancePerformers;

declare module '../../../platform/access/operation' {
  interface Performers extends AlliancePerformers {}
}
