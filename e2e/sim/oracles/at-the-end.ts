// Oracles of a healed world: the log from its first entry, every copy of every document, and every edit ever saved.

import { isSameBytes, nextRunningHash, startMark } from '@weft/protocol'
import { fingerprint, holds } from '../devices/edit.js'
import type { World } from '../world/world.js'
import { judgeTypedFields } from './on-typed-fields.js'

export async function judgeTheEnd(world: World): Promise<void> {
  for (const space of world.swarm.spaces) {
    await judgeLog(world, space)
    for (const document of world.swarm.documents) await judgeDocument(world, space, document)
  }
  await judgeLedger(world)
  await judgeTypedFields(world)
  await judgeUnknownKinds(world)
  world.judge.verdict()
}

/** L1, L3, B3, B4: from the first entry on, or from what folding left. */
async function judgeLog(world: World, space: string): Promise<void> {
  const { judge } = world
  const log = world.log.memory
  const known = (await log.spaces()).find((record) => record.space === space)
  if (!known) return
  let { position, hash } = startMark
  let isChained = true
  if (known.horizon > 0) {
    position = known.horizon
    isChained = false
  }
  const lastBatches = new Map<string, number>()
  for (;;) {
    const { entries, mark } = await log.read(space, position, 1_000_000)
    if (!isChained) {
      hash = mark.hash
      isChained = true
      position = mark.position
      if (entries.length === 0) break
      continue
    }
    if (entries.length === 0) break
    let previous = ''
    for (const entry of entries) {
      judge.expect(
        'gapless and chained',
        entry.position === position + 1,
        () => `${entry.position} after ${position}`
      )
      position = entry.position
      hash = nextRunningHash(hash, entry)
      const told = world.wire.told.get(`${space} ${position}`)
      judge.expect(
        'what was told stays',
        !told || isSameBytes(told, hash),
        () => `position ${position} of ${space}`
      )
      const batch = `${entry.replica} ${entry.batch}`
      if (entry.batch === 0 || batch === previous) continue
      previous = batch
      const last = lastBatches.get(entry.replica) ?? 0
      judge.expect('batch at most once', entry.batch !== last, () => `batch ${batch} of ${space}`)
      judge.expect('batches in order', entry.batch > last, () => `batch ${batch} of ${space} after ${last}`)
      lastBatches.set(entry.replica, entry.batch)
    }
  }
  judge.expect('gapless and chained', isSameBytes(known.head.hash, hash), () => `the head of ${space}`)
}

/** C4 for what is open; L10, L11 and D4 for what is loaded afresh from each machine's store. */
async function judgeDocument(world: World, space: string, document: string): Promise<void> {
  const { judge } = world
  const expected = fingerprint(await world.truth.document(space, document))
  const compare = (found: string, who: string): void =>
    judge.expect(
      'converged',
      found === expected,
      () => `${document} of ${space} at ${who}\n${found}\nthe log\n${expected}`
    )
  judge.expect(
    'converged',
    expected.endsWith('false]'),
    () => `${document} of ${space} leaves something pending`
  )
  for (const machine of world.machines) {
    for (const tab of machine.tabs) {
      const { opened } = await world.whileTimePasses(tab.open(space, document))
      compare(fingerprint(opened.ydoc), machine.name)
    }
  }
  // Known and open: what a restored log lost of a device that is gone, a guest alone cannot give back (G5).
  if (world.unmade.size === 2) return
  for (const guest of world.guests) {
    if (guest.space === space && guest.document === document)
      compare(fingerprint(guest.ydoc), guest.place.name)
  }
}

async function judgeLedger(world: World): Promise<void> {
  for (const { space, document, update } of world.ledger.all()) {
    const isKept = holds(await world.truth.document(space, document), update)
    world.judge.expect('saved is kept', isKept, () => `an edit of ${document} of ${space}`)
  }
}

/** L8, as far as the disk was not restored from before it. */
async function judgeUnknownKinds({ nextVersion, unmade, log, judge }: World): Promise<void> {
  if (!nextVersion || unmade.has('disk')) return
  const stored = await log.memory.readDocument(nextVersion.space, nextVersion.document)
  const kept = new Set(stored?.entries.map(({ payload }) => Buffer.from(payload ?? []).toString('hex')))
  for (const payload of nextVersion.acknowledged) {
    judge.expect('unknown kinds are kept', kept.has(payload), () => `${payload} of ${nextVersion.document}`)
  }
}
