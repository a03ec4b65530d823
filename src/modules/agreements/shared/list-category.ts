import { describeEnum } from '../../../platform/reads/enums';

/** What kind of thing is needed, offered, undertaken or done together. */
export enum ListCategory {
  PARTY_BUILDING = 'PARTY_BUILDING',
  ELDERLY_CARE = 'ELDERLY_CARE',
  POVERTY_RELIEF = 'POVERTY_RELIEF',
  ENVIRONMENT = 'ENVIRONMENT',
  EDUCATION = 'EDUCATION',
  HEALTH = 'HEALTH',
  CULTURE_SPORTS = 'CULTURE_SPORTS',
  SAFETY = 'SAFETY',
  LEGAL = 'LEGAL',
  EMPLOYMENT = 'EMPLOYMENT',
  CITY_MANAGEMENT = 'CITY_MANAGEMENT',
  PUBLIC_SERVICE = 'PUBLIC_SERVICE',
  OTHER = 'OTHER',
}
describeEnum(ListCategory, {
  name: 'ListCategory',
  description:
    'What kind of thing is needed, offered, undertaken or done together (类别): one list for needs, resources, commitments and projects.',
  values: {
    PARTY_BUILDING: 'Party building (党的建设).',
    ELDERLY_CARE: 'Care for the elderly and the disabled (养老助残).',
    POVERTY_RELIEF: 'Help for those in need (扶贫帮困).',
    ENVIRONMENT: 'The neighbourhood put in order (环境整治).',
    EDUCATION: 'Education (教育).',
    HEALTH: 'Health (健康).',
    CULTURE_SPORTS: 'Culture and sports (文体活动).',
    SAFETY: 'Public safety (平安).',
    LEGAL: 'Legal advice (法律).',
    EMPLOYMENT: 'Employment (就业).',
    CITY_MANAGEMENT: 'City management (城市管理).',
    PUBLIC_SERVICE: 'Public services (公共服务).',
    OTHER: 'Anything else (其他).',
  },
});
