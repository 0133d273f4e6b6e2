// The public face of @weft/log-sqlite.

export { openSqliteLog, type SqliteLogOptions } from './open-sqlite-log.js'
