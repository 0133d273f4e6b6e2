// A place in a document whose content does not fit the schema.

export interface Misfit {
  /** As the app names the place; the stored path where it has no name for it. */
  readonly path: readonly string[]
  readonly problem: string
}
