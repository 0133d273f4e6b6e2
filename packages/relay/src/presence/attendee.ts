// Someone who is told of presence in a space, and may have some: a device's session, or a guest.

export interface Attendee {
  /** Whose states are whose: a replica may take its own over on a new connection. */
  readonly owner: string
  /** Guests' clients send on what they heard of others, so what is another's is left out instead of refused. */
  readonly kind: 'member' | 'guest'
  /** The document that it hears of; undefined: of all in the space. */
  readonly document: string | undefined
  /** False when it reads too slowly: it is told what it missed, as it is by then, when it is ready again. */
  ready(): boolean
  /** `update` is the same object for all who get the same states, so that it can be encoded once. */
  tell(document: string, update: Uint8Array): void
  /** The same of an update in two parts, of which the second goes to many in part: it is not copied. */
  tellPart(document: string, head: Uint8Array, entries: Uint8Array): void
}
