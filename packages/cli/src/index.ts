// The public face of @weft/cli.
export {}
