// The transport port: how a device reaches a relay.

export interface Transport {
  /** Starts one connection. `url` is an http(s) or ws(s) origin. Events come later, never inside the call. */
  connect(url: string, events: TransportEvents): TransportConnection
}

export interface TransportEvents {
  opened(): void
  /** One binary frame. */
  received(bytes: Uint8Array): void
  /** Once, also when it never opened. `code` is a WebSocket close code; 1006 for a lost connection. */
  closed(code: number, reason: string): void
}

export interface TransportConnection {
  send(bytes: Uint8Array): void
  /** Bytes handed to send that have not left yet. */
  bufferedBytes(): number
  /** Ends it; `closed` follows. */
  close(): void
}
