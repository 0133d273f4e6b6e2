// The public face of @weft/client.
export {}
