// The public face of @weft/store-sqlite.
export {}
