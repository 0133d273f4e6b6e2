// A lean client: it speaks a server's protocol, keeps what arrives as it came, and applies none of it.

export interface ClientOptions {
  /** The server's origin. */
  readonly url: string
  readonly document: string
  /** Of its own among the clients of a run. */
  readonly name: string
  /** What it holds of the document already: a state vector in readable bytes. Weft devices have cursors instead. */
  readonly vector?: Uint8Array
  /** Each message with content, as it came. Nothing is read of it here: that would be the client's time, not the server's. */
  readonly onContent?: (message: Buffer) => void
  /** How many of its updates are stored, by the server's word. Never called by servers that have no such word. */
  readonly onStored?: (updates: number) => void
}

export interface Client {
  /** Updates of the document, in order. */
  send(updates: readonly Uint8Array[]): void
  /** Wire bytes so far, with all that WebSocket adds. */
  bytes(): { readonly in: number; readonly out: number }
  close(): void
}
