// Takes an update of a guest into the log: as it is, or what the log lacks of it, or not at all (SPEC F2 to F6).

import { entryKind } from '@weft/protocol'
import { defaultGuardLimits } from '@weft/yjs-guard'
import { logTrouble } from '../core/log-trouble.js'
import type { UpdateOutcome } from '../log/port.js'
import { subtractUpdate } from '../log/subtract-update.js'
import type { Guest } from './guest.js'
import type { GuestHall } from './guest-hall.js'
import { sendStepOne } from './serve-guest.js'

/** Whether the client made it just now, or tells all that it has beyond a state vector. */
export type Telling = 'update' | 'step-two'

type Verdict =
  | { readonly kind: 'saved'; readonly appended: boolean }
  | { readonly kind: 'refused'; readonly reason: string }
  /** It leans on what the log does not have (SPEC F5). */
  | { readonly kind: 'missing' }

/** An update that others overtake again and again is as good as refused: its client is asked for all it has. */
const mostTries = 8
/** What the log lacks is not asked for more often than this (SPEC F5). */
const askEveryMs = 1_000

const missingReasons: ReadonlySet<string> = new Set([
  'update-clock-gap',
  'update-missing-dependency',
  'update-deletes-unknown'
])

/** Does not reject. What becomes of the update is told to the guest's events. */
export async function takeUpdate(
  guest: Guest,
  update: Uint8Array,
  telling: Telling,
  hall: GuestHall
): Promise<void> {
  const { core } = hall
  guest.inFlightBytes += update.length
  core.writes.started()
  try {
    const verdict = guest.mayWrite
      ? await write(guest, update, telling, hall)
      : await compareOnly(guest, update, hall)
    if (guest.open) tell(guest, update, verdict, hall)
  } catch (error) {
    const trouble = logTrouble(core, error, guest.space)
    core.health.noteFailure(trouble.code)
    if (guest.open) guest.events.failed(trouble)
  } finally {
    guest.inFlightBytes -= update.length
    core.writes.ended()
  }
}

function tell(guest: Guest, update: Uint8Array, verdict: Verdict, hall: GuestHall): void {
  if (verdict.kind === 'saved') guest.events.saved(update, verdict.appended)
  else if (verdict.kind === 'refused') guest.events.refused(verdict.reason)
  else askForMore(guest, hall)
}

/** What a client made just now rarely repeats anything, and costs no read of the document. */
async function write(guest: Guest, update: Uint8Array, telling: Telling, hall: GuestHall): Promise<Verdict> {
  if (telling === 'update') {
    const outcome = await append(guest, update, hall)
    if (outcome.kind === 'appended') return { kind: 'saved', appended: true }
    if (outcome.kind === 'refused' && !missingReasons.has(outcome.reason)) return outcome
  }
  // What it leans on may be in an update that is being compared: each waits for the one before.
  const compared = guest.comparing.then(() => compareAndWrite(guest, update, hall))
  guest.comparing = compared.then(
    () => undefined,
    () => undefined
  )
  return compared
}

/** The document may change between the comparison and the append; the log says so, and it is compared again. */
async function compareAndWrite(guest: Guest, update: Uint8Array, hall: GuestHall): Promise<Verdict> {
  for (let tries = 0; tries < mostTries; tries++) {
    const { state } = await hall.held.readMerged(guest.space, guest.document)
    const remainder = subtractUpdate(update, state, defaultGuardLimits)
    if (remainder.kind === 'nothing') return { kind: 'saved', appended: false }
    if (remainder.kind === 'refused') return remainder
    const outcome = await append(guest, remainder.update, hall)
    if (outcome.kind === 'appended') return { kind: 'saved', appended: true }
    if (outcome.kind === 'refused') return missingReasons.has(outcome.reason) ? { kind: 'missing' } : outcome
  }
  return { kind: 'missing' }
}

/** Who may only read may tell what the log has already, as clients do when they come, and nothing else (SPEC F3). */
async function compareOnly(guest: Guest, update: Uint8Array, hall: GuestHall): Promise<Verdict> {
  const { state } = await hall.held.readMerged(guest.space, guest.document)
  const remainder = subtractUpdate(update, state, defaultGuardLimits)
  return remainder.kind === 'nothing'
    ? { kind: 'saved', appended: false }
    : { kind: 'refused', reason: 'role-forbids' }
}

async function append(guest: Guest, update: Uint8Array, { core }: GuestHall): Promise<UpdateOutcome> {
  const outcome = await core.log.appendUpdate({
    space: guest.space,
    document: guest.document,
    kind: entryKind.update,
    edits: 1,
    update,
    time: core.clock.now()
  })
  core.health.noteSuccess()
  if (outcome.kind === 'appended') core.counters.guestUpdatesAppended++
  return outcome
}

/** These clients send nothing again by themselves, but they answer step 1. One that waits asks for all that came. */
function askForMore(guest: Guest, hall: GuestHall): void {
  if (guest.cancelAsk) return
  const { clock } = hall.core
  const waitMs = Math.max(0, guest.askedAt + askEveryMs - clock.monotonic())
  guest.cancelAsk = clock.after(waitMs, () => {
    guest.cancelAsk = undefined
    guest.askedAt = clock.monotonic()
    void sendStepOne(guest, hall, 'newest')
  })
}
