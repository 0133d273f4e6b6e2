// A planted bug: what it breaks, and how the text of modules is changed as a worker loads them, never in shipped code.

export interface Plant {
  readonly name: string
  /** The SPEC rule that it breaks. */
  readonly rule: string
  readonly patches: readonly Patch[]
  /** It is found in worlds with typed fields. */
  readonly typed?: true
  /** Seeds within which it was found, with room to spare. */
  readonly within: number
  /** The seed to begin with, 1 unless told: a little before the first that finds it, where that one is far. */
  readonly from?: number
}

/** `find` stands exactly once in the built module, or the plant does not fit and says so. */
export interface Patch {
  /** End of the module's path: `client/dist/…`, `relay/dist/…`, or `weft-sim/…` for a port that the simulation wraps. */
  readonly module: string
  readonly find: string
  readonly put: string
}
