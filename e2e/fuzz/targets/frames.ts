// A relay's own endpoint: devices that say anything in any state of a session.

import { parseFrame } from '@weft/protocol'
import type { Action } from '../run/action.js'
import type { Report, Subject, Target } from '../run/target.js'
import { createWire, type MemoryWire } from '../worlds/memory-transport.js'
import { openRelayWorld } from '../worlds/relay-world.js'
import { createFrameScript } from './frames/frame-script.js'
import type { Heard } from './frames/heard.js'
import { createPushLedger } from './frames/push-ledger.js'

export const framesTarget: Target = {
  name: 'frames',
  open: openFrames,
  createScript: createFrameScript
}

async function openFrames(world: number, report: Report): Promise<Subject> {
  const relayWorld = await openRelayWorld(world, report)
  const { relay, time, secret } = relayWorld
  const ledger = createPushLedger()
  const slots = new Map<number, { readonly wire: MemoryWire; readonly heard: Heard }>()

  const open = (slot: number): void => {
    slots.get(slot)?.wire.drop()
    const heard: Heard = {
      isOpen: true,
      standing: undefined,
      epoch: null,
      head: undefined,
      batch: 0,
      devices: []
    }
    const wire = createWire({
      received: (bytes) => take(heard, bytes, report, ledger.answered),
      closed: () => {
        heard.isOpen = false
      }
    })
    slots.set(slot, { wire, heard })
    relay.accept(wire.connection)
  }

  const perform = (action: Action): void | Promise<void> => {
    switch (action.kind) {
      case 'open':
        return open(action.slot)
      case 'send':
        ledger.sent(action.bytes)
        return slots.get(action.slot)?.wire.send(action.bytes)
      case 'drop':
        return slots.get(action.slot)?.wire.drop()
      case 'pass':
        return time.pass(action.ms)
      case 'settle':
        return time.settle()
    }
  }

  return {
    hints: { secret, heard: (slot: number) => slots.get(slot)?.heard },
    perform,
    check: async () => {
      const problems = await relayWorld.check(({ entries }) => ledger.check(entries))
      for (const { wire } of slots.values()) wire.drop()
      slots.clear()
      await time.pass(1_000)
      if (relay.sessions !== 2) problems.push(`${relay.sessions} sessions are left of 2`)
      return problems
    },
    close: relayWorld.close
  }
}

/** What the relay says is always a frame that can be read. */
function take(
  heard: Heard,
  bytes: Uint8Array,
  report: Report,
  answered: ReturnType<typeof createPushLedger>['answered']
): void {
  const frame = parseFrame(bytes)
  if (!frame.ok) {
    report.broken(`the relay sent a frame that cannot be read: ${frame.error.message}`)
    return
  }
  const { value } = frame
  if (value.type === 'error') report.answer(value.code)
  else if (value.type === 'welcome') {
    const [first] = value.spaces
    heard.standing = first?.standing
    heard.epoch = first?.epoch ?? null
    heard.head = first?.head
    heard.batch = first?.held.batch ?? 0
    report.answer(first ? `standing-${first.standing}` : 'standing-nothing')
  } else if (value.type === 'receipt') {
    heard.batch = value.batch
    for (const { reason } of value.refused) report.answer(reason)
    const { accepted } = answered(value)
    for (let left = accepted; left > 0; left--) report.answer('accepted')
  } else if (value.type === 'devices') {
    heard.devices = value.rows.map(({ device }) => device)
  }
}
