// The closed catalogue of reasons to refuse an update.

export type GuardCode =
  /** The bytes are no Yjs update, or one that no Yjs would write. */
  | 'update-malformed'
  /** Well formed, and changes nothing. */
  | 'update-empty'
  /** Encoded as v2 where v1 belongs. */
  | 'update-wrong-version'
  /** More bytes than an update, or a name in it, may have. */
  | 'update-too-large'
  /** More structs, clients, delete ranges or nested values than one update may have. */
  | 'update-too-many-structs'
  /** Values or shared types nested deeper than allowed. */
  | 'update-too-deep'
  /** Adds more clocks than its bytes allow, or than the document may have. */
  | 'update-clock-quota'
  /** Starts beyond the known clock of a client, or skips clocks. */
  | 'update-clock-gap'
  /** Deletes what neither the log nor the update has. */
  | 'update-deletes-unknown'
  /** Leans (origin, right origin or parent) on what neither the log nor the update has. */
  | 'update-missing-dependency'
  /** New structs under a client id that belongs to somebody else. */
  | 'client-id-taken'
  /** Structs of the same client and clock with another content. Found by the caller with `findFork`. */
  | 'client-id-forked'

export interface Refusal {
  readonly code: GuardCode
  /** For a log or a developer: names the client, clock or limit, never content. */
  readonly message: string
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal }

export const accepted = <T>(value: T): Checked<T> => ({ ok: true, value })

export const refused = (code: GuardCode, message: string): Checked<never> => ({
  ok: false,
  refusal: { code, message }
})

/**
 * Carries a refusal out of the middle of a scan, for the public function to return as a value. Deliberately no Error:
 * collecting a stack for every bad frame would cost more than reading it.
 */
export class Stop {
  constructor(readonly refusal: Refusal) {}
}

export function stop(code: GuardCode, message: string): never {
  throw new Stop({ code, message })
}

export const malformed = (message: string): never => stop('update-malformed', message)
