// Hands messages to a guest as its socket takes them.

import { encodeOnce } from './encoded-once.js'
import type { Guest } from './guest.js'
import type { GuestHall } from './guest-hall.js'
import { entriesBytes, unheldBytes } from './socket-bounds.js'
import type { TailEntry } from './tail-entry.js'
import { pieceBytes, piecesOf } from './update-pieces.js'

/** While others wait for their turn, who takes less of what waits for it than so much a second, after a minute, is cut. */
const patienceMs = 60_000
const slowestBytesPerSecond = 32 * 1024
/** How often it is looked whether others wait, from then on. */
const lookMs = 10_000

export function sendNow(guest: Guest, kind: 'stepTwo' | 'update', content: Uint8Array): void {
  guest.connection.send(encodeOnce(guest.dialect, kind, content))
}

/** The same, of what stands in the budget: `leave` is called once it has left the socket, or its client has gone. */
export function sendUnderBudget(
  guest: Guest,
  { core, budget }: GuestHall,
  kind: 'stepTwo' | 'update',
  content: Uint8Array,
  leave: () => void
): void {
  sendNow(guest, kind, content)
  const bytes = guest.connection.bufferedAmount()
  if (bytes <= unheldBytes) {
    leave()
    return
  }
  const look = (): void => {
    if (!budget.isCrowded) cancel = core.clock.after(lookMs, look)
    else {
      leave()
      guest.events.failed({ code: 'rate-exceeded', message: 'the client reads nothing', retryAfterMs: 1_000 })
    }
  }
  let cancel = core.clock.after(patienceMs + (bytes * 1_000) / slowestBytesPerSecond, look)
  guest.leaving.push(() => {
    cancel()
    leave()
  })
}

/** Resolves when no more than `bytes` wait in the guest's socket; false when it is gone. */
export async function untilRoom(guest: Guest, bytes: number = unheldBytes): Promise<boolean> {
  while (guest.open && guest.connection.bufferedAmount() > bytes) {
    await new Promise<void>((resolve) => guest.leaving.push(resolve))
  }
  return guest.open
}

/** What waits for the guest's socket goes on; to be called when it has drained, and when the guest is gone. */
export function letGo(guest: Guest): void {
  if (guest.open && guest.connection.bufferedAmount() > unheldBytes) return
  for (const go of guest.leaving.splice(0)) go()
}

/** Entries in order, until the socket is full or a large one comes. */
export function sendSmall(guest: Guest, entries: readonly TailEntry[]): void {
  for (const { position, update } of entries) {
    // An answer may have gone beyond it meanwhile.
    if (position <= (guest.sent ?? 0)) continue
    if (update.length > pieceBytes || guest.connection.bufferedAmount() > entriesBytes) return
    sendNow(guest, 'update', update)
    guest.sent = position
  }
}

/** One entry in pieces. Ends early when the guest is gone. */
export async function sendLarge(
  guest: Guest,
  hall: GuestHall,
  { position, update }: TailEntry
): Promise<void> {
  const leave = await hall.budget.enter(update, update.length)
  try {
    for (const piece of piecesOf(update)) {
      if (!(await untilRoom(guest))) return
      sendUnderBudget(guest, hall, 'update', piece, () => undefined)
    }
    guest.sent = Math.max(guest.sent ?? 0, position)
  } finally {
    leave()
  }
}
