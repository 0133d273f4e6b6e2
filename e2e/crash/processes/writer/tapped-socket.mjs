// A WebSocket that lets somebody listen to what goes through it.
import WebSocket from 'ws'

/** `tap(socket)` gives `{ sent(bytes), received(bytes) }` for a connection; both are called before anybody else acts on it. */
export function tappedWebSocket(tap) {
  return class extends WebSocket {
    #heard

    constructor(url, protocols) {
      super(url, protocols)
      this.#heard = tap()
      this.on('message', (content) => this.#heard.received(new Uint8Array(content)))
    }

    send(content, ...rest) {
      this.#heard.sent(new Uint8Array(content))
      super.send(content, ...rest)
    }
  }
}
