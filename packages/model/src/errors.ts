// What an embedder asked of a typed document that cannot be.

export type ModelErrorCode =
  /** The definition contradicts itself: thrown by `defineDocument`, never later. */
  | 'definition-invalid'
  /** The validator refused a value. */
  | 'value-invalid'
  | 'value-not-json'
  | 'value-too-deep'
  /** A validator that answers with a promise cannot guard an edit. */
  | 'validator-async'
  /** The document says why in its `state`. */
  | 'document-read-only'
  /** A record, a list place or a member that is not there. */
  | 'not-there'
  | 'id-invalid'
  /** A rule gave different values for the same candidates in another order, or threw. */
  | 'rule-broken'
  /** A step's `forward` or `backward` threw, or gave no JSON. */
  | 'step-broken'
  | 'document-closed'

export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ModelErrorCode

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
