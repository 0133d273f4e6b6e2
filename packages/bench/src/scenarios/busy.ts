// Many small documents at once: in each, one writes a little now and then, and another reads it.

import * as Y from 'yjs'
import { applyMessages } from '../clients/contents.js'
import { openClient } from '../clients/open-client.js'
import { NotWhatWasSent } from '../clients/readers.js'
import { inGroups } from '../run/in-groups.js'
import { cpuMsOf } from '../run/process-cost.js'
import { quantile } from '../run/quantile.js'
import { passed, type Scenario, scaled, type World } from './scenario.js'

const everyMs = 200
const totalMs = 10_000
const openedAtOnce = 20

export const busy: Scenario = {
  name: 'busy',
  title: '200 documents of 2 clients, in each one update every 200 ms',
  figures: {
    p50: { unit: 'ms p50', better: 'less', digits: 2 },
    p99: { unit: 'ms p99', better: 'less', digits: 2 },
    cpu: { unit: 'server CPU, % of a core', better: 'less', digits: 1 }
  },
  suits: () => true,
  run: async (world) => {
    const { url, pid } = await world.server.start(world.scope, world.folder)
    const count = scaled(200, world, 'documents')
    const pairs = await inGroups(count, openedAtOnce, (index) => openPair(world, url, index))
    await passed(1_000)
    const cpu = await cpuMsOf(pid)
    const from = performance.now()
    const turns = Math.round((totalMs * Math.max(0.1, world.scale)) / everyMs)
    await Promise.all(pairs.map((pair, index) => write(pair, turns, from + (index * everyMs) / count)))
    const tookMs = performance.now() - from
    const cpuMs = (await cpuMsOf(pid)) - cpu
    await passed(1_000)
    const times = pairs.flatMap((pair) => timesOf(world, pair))
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), cpu: (100 * cpuMs) / tookMs }
  }
}

interface Pair {
  readonly document: string
  send(update: Uint8Array): void
  readonly received: { readonly at: number; readonly message: Buffer }[]
  readonly sent: { readonly at: number; readonly token: string }[]
}

/** A space of their own for the two: a device of Weft is sent all of its space, where others ask for a document. */
async function openPair({ server, scope }: World, url: string, index: number): Promise<Pair> {
  const document = `n/${index}`
  const base = { scope, url, document, space: `space-${index}` }
  const received: Pair['received'] = []
  await openClient(server.dialect, {
    ...{ ...base, name: `reader-${index}` },
    onContent: (message) => void received.push({ at: performance.now(), message })
  })
  const writer = await openClient(server.dialect, { ...base, name: `writer-${index}` })
  return { document, send: (update) => writer.send([update]), received, sent: [] }
}

async function write(pair: Pair, turns: number, from: number): Promise<void> {
  const ydoc = new Y.Doc()
  ydoc.on('update', (update: Uint8Array) => pair.send(update))
  const text = ydoc.getText('text')
  for (let turn = 0; turn < turns; turn++) {
    await passed(Math.max(0, from + turn * everyMs - performance.now()))
    const token = `<${turn}>`
    pair.sent.push({ at: performance.now(), token })
    text.insert(text.length, token)
  }
}

/** From when each was sent to when it had arrived, ms. */
function timesOf({ server }: World, { document, received, sent }: Pair): number[] {
  const ydoc = new Y.Doc()
  applyMessages(
    ydoc,
    server.dialect,
    document,
    received.map(({ message }) => message)
  )
  if (ydoc.getText('text').toString() !== sent.map(({ token }) => token).join('')) {
    throw new NotWhatWasSent(`the text of ${document} differs`)
  }
  return sent.map(({ at, token }) => {
    const arrival = received.find((one) => one.at >= at && one.message.includes(token))
    if (!arrival) throw new NotWhatWasSent(`${token} of ${document} came in no message of its own`)
    return arrival.at - at
  })
}
