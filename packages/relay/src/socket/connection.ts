// The connection port: one ordered, binary, two-way channel to a device. A WebSocket, or a fake in simulated worlds.

export interface Connection {
  /** Hands over one frame, in order. Must not throw after a close. */
  send(bytes: Uint8Array): void
  /** The same of a frame in two parts, of which the second goes to many: it is not copied. */
  sendParts(head: Uint8Array, rest: Uint8Array): void
  /** Ends the connection; the onClose listener follows, once. `code` is a WebSocket close code. */
  close(code: number, reason: string): void
  /** Bytes handed to send that have not left yet; 0 when that is not known. */
  bufferedAmount(): number
  /** Bytes handed to send that the other side is not known to have read; 0 when that is not known. */
  unansweredAmount(): number
  /** Takes nothing more from the device until resume, so that what it sends waits on its side. */
  pause(): void
  resume(): void
  /** At most one listener; called once a frame that came whole. */
  onMessage(listener: (bytes: Uint8Array) => void): void
  /** At most one listener; called once, whoever closed. */
  onClose(listener: () => void): void
  /** At most one listener; called when bufferedAmount or unansweredAmount has fallen. A connection that never buffers need not call. */
  onDrain(listener: () => void): void
}
