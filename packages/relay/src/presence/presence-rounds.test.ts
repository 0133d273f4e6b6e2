import { createFakeClock } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import type { Attendee } from './attendee.js'
import { encodeEntry, parseAwarenessUpdate } from './awareness-update.js'
import { createPresenceRounds, leastGatherMs } from './presence-rounds.js'
import type { Change } from './telling.js'

/** A listener that keeps what it is told: `client:clock` for each state, and the updates as they came. */
class Ear implements Attendee {
  readonly kind = 'member'
  readonly owner: string
  readonly document: string | undefined
  readonly updates: Uint8Array[] = []
  /** What those that came in parts are parts of. */
  readonly sources: ArrayBufferLike[] = []
  isReady = true

  constructor(owner: string, document?: string) {
    this.owner = owner
    this.document = document
  }

  ready(): boolean {
    return this.isReady
  }

  tell(_document: string, update: Uint8Array): void {
    this.updates.push(update)
  }

  tellPart(_document: string, head: Uint8Array, entries: Uint8Array): void {
    this.sources.push(entries.buffer)
    this.updates.push(Uint8Array.from([...head, ...entries]))
  }

  get heard(): string[] {
    return this.updates.flatMap((update) => {
      const states = parseAwarenessUpdate(update, 10_000)
      if (!states.ok) throw new Error(states.error)
      return states.value.map(({ client, clock }) => `${client}:${clock}`)
    })
  }
}

function openRounds(listeners = 0) {
  const clock = createFakeClock()
  const said: { readonly document: string; readonly change: Change }[] = []
  const rounds = createPresenceRounds(clock, (after) => {
    const since = new Map<string, Change[]>()
    const newest = new Map(said.map((one) => [`${one.document} ${one.change.client}`, one]))
    for (const { document, change } of newest.values()) {
      if (change.change > after) since.set(document, [...(since.get(document) ?? []), change])
    }
    return since
  })
  const ears = Array.from({ length: listeners }, (_, index) => new Ear(`ear-${index}`))
  for (const ear of ears) rounds.enter(ear)
  const say = (owner: Attendee, client: number, version: number, document = 'note'): void => {
    const entry = encodeEntry({ client, clock: version, json: '{}' })
    const change = { client, clock: version, entry, owner, change: said.length + 1 }
    said.push({ document, change })
    rounds.changed(document, change)
  }
  return { clock, rounds, ears, say }
}

const toldOf = (ears: readonly Ear[]): number => ears.filter(({ updates }) => updates.length > 0).length
const speaker = new Ear('speaker')

describe('rounds of presence', () => {
  it('R3 gather for 40 ms, and tell of each client its newest state alone', () => {
    const { clock, ears, say } = openRounds(2)
    say(speaker, 1, 1)
    say(speaker, 2, 1)
    say(speaker, 1, 2)
    clock.advance(leastGatherMs - 1)
    expect(toldOf(ears)).toBe(0)
    clock.advance(1)
    for (const { heard } of ears) expect(heard).toEqual(['1:2', '2:1'])
    expect(clock.nextDue()).toBeUndefined()
  })

  it('R3 gather for longer the more there are to tell, up to 200 ms', () => {
    for (const [listeners, gatherMs] of [
      [200, 40],
      [500, 100],
      [3_000, 200]
    ] as const) {
      const { clock, ears, say } = openRounds(listeners)
      say(speaker, 1, 1)
      clock.advance(1_000)
      expect(toldOf(ears)).toBe(listeners)
      say(speaker, 1, 2)
      expect(clock.nextDue()).toBe(clock.monotonic() + gatherMs)
    }
  })

  it('R3 tell a few in a turn, and what is said meanwhile in the next round, after all have heard of this one', () => {
    const { clock, ears, say } = openRounds(200)
    say(speaker, 1, 1)
    clock.runNext()
    expect(toldOf(ears)).toBe(64)
    say(speaker, 1, 2)
    for (const told of [128, 192, 200]) {
      clock.runNext()
      expect(toldOf(ears)).toBe(told)
    }
    for (const { heard } of ears) expect(heard).toEqual(['1:1'])
    clock.runNext()
    expect(ears[0]?.heard).toEqual(['1:1', '1:2'])
  })

  it('R3 tell nothing to who left meanwhile, and who came meanwhile of what changed since', () => {
    const { clock, rounds, ears, say } = openRounds(70)
    const late = new Ear('late')
    say(speaker, 1, 1)
    clock.runNext()
    say(speaker, 2, 1)
    rounds.enter(late)
    rounds.leave(ears[69] as Ear)
    say(speaker, 3, 1)
    clock.advance(1_000)
    expect(ears[69]?.heard).toEqual([])
    expect(ears[68]?.heard).toEqual(['1:1', '2:1', '3:1'])
    expect(late.heard).toContain('3:1')
    expect(late.heard).not.toContain('1:1')
  })

  it('R3 tell nobody what it said itself, everybody all else, and all who said none of it the same bytes', () => {
    const { clock, ears, say } = openRounds(1_000)
    for (const [index, ear] of ears.slice(0, 600).entries()) say(ear, index, 1)
    clock.advance(1_000)
    const all = Array.from({ length: 600 }, (_, client) => `${client}:1`)
    for (const [index, { heard }] of ears.entries()) {
      expect(heard).toEqual(all.filter((_, client) => client !== index))
    }
    const [first, ...others] = ears.slice(600) as [Ear, ...Ear[]]
    expect(first.updates).toHaveLength(2)
    for (const { updates } of others) {
      expect(updates.length).toBe(first.updates.length)
      expect(updates.every((update, index) => update === first.updates[index])).toBe(true)
    }
    // Those who said something are told parts of these, and nothing is copied for them.
    const shared = new Set(first.updates.map(({ buffer }) => buffer))
    for (const { sources } of ears.slice(0, 600)) expect(sources.every((one) => shared.has(one))).toBe(true)
    expect(ears.slice(1, 511).every(({ sources }) => sources.length === 2)).toBe(true)
  })

  it('R3 pass over who is not ready, and tell it once it is what changed since, as it is by then', () => {
    const { clock, ears, say } = openRounds(2)
    const [quick, slow] = ears as [Ear, Ear]
    slow.isReady = false
    for (let version = 1; version <= 20; version++) {
      say(speaker, 1, version)
      if (version === 3) say(speaker, 2, 1)
      say(slow, 3, version)
      clock.advance(leastGatherMs)
    }
    expect([quick.updates.length, slow.updates.length]).toEqual([20, 0])
    slow.isReady = true
    clock.advance(1_000)
    expect(slow.heard).toEqual(['1:20', '2:1'])
    expect(quick.updates).toHaveLength(20)
    expect(clock.nextDue()).toBeUndefined()
  })

  it('R3 tell who hears one document of that alone, and wait for nobody who hears of another', () => {
    const { clock, rounds, say } = openRounds()
    const [note, other] = [new Ear('note', 'note'), new Ear('other', 'other')]
    for (const ear of [note, other]) rounds.enter(ear)
    other.isReady = false
    say(speaker, 1, 1)
    clock.advance(leastGatherMs)
    expect([note.heard, other.heard]).toEqual([['1:1'], []])
    expect(clock.nextDue()).toBeUndefined()
    rounds.leave(note)
    say(speaker, 1, 2, 'other')
    clock.advance(leastGatherMs)
    other.isReady = true
    clock.advance(1_000)
    expect([note.heard, other.heard]).toEqual([['1:1'], ['1:2']])
  })

  it('R3 end when they are closed', () => {
    const { clock, rounds, ears, say } = openRounds(100)
    say(speaker, 1, 1)
    clock.runNext()
    rounds.close()
    say(speaker, 1, 2)
    clock.advance(10_000)
    expect(toldOf(ears)).toBe(64)
    const idle = openRounds(1)
    idle.rounds.close()
    idle.say(speaker, 1, 1)
    expect(idle.clock.nextDue()).toBeUndefined()
  })
})
