// The public face of @weft/indexeddb.

export { type IndexeddbOptions, indexeddbStores } from './indexeddb-stores.js'
