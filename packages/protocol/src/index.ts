// The public face of @weft/protocol.
export {}
