// Someone who is told of presence in a space, and may have some: a device's session, or a guest.

export interface Attendee {
  /** Whose states are whose: a replica may take its own over on a new connection. */
  readonly owner: string
  /** Guests' clients send on what they heard of others, so what is another's is left out instead of refused. */
  readonly kind: 'member' | 'guest'
  /** Whether the attendee wants to hear of a document. */
  hears(document: string): boolean
  /** False when it is gone or reads too slowly: it misses states, which come again. */
  ready(): boolean
  /** `update` is the same object for all who get the same states, so that it can be encoded once. */
  tell(document: string, update: Uint8Array): void
}
