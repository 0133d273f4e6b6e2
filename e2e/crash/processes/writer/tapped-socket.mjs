// A WebSocket that lets somebody hear what it receives.
import WebSocket from 'ws'

/** `hear(bytes)` is called before anybody else acts on a message. */
export function tappedWebSocket(hear) {
  return class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols)
      this.on('message', (content) => hear(new Uint8Array(content)))
    }
  }
}
