// The public face of @weft/yjs-guard.
export {}
