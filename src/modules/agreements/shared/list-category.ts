import { registerEnumType } from 'type-graphql';

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
registerEnumType(ListCategory, {
  name: 'ListCategory',
  description:
    'Category shared by needs, resources, commitments and projects: 党的建设、养老助残、扶贫帮困、环境整治、教育、健康、文体活动、平安、法律、就业、城市管理、公共服务、其他。',
});
