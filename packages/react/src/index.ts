// The public face of @weft/react.
export {}
