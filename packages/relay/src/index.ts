// The public face of @weft/relay.
export {}
