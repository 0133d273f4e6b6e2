// The target port: where an import puts documents.

export interface ImportTarget {
  /**
   * Takes in what the space lacks of a whole document; resolves when it is on the relay's disk. What the space holds
   * already is not added again. Documents may be taken in beside one another. Rejects with TargetError.
   */
  take(document: string, update: Uint8Array): Promise<Taken>
  /** Idempotent. */
  close(): Promise<void>
}

export type Taken =
  /** The space did not have the document. `bytes` of it were added. */
  | { readonly kind: 'taken-in'; readonly bytes: number }
  /** The space had a part of it. `bytes` were added; null where that is not known. */
  | { readonly kind: 'partly-new'; readonly bytes: number | null }
  | { readonly kind: 'already-there' }
  /** A guard's code, or another reason of a refused item. */
  | { readonly kind: 'refused'; readonly code: string }

export type TargetErrorCode =
  | 'log-in-use'
  | 'log-newer'
  | 'log-full'
  | 'log-damaged'
  | 'log-unavailable'
  | 'data-not-writable'
  /** It does not answer, or no longer. */
  | 'relay-unreachable'
  /** What answers at the address is no relay. */
  | 'not-a-relay'
  | 'relay-refused'
  | 'sign-in'
  | 'update-needed'
  | 'interrupted'

/** The target as a whole cannot go on; what was taken in is in. */
export class TargetError extends Error {
  override readonly name = 'TargetError'
  readonly code: TargetErrorCode

  constructor(code: TargetErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
