// Another tab of a y-websocket client's browser, on a slow line: edits that lean on what it wrote reach the relay first (F5).
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

/** Tabs hear each other over a broadcast channel. Nothing is noted of what this one writes, now and then, as it hears others. */
export function openSiblingTab(address, document) {
  class SlowWebSocket extends WebSocket {
    send(content) {
      setTimeout(() => {
        if (this.readyState === WebSocket.OPEN) super.send(content)
      }, 30)
    }
  }
  const sibling = new Y.Doc()
  let edits = 0
  sibling.on('update', (_, origin) => {
    if (origin === null || ++edits % 5 !== 0) return
    setTimeout(() => sibling.getText('text').insert(0, `<tab-${edits}>`), 1)
  })
  return new WebsocketProvider(address, document, sibling, {
    WebSocketPolyfill: SlowWebSocket,
    maxBackoffTime: 300
  })
}
