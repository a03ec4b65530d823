/**
 * Cluster (数据库集群): a PostgreSQL server with its data folder; the embedded one is started by us from npm's binaries.
 * Owner login (属主账号): owns the tables and runs the migrations.
 * Server logins (服务账号): what the running server uses. Its own writes what migrations granted to `gongjian_server`; the
 * reader's reads all but secrets; identity's alone writes people, what they sign in with, and roles.
 */
export { type Cluster, startCluster } from './cluster';
export { derivePassword, GROUPS, loginName } from './derived-logins';
export { identityIsApart, oneLogin, provisionLogins, type ServerLogins } from './logins';
export { type OpenDatabase, openDatabase, openOwned } from './open-database';
export { requireSessions } from './pooler-check';
export { checkServer } from './server-check';
