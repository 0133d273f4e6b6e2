// The unmodified client of y-websocket on a slow line: it hangs up when no message came whole for 30 s.

import { createScope, type Scope } from '@weft/base'
import { afterEach, beforeEach, expect, it } from 'vitest'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { makeFolder } from '../lib/folders.js'
import { startRelay } from '../lib/relay-process.js'
import { openSlowLine } from '../lib/slow-line.js'
import { untilTrue } from '../lib/until.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

const isFull = process.env.WEFT_LOAD === 'full'
const bytesPerSecond = 8 * 1024
const documentBytes = 500_000
const patienceMs = 150_000

function open(url: string): WebsocketProvider {
  const provider = new WebsocketProvider(`${url}/yjs/notes`, 'n/large', new Y.Doc(), {
    WebSocketPolyfill: WebSocket as never,
    disableBc: true
  })
  scope.own(() => {
    provider.destroy()
    provider.awareness.destroy()
  })
  return provider
}

it.skipIf(!isFull)(
  'F7 a client on a line of 8 KiB a second is synced with a document that takes it a minute, on one connection',
  async () => {
    const relay = await startRelay(scope, { data: await makeFolder(scope, 'relay') })
    const writer = open(relay.url.replace('http', 'ws'))
    const text = writer.doc.getText('t')
    for (let paragraph = 0; text.length < documentBytes; paragraph++) {
      text.insert(text.length, `${paragraph} `.padEnd(1_000, 'weft '))
    }
    await untilTrue(
      () => writer.synced,
      () => 'the writer is synced',
      patienceMs
    )
    const line = await openSlowLine(scope, relay.port, bytesPerSecond)
    const began = performance.now()
    const reader = open(line.url)
    const told = (): string =>
      `${documentBytes} characters at ${bytesPerSecond} bytes a second: ${reader.doc.getText('t').length} characters ` +
      `after ${((performance.now() - began) / 1_000).toFixed(0)} s, ${line.connections} connections, ${line.bytes} bytes`
    await untilTrue(() => reader.synced, told, patienceMs)
    console.log(told())
    expect(reader.doc.getText('t').toString()).toBe(text.toString())
    expect(line.connections).toBe(1)
  },
  2 * patienceMs
)
