// Takes an update of a guest into the log: as it is, or what the log lacks of it, or not at all (SPEC F2 to F6).

import { entryKind } from '@weft/protocol'
import { defaultGuardLimits, inspectUpdate } from '@weft/yjs-guard'
import { logTrouble, troubleCodeOf } from '../core/log-trouble.js'
import type { UpdateOutcome } from '../log/port.js'
import { isDeletionsAlone, subtractDeletions, subtractUpdate } from '../log/subtract-update.js'
import type { Guest, Telling } from './guest.js'
import type { GuestHall } from './guest-hall.js'
import { keyOf, summariesOf } from './held-documents.js'
import { sendStepOne } from './serve-guest.js'

type Verdict =
  | { readonly kind: 'saved'; readonly appended: boolean }
  | { readonly kind: 'refused'; readonly reason: string }
  /** It leans on what the log does not have (SPEC F5). */
  | { readonly kind: 'missing'; readonly reason: string }
  /** Others told of what it repeats, again and again, between the comparison and the append. */
  | { readonly kind: 'overtaken' }

/** What an update whose fate is not known yet costs beside its bytes. */
const besideBytes = 1_024
/** Then its client is asked for all that it has. */
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
  const bytes = update.length + besideBytes
  guest.inFlightBytes += bytes
  core.writes.started()
  try {
    const verdict = guest.mayWrite
      ? await write(guest, update, telling, hall)
      : await compareOnly(guest, update, hall)
    if (guest.open) tell(guest, { update, telling }, verdict, hall)
  } catch (error) {
    const trouble = logTrouble(core, error, guest.space)
    if (guest.open) guest.events.failed(trouble)
  } finally {
    guest.inFlightBytes -= bytes
    core.writes.ended()
  }
}

function tell(
  guest: Guest,
  { update, telling }: { readonly update: Uint8Array; readonly telling: Telling },
  verdict: Verdict,
  hall: GuestHall
): void {
  if (verdict.kind === 'saved') guest.events.saved(update, verdict.appended, telling)
  else if (verdict.kind === 'refused') guest.events.refused(verdict.reason, update)
  // Step 2 is all that the client has: to ask for it again would bring the same again.
  else if (verdict.kind === 'missing' && telling === 'step-two') {
    guest.events.refused(verdict.reason, update)
  } else {
    guest.events.missing?.(update)
    askForMore(guest, hall)
  }
}

/** What a client made just now rarely repeats anything, and structs cost no read of the document. */
async function write(guest: Guest, update: Uint8Array, telling: Telling, hall: GuestHall): Promise<Verdict> {
  if (telling === 'update') {
    const fresh = await withoutHeldDeletions(guest, update, hall)
    if (fresh === undefined) return { kind: 'saved', appended: false }
    const outcome = await append(guest, fresh, hall)
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

/** Of deletions alone, what is new; undefined for none. The log tells no deletion from one that it holds. */
function withoutHeldDeletions(
  guest: Guest,
  update: Uint8Array,
  { held }: GuestHall
): Uint8Array | undefined | Promise<Uint8Array | undefined> {
  if (!isDeletionsAlone(update)) return update
  return held.read(guest.space, guest.document).then((document) => {
    const rest = subtractDeletions(update, summariesOf(document), defaultGuardLimits)
    if (rest?.kind === 'nothing') return undefined
    return rest?.kind === 'rest' ? rest.update : update
  })
}

/** The document may change between the comparison and the append; the log says so, and it is compared again. */
async function compareAndWrite(guest: Guest, update: Uint8Array, hall: GuestHall): Promise<Verdict> {
  if (await isHeld(guest, update, hall)) return { kind: 'saved', appended: false }
  for (let tries = 0; tries < mostTries; tries++) {
    const { state } = await hall.held.readMerged(guest.space, guest.document)
    const remainder = subtractUpdate(update, state, defaultGuardLimits)
    if (remainder.kind === 'nothing') return { kind: 'saved', appended: false }
    if (remainder.kind === 'refused') return remainder
    const outcome = await append(guest, remainder.update, hall)
    if (outcome.kind === 'appended') return { kind: 'saved', appended: true }
    if (outcome.kind !== 'refused') continue
    return missingReasons.has(outcome.reason) ? { kind: 'missing', reason: outcome.reason } : outcome
  }
  return { kind: 'overtaken' }
}

/** What was merged last holds whatever one who just came has to tell, and costs no merge (SPEC F7). */
async function isHeld(guest: Guest, update: Uint8Array, { held }: GuestHall): Promise<boolean> {
  const document = await held.read(guest.space, guest.document)
  const rest =
    subtractDeletions(update, summariesOf(document), defaultGuardLimits) ??
    subtractUpdate(update, document.state, defaultGuardLimits)
  return rest.kind === 'nothing'
}

/** Who may only read may tell what the log has already, as clients do when they come, and nothing else (SPEC F3). */
async function compareOnly(guest: Guest, update: Uint8Array, hall: GuestHall): Promise<Verdict> {
  if (await isHeld(guest, update, hall)) return { kind: 'saved', appended: false }
  const { state } = await hall.held.readMerged(guest.space, guest.document)
  const remainder = subtractUpdate(update, state, defaultGuardLimits)
  return remainder.kind === 'nothing'
    ? { kind: 'saved', appended: false }
    : { kind: 'refused', reason: 'role-forbids' }
}

async function append(guest: Guest, update: Uint8Array, hall: GuestHall): Promise<UpdateOutcome> {
  const { space, document } = guest
  const isReadable = isDeletionsAlone(update) && inspectUpdate(update, defaultGuardLimits).ok
  if (!isReadable) return appendAtOnce(guest, update, hall)
  const outcome = await hall.deletions.run(keyOf(space, document), update, () =>
    appendAtOnce(guest, update, hall)
  )
  return outcome ?? { kind: 'repeats' }
}

async function appendAtOnce(guest: Guest, update: Uint8Array, { core }: GuestHall): Promise<UpdateOutcome> {
  const { space, document } = guest
  const { update: kind } = entryKind
  const outcome = await core.log
    .appendUpdate({ space, document, kind, edits: 1, update, time: core.clock.now() })
    .catch((error: unknown) => {
      // A read that fails says nothing of writes.
      core.health.noteFailure(troubleCodeOf(error))
      throw error
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
    void sendStepOne(guest, hall)
  })
}
