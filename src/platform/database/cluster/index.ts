/**
 * Cluster (数据库集群): a PostgreSQL server with its data folder; the embedded one is started by us from npm's binaries.
 * Owner login (属主账号): owns the tables and runs the migrations.
 * Server login (服务账号): what the running server uses; it may do only what migrations granted to `gongjian_server`.
 */
export { type Cluster, startCluster } from './cluster';
export { deriveServerPassword, provisionLogins, SERVER_GROUP, serverLoginName } from './logins';
export { type OpenDatabase, openDatabase } from './open-database';
export { checkServer } from './server-check';
