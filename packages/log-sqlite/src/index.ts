// The public face of @weft/log-sqlite.
export {}
