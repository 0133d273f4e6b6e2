// Very many devices of many spaces that write now and then: what that costs, beside what the model says that it costs.

import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as Y from 'yjs'
import { capacityOf } from '../capacity/model.js'
import type { Client } from '../clients/client.js'
import { applyMessages } from '../clients/contents.js'
import { openClient } from '../clients/open-client.js'
import { NotWhatWasSent } from '../clients/readers.js'
import { inGroups } from '../run/in-groups.js'
import { cpuMsOf, memoryOf } from '../run/process-cost.js'
import { quantile } from '../run/quantile.js'
import { passed, type Scenario, scaled, type World } from './scenario.js'

const document = 'n/shared'
const inSpace = 10
const everyMs = 5_000
const measuredMs = 30_000
const openedAtOnce = 50

export const capacity: Scenario = {
  name: 'capacity',
  title: '2,000 devices, ten to a space, each of which writes every five seconds',
  figures: {
    cpu: { unit: 'server CPU, % of a core', better: 'less', digits: 1 },
    cpuByModel: { unit: 'the same by the model', better: 'less', digits: 1 },
    memory: { unit: 'MB', better: 'less', digits: 0 },
    memoryByModel: { unit: 'the same by the model', better: 'less', digits: 0 },
    disk: { unit: 'bytes stored an edit', better: 'less', digits: 0 },
    diskByModel: { unit: 'the same by the model', better: 'less', digits: 0 },
    p50: { unit: 'ms p50', better: 'less', digits: 2 },
    p99: { unit: 'ms p99', better: 'less', digits: 2 }
  },
  suits: ({ name }) => name === 'weft',
  run: async (world) => {
    const { url, pid } = await world.server.start(world.scope, world.folder)
    const spaces = scaled(200, world)
    const groups = await inGroups(spaces, Math.ceil(openedAtOnce / inSpace), (index) =>
      openSpace(world, url, `space-${index}`)
    )
    await passed(2_000)
    const bytes = await sizeOf(world.folder)
    const cpu = await cpuMsOf(pid)
    const from = performance.now()
    const turns = Math.max(1, Math.round((measuredMs * Math.max(0.2, world.scale)) / everyMs))
    await Promise.all(
      groups.map((group, index) => write(group, turns, from + (index * everyMs) / spaces / inSpace))
    )
    const tookMs = performance.now() - from
    const cpuMs = (await cpuMsOf(pid)) - cpu
    const { rssBytes } = await memoryOf(pid)
    await passed(1_000)
    const edits = spaces * inSpace * turns
    const times = groups.flatMap((group) => timesOf(group))
    const devices = spaces * inSpace
    const model = capacityOf({ devices, pushesPerSecond: (edits * 1_000) / tookMs, readers: inSpace })
    return {
      ...{ cpu: (100 * cpuMs) / tookMs, cpuByModel: model.cpu },
      ...{ memory: rssBytes / 2 ** 20, memoryByModel: model.memoryMb },
      disk: ((await sizeOf(world.folder)) - bytes) / edits,
      diskByModel: (model.storedBytes * tookMs) / 1_000 / edits,
      ...{ p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
    }
  }
}

/** Ten devices, of which the first keeps what comes. */
interface Group {
  readonly writers: readonly { readonly client: Client; readonly ydoc: Y.Doc; readonly name: string }[]
  readonly received: { readonly at: number; readonly message: Buffer }[]
  readonly sent: { readonly at: number; readonly token: string; readonly writer: number }[]
}

async function openSpace({ scope }: World, url: string, space: string): Promise<Group> {
  const received: Group['received'] = []
  const keep = (message: Buffer): void => void received.push({ at: performance.now(), message })
  const writers = await inGroups(inSpace, inSpace, async (index) => {
    const name = `device-${index}`
    const onContent = index === 0 ? keep : () => undefined
    const client = await openClient('weft', {
      ...{ scope, url, space, document, onContent },
      name: `${space}-${name}`
    })
    return { client, ydoc: new Y.Doc(), name }
  })
  return { writers, received, sent: [] }
}

async function write({ writers, sent }: Group, turns: number, from: number): Promise<void> {
  await Promise.all(
    writers.map(async ({ client, ydoc, name }, index) => {
      const text = ydoc.getText(name)
      ydoc.on('update', (update: Uint8Array) => client.send([update], document))
      for (let turn = 0; turn < turns; turn++) {
        const due = from + turn * everyMs + (index * everyMs) / inSpace
        await passed(Math.max(0, due - performance.now()))
        const token = `<${name} ${turn}>`
        sent.push({ at: performance.now(), token, writer: index })
        text.insert(text.length, token)
      }
    })
  )
}

/** Of what others wrote, from when it was sent to when the first device had it, ms. */
function timesOf({ writers, received, sent }: Group): number[] {
  const ydoc = new Y.Doc()
  applyMessages(
    ydoc,
    'weft',
    document,
    received.map(({ message }) => message)
  )
  for (const [index, writer] of writers.entries()) {
    const written = writer.ydoc.getText(writer.name).toString()
    if (index > 0 && ydoc.getText(writer.name).toString() !== written) {
      throw new NotWhatWasSent(`what ${writer.name} wrote is not what came`)
    }
  }
  return sent
    .filter(({ writer }) => writer > 0)
    .map(({ at, token }) => {
      const arrival = received.find((one) => one.at >= at && one.message.includes(token))
      if (!arrival) throw new NotWhatWasSent(`${token} came in no message`)
      return arrival.at - at
    })
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder)
  const sizes = await Promise.all(
    names.filter((name) => !name.endsWith('-wal')).map(async (name) => (await stat(join(folder, name))).size)
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
