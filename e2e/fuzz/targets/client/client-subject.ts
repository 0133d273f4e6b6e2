// A device between an honest relay, another relay that lies, and frames from nowhere; and what must be true when it is over.

import { createSeededRandom } from '@weft/base/testing'
import {
  createMemoryStores,
  type Device,
  type OpenDocument,
  openDevice,
  type Space,
  type Transport
} from '@weft/client'
import { parseFrame, startMark } from '@weft/protocol'
import { openRelay, type Relay } from '@weft/relay'
import { createMemoryLog } from '@weft/relay/log'
import type { Action } from '../../run/action.js'
import type { Report, Subject } from '../../run/target.js'
import { memoryTransport } from '../../worlds/memory-transport.js'
import { createTime } from '../../worlds/time.js'
import { space } from '../../worlds/witness.js'
import { act, documents } from './acts.js'
import { checkDevice, type Typed } from './check-device.js'
import { isForging } from './client-script.js'
import type { DeviceHints } from './device-hints.js'
import { createTampering } from './tampering.js'

const healMs = 10 * 60_000
/** In a minute, however often it is turned away: half a second between two is the least. And some at once. */
const mostConnectionsAMinute = 120
const mostAtOnce = 8

export async function openClientSubject(world: number, report: Report): Promise<Subject> {
  const time = createTime()
  const random = createSeededRandom(11)
  const openOne = (): Relay & { readonly log: ReturnType<typeof createMemoryLog> } => {
    const log = createMemoryLog({ random: random.fork() })
    const fold = { minEntries: 10, afterEntries: 30 }
    return Object.assign(openRelay({ log, clock: time.clock, random: random.fork(), fold }), { log })
  }
  const relays = [openOne(), openOne()] as const
  let which = 0
  let connections = 0
  const hints: DeviceHints = { isOpen: false, replica: '', epoch: '', cursor: startMark, batch: 0 }
  const tampering = createTampering(report, isForging(world))
  let inject: ((bytes: Uint8Array) => void) | undefined
  let cut: (() => void) | undefined
  let lastInjected: Uint8Array | undefined
  let isInsisting = false

  const passage = (bytes: Uint8Array): readonly Uint8Array[] => {
    const frames = tampering.passage(bytes)
    const isWelcome = bytes[0] === 2
    if (!isInsisting || !isWelcome || !lastInjected) return frames
    report.made(lastInjected)
    return [...frames, lastInjected]
  }

  const transport: Transport = {
    connect: (url, events) => {
      connections++
      const relay = relays[which] ?? relays[0]
      const inner = memoryTransport(relay.accept, passage).connect(url, {
        ...events,
        opened: () => {
          hints.isOpen = true
          inject = events.received
          events.opened()
        },
        closed: (code, reason) => {
          hints.isOpen = false
          events.closed(code, reason)
        }
      })
      cut = inner.close
      return {
        ...inner,
        send: (bytes) => {
          learn(hints, bytes)
          inner.send(bytes)
        }
      }
    }
  }

  const stores = createMemoryStores()
  const open = async (name: string, way: Transport, at = createMemoryStores()): Promise<Device> =>
    openDevice({
      ...{ name, stores: at, transport: way, clock: time.clock, random: random.fork() },
      relay: { url: 'http://relay.test' }
    })
  const ana = await open('Ana', transport, stores)
  const ben = await open('Ben', memoryTransport(relays[0].accept))
  const spaces = [await ana.openSpace(space), await ben.openSpace(space)] as [Space, Space]
  const opened = await Promise.all(
    spaces.map((one) => Promise.all(documents.map((document) => one.openDocument(document))))
  )
  const [mine, others] = opened as [OpenDocument[], OpenDocument[]]
  const typed: Typed[] = []
  await time.pass(2_000)

  const type = (variant: number): void => {
    const document = documents[variant % documents.length] ?? documents[0]
    const ydoc = mine[variant % documents.length]?.ydoc
    if (!ydoc) return
    ydoc.getText('t').insert(0, `${typed.length};`)
    typed.push({ document, client: ydoc.clientID, clock: ydoc.store.clients.get(ydoc.clientID)?.length ?? 0 })
  }

  const doAct = (slot: number, variant: number): void => {
    if (slot === act.type) type(variant)
    else if (slot === act.typeElsewhere)
      others[variant % documents.length]?.ydoc.getText('t').insert(0, 'ben;')
    else if (slot === act.tamper) tampering.arm(variant)
    else if (slot === act.retry) ana.retry()
    else if (slot === act.insist) {
      isInsisting = variant !== 0
      cut?.()
    } else if (slot === act.otherRelay) {
      which = variant === 0 ? 0 : 1
      cut?.()
    }
  }

  const perform = (action: Action): void | Promise<void> => {
    switch (action.kind) {
      case 'act':
        return doAct(action.slot, action.variant)
      case 'send':
        lastInjected = action.bytes
        return hints.isOpen ? inject?.(action.bytes) : undefined
      case 'drop':
        return cut?.()
      case 'pass':
        return passWithoutLoop(action.ms)
      case 'settle':
        return time.settle()
    }
  }

  const passWithoutLoop = async (ms: number): Promise<void> => {
    const before = connections
    await time.pass(ms)
    const most = mostAtOnce + (ms / 60_000) * mostConnectionsAMinute
    if (connections - before > most) report.broken(`${connections - before} connections in ${ms} ms`)
  }

  const heal = async (): Promise<void> => {
    tampering.disarm()
    isInsisting = false
    which = 0
    cut?.()
    await time.pass(60_000)
    // What a person was asked for, such as to sign in, is given.
    ana.retry()
    await passWithoutLoop(healMs)
  }

  return {
    hints: { device: hints },
    perform,
    check: async () => {
      await heal()
      return checkDevice({
        space: spaces[0],
        stores,
        open,
        time,
        log: relays[0].log,
        typed,
        report,
        isForged: isForging(world)
      })
    },
    close: async () => {
      for (const document of [...mine, ...others]) document.awareness.destroy()
      const closing = Promise.all([
        ana.close(),
        ben.close(),
        ...relays.map((relay) => relay.close({ retryAfterMs: 0 }))
      ])
      await time.pass(20_000)
      await closing
    }
  }
}

/** A relay knows what its device says. */
function learn(hints: DeviceHints, bytes: Uint8Array): void {
  const frame = parseFrame(bytes)
  if (!frame.ok) return
  const { value } = frame
  if (value.type === 'hello') {
    const [first] = value.spaces
    if (!first) return
    hints.replica = first.replica
    hints.epoch = first.epoch ?? 'none'
    hints.cursor = first.cursor
    hints.batch = first.made.batch
  } else if (value.type === 'push') hints.batch = value.batch
}
