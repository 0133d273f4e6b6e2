// A relay with hostile clients of another protocol: what both dialects' targets do alike.

import type { Action } from '../run/action.js'
import type { Report, Subject } from '../run/target.js'
import { createWire, type MemoryWire } from '../worlds/memory-transport.js'
import { openRelayWorld, type RelayWorld } from '../worlds/relay-world.js'

export interface GuestDialect {
  /** Connects a client; `variant` is the script's word for where to. */
  accept(world: RelayWorld, wire: MemoryWire, variant: number): void
  /** Throws on a message that the dialect's client does not know; returns what it means, for the count. */
  read(bytes: Uint8Array): string | undefined
}

export async function openGuestSubject(
  world: number,
  report: Report,
  dialect: GuestDialect
): Promise<Subject> {
  const relayWorld = await openRelayWorld(world, report)
  const { relay, time, secret } = relayWorld
  const slots = new Map<number, { readonly wire: MemoryWire; isOpen: boolean }>()

  const open = (slot: number, variant: number): void => {
    slots.get(slot)?.wire.drop()
    const wire = createWire({
      received: (bytes) => take(bytes, dialect, report),
      closed: (code) => {
        opened.isOpen = false
        if (code !== 1006) report.answer(`closed-${code}`)
      }
    })
    const opened = { wire, isOpen: true }
    slots.set(slot, opened)
    dialect.accept(relayWorld, wire, variant)
  }

  const perform = (action: Action): void | Promise<void> => {
    switch (action.kind) {
      case 'open':
        return open(action.slot, action.variant)
      case 'send':
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
    hints: { secret, isOpen: (slot: number) => slots.get(slot)?.isOpen ?? false },
    perform,
    check: async () => {
      const problems = await relayWorld.check()
      const { guestUpdatesAppended } = relay.counters
      // The witness's own are among them: few beside the others.
      for (let left = guestUpdatesAppended; left > 0; left--) report.answer('accepted')
      for (const { wire } of slots.values()) wire.drop()
      slots.clear()
      await time.pass(1_000)
      if (relay.sessions !== 2) problems.push(`${relay.sessions} sessions are left of 2`)
      return problems
    },
    close: relayWorld.close
  }
}

function take(bytes: Uint8Array, { read }: GuestDialect, report: Report): void {
  try {
    const meaning = read(bytes)
    if (meaning !== undefined) report.answer(meaning)
  } catch (error) {
    report.broken(`the relay sent what its client cannot read: ${String(error)}`)
  }
}
