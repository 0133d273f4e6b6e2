// A device process that types tokens in bursts without end, and says at once which of them its screen would show as saved or sent.
//
// argv[2]: JSON { url, folder, name, documents, everyMs }. Commands on stdin, a line each: `retry`.
// Lines on stdout: `typed N`, `saved N`, `relayed DOCUMENT N` (this device's tokens up to N of that document).
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { openDevice, webSocketTransport } from '@weft/client'
import { sqliteStores } from '@weft/store-sqlite'
import WebSocket from 'ws'

const { url, folder, name, documents, everyMs } = JSON.parse(process.argv[2])

// Synchronous: a line that was written is out, whatever happens to this process next.
const say = (line) => writeSync(1, `${line}\n`)

const device = await openDevice({
  stores: sqliteStores({ folder }),
  name,
  relay: { url },
  transport: webSocketTransport(WebSocket)
})
const space = await device.openSpace('notes')
const open = await Promise.all(documents.map((id) => space.openDocument(id)))

let typed = -1
for (const { id, ydoc } of open) {
  const tokens = [
    ...ydoc
      .getText('text')
      .toString()
      .matchAll(new RegExp(`<${name}(\\d+)>`, 'g'))
  ]
  for (const [, number] of tokens) typed = Math.max(typed, Number(number))
  const status = space.documentStatus(id)
  const tell = (shown) => {
    if (!shown.relayed) return
    const last = ydoc
      .getText('text')
      .toString()
      .match(new RegExp(`<${name}(\\d+)>`, 'g'))
      ?.at(-1)
    if (last !== undefined) say(`relayed ${id} ${/\d+/.exec(last.slice(name.length + 1))[0]}`)
  }
  status.subscribe(tell)
  tell(status.get())
}

const type = () => {
  typed += 1
  const number = typed
  const { ydoc } = open[number % open.length]
  ydoc.getText('text').insert(ydoc.getText('text').length, `<${name}${number}>`)
  say(`typed ${number}`)
  space.flush().then(
    () => say(`saved ${number}`),
    () => {}
  )
}

/** Ten tokens, then a look at the screen: on when all is sent, or when that takes long. */
const burst = 10
const patienceMs = 300
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function typeOn() {
  for (;;) {
    for (let n = 0; n < burst; n++) {
      type()
      await sleep(everyMs)
    }
    const end = performance.now() + patienceMs
    while (performance.now() < end && space.status.get().counts.waiting > 0) await sleep(everyMs)
  }
}

void typeOn()
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'retry') device.retry()
})
say('ready')
