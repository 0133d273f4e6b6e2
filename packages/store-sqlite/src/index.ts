// The public face of @weft/store-sqlite.

export { type SqliteStoresOptions, sqliteStores } from './sqlite-stores.js'
