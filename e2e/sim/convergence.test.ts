// Worlds in which everything goes wrong that can, and which must be whole again once it stops.

import { entryKind, nextRunningHash, startMark } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createWorld, fingerprint, type SimTab, spaceName, type World } from './world.js'

const seeds = Number(process.env.WEFT_SIM_SEEDS ?? 250)
const firstSeed = Number(process.env.WEFT_SIM_FROM ?? 1)
/** Seeds that found something; they stay. */
const pinned: readonly number[] = []

const documents = ['n/a', 'n/b', 'n/c', 'n/d']

describe('a world with faults', () => {
  it(
    'C4 converges, keeps what was acknowledged, and never says up to date falsely',
    async () => {
      const totals: Record<string, number> = {}
      for (const seed of [...pinned, ...Array.from({ length: seeds }, (_, index) => firstSeed + index)]) {
        const world = await runWorld(seed).catch((error: unknown) => {
          throw new Error(
            `seed ${seed}: WEFT_SIM_FROM=${seed} WEFT_SIM_SEEDS=1 npx vitest run --project sim`,
            {
              cause: error
            }
          )
        })
        for (const [what, times] of Object.entries({ ...world.done, ...world.network.counts })) {
          totals[what] = (totals[what] ?? 0) + times
        }
      }
      // A run that did nothing shows nothing.
      if (seeds >= 30) {
        for (const what of [
          'edit',
          'relay stopped',
          'machine killed',
          'tab killed',
          'store fault',
          'cuts',
          'silences'
        ]) {
          expect(totals[what], what).toBeGreaterThan(5)
        }
        expect(totals['claims checked']).toBeGreaterThan(20)
        expect(totals['documents checked']).toBeGreaterThan(100)
      }
    },
    60_000 + seeds * 3_000
  )
})

async function runWorld(seed: number): Promise<World> {
  const world = createWorld(seed)
  const { random, network } = world
  world.startRelay({ retentionMs: random.chance(0.3) ? 5_000 : null })
  const size = 2 + random.below(3)
  for (let index = 0; index < size; index++)
    await settled(world, world.addMachine(`machine ${index}`).openTab())
  network.faults = {
    cut: random.chance(0.5) ? random.float() * 0.05 : 0,
    silence: random.chance(0.3) ? random.float() * 0.02 : 0,
    latencyMs: 1 + random.below(200)
  }
  const faultyStores = random.chance(0.3)

  for (let step = 0; step < 60; step++) {
    const machine = random.pick(world.machines)
    const tab = machine.tabs.length > 0 ? random.pick(machine.tabs) : undefined
    const choice = random.float()
    if (choice < 0.55 && tab)
      await settled(
        world,
        tab.edit(random.pick(documents)).catch(() => undefined)
      )
    else if (choice < 0.62) machine.isUp = !machine.isUp
    else if (choice < 0.67 && machine.tabs.length < 3) await settled(world, machine.openTab())
    else if (choice < 0.71 && tab) tab.kill()
    else if (choice < 0.74) machine.kill()
    else if (choice < 0.78) world.stopRelay()
    else if (choice < 0.84) world.startRelay()
    else if (choice < 0.87) machine.storeFaults = faultyStores ? random.float() * 0.2 : 0
    else await world.pass(random.below(4_000))
    await checkTruth(world)
  }
  await heal(world)
  await checkConvergence(world)
  return world
}

/** Work of a tab needs time to pass; a killed tab's work may never end. */
async function settled<T>(world: World, work: Promise<T>): Promise<T | undefined> {
  let result: { value: T } | undefined
  let failure: { error: unknown } | undefined
  work.then(
    (value) => {
      result = { value }
    },
    (error: unknown) => {
      failure = { error }
    }
  )
  for (let round = 0; round < 50 && !result && !failure; round++) await world.pass(20)
  if (failure) throw failure.error
  return result?.value
}

async function heal(world: World): Promise<void> {
  world.network.faults = { cut: 0, silence: 0, latencyMs: 20 }
  // Silent connections of before are noticed by their heartbeat; cutting them is what a network does in the end.
  world.startRelay()
  for (const machine of world.machines) {
    machine.isUp = true
    machine.storeFaults = 0
    if (machine.tabs.length === 0) await settled(world, machine.openTab())
  }
  for (let round = 0; round < 40; round++) {
    await world.pass(5_000)
    if (everyTab(world).every((tab) => tab.space.status.get().kind === 'up-to-date')) return
  }
  const states = everyTab(world).map((tab) => [
    tab.machine.name,
    tab.space.status.get(),
    tab.device.link.get(),
    tab.space.devices.get().map(({ name, has }) => [name, has]),
    tab.space.setAside.get()
  ])
  throw new Error(`not up to date 200 s after everything was healed: ${JSON.stringify(states, null, 1)}`)
}

function everyTab(world: World): SimTab[] {
  return world.machines.flatMap((machine) => machine.tabs)
}

/** S2, S7: what a screen claims is compared with the log itself. */
async function checkTruth(world: World): Promise<void> {
  // A screen is told once a frame.
  await world.pass(17)
  for (const tab of everyTab(world)) {
    const status = tab.space.status.get()
    const isUpToDate = status.kind === 'up-to-date'
    if (isUpToDate) {
      count(world, 'claims checked')
      expect(status.counts).toMatchObject({ unsaved: 0, waiting: 0, setAside: 0, devicesBehind: 0 })
    }
    for (const { id, ydoc } of tab.documents.values()) {
      if (!isUpToDate && !tab.space.documentStatus(id).get().relayed) continue
      count(world, 'documents checked')
      const stored = await readLogDocument(world, id)
      for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(ydoc))) {
        expect(Y.getState(stored.store, client), `${id} is said to be on the relay`).toBeGreaterThanOrEqual(
          clock
        )
      }
    }
  }
}

function count(world: World, what: string): void {
  world.done[what] = (world.done[what] ?? 0) + 1
}

/** The document as a fresh device would get it: only what the relay kept counts. */
async function readLogDocument(world: World, id: string): Promise<Y.Doc> {
  const ydoc = new Y.Doc()
  const stored = await world.log.readDocument(spaceName, id)
  if (stored?.snapshot) {
    const { kind, payload } = stored.snapshot
    if (kind === entryKind.stateV2) Y.applyUpdateV2(ydoc, payload)
    else Y.applyUpdate(ydoc, payload)
  }
  for (const { payload } of stored?.entries ?? []) if (payload) Y.applyUpdate(ydoc, payload)
  return ydoc
}

async function checkConvergence(world: World): Promise<void> {
  await checkLog(world)
  const known = new Set<string>()
  for (const tab of everyTab(world)) for (const { id } of tab.space.documents.get()) known.add(id)
  for (const id of known) {
    const prints = new Map<string, string>()
    for (const tab of everyTab(world)) {
      const opened = await settled(world, tab.space.openDocument(id))
      if (!opened) throw new Error(`C4 ${id} did not open on ${tab.machine.name}`)
      const live = tab.documents.get(id)
      // What is open for long and what is loaded now are the same document, so load it afresh through the log as well.
      prints.set(`${tab.machine.name} ${everyTab(world).indexOf(tab)}`, fingerprint((live ?? opened).ydoc))
    }
    expect(new Set(prints.values()).size, `${id} differs: ${JSON.stringify([...prints], null, 1)}`).toBe(1)
    const [print] = prints.values()
    expect(print).toContain('"pending":false')
    expect(fingerprint(await readLogDocument(world, id)), `${id} on the relay`).toBe(print)
  }
}

async function checkLog(world: World): Promise<void> {
  const [head] = await world.log.spaces()
  if (!head || head.horizon > 0) return
  let { position, hash } = startMark
  const seen = new Set<string>()
  for (;;) {
    const { entries } = await world.log.read(spaceName, position, 1_000_000)
    if (entries.length === 0) break
    for (const entry of entries) {
      expect(entry.position, 'L1 positions rise by one').toBe(position + 1)
      hash = nextRunningHash(hash, entry)
      position = entry.position
      seen.add(`${entry.replica} ${entry.batch}`)
    }
  }
  expect(head.head).toEqual({ position, hash })
}
