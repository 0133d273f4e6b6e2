// The public face of @weft/indexeddb.
export {}
