// The public face of @weft/indexeddb.

export { adoptYIndexeddb, type YIndexeddbSource } from './adopt-y-indexeddb.js'
export { AdoptionError } from './adoption-error.js'
export { type IndexeddbOptions, indexeddbStores } from './indexeddb-stores.js'
