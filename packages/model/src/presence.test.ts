import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type AwarenessLike, bindPresence } from './presence.js'

/** What y-protocols keeps, with what others show put in by the test. */
function createAwareness() {
  const states = new Map<number, Record<string, unknown>>()
  const listeners = new Set<() => void>()
  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  const awareness: AwarenessLike = {
    clientID: 1,
    getLocalState: () => states.get(1) ?? null,
    setLocalStateField: (field, value) => {
      states.set(1, { ...states.get(1), [field]: value })
      changed()
    },
    getStates: () => states,
    on: (_, listener) => void listeners.add(listener),
    off: (_, listener) => void listeners.delete(listener)
  }
  const shows = (client: number, state: unknown): void => {
    if (state === null) states.delete(client)
    else states.set(client, state as Record<string, unknown>)
    changed()
  }
  return { awareness, shows, listeners }
}

const fields = {
  cursor: z.object({ at: z.number() }),
  name: v.string(),
  loose: z.object({ any: z.json() })
}

describe('presence', () => {
  it('V12 what is shown is told, and taken back with null; what editors keep there stays', () => {
    const { awareness, shows } = createAwareness()
    shows(1, { user: { color: 'red' } })
    const presence = bindPresence(awareness, fields)
    presence.show('cursor', { at: 3 })
    presence.show('name', 'Ana')
    expect(presence.own.get()).toEqual({ cursor: { at: 3 }, name: 'Ana' })
    presence.show('cursor', null)
    expect(presence.own.get()).toEqual({ name: 'Ana' })
    expect(awareness.getLocalState()).toEqual({ user: { color: 'red' }, cursor: null, name: 'Ana' })
  })

  it('V12 what does not fit its validator is shown to nobody, and the rest of it is', () => {
    const { awareness, shows } = createAwareness()
    const presence = bindPresence(awareness, fields)
    const proto = JSON.parse('{"any":{"__proto__":{"admin":true}}}') as unknown
    shows(5, { cursor: { at: 'x' }, name: 'Ben', other: 1 })
    shows(3, { cursor: { at: 7 }, name: 5, loose: proto })
    shows(4, { cursor: null })
    for (const [client, state] of [
      [6, 'no object'],
      [7, 5],
      [8, []],
      [9, { name: new Date(0) }]
    ] as const) {
      shows(client, state)
    }
    expect(presence.others.get()).toEqual([
      { clientId: 3, shows: { cursor: { at: 7 } } },
      { clientId: 5, shows: { name: 'Ben' } }
    ])
    shows(3, null)
    expect(presence.others.get()).toEqual([{ clientId: 5, shows: { name: 'Ben' } }])
  })

  it('V12 a change is told when something looks different, and not after closing', () => {
    const { awareness, shows, listeners } = createAwareness()
    const presence = bindPresence(awareness, fields)
    const told: unknown[] = []
    presence.others.subscribe((others) => told.push(others.map(({ shows }) => shows.name)))
    shows(5, { name: 'Ben' })
    shows(5, { name: 'Ben', cursor: { at: 'x' }, other: 2 })
    shows(5, { name: 'Bea' })
    presence.close()
    shows(5, { name: 'Bo' })
    expect(told).toEqual([['Ben'], ['Bea']])
    expect(listeners.size).toBe(0)
  })

  it('V1 what is shown is looked at before: refused by name, and nothing is shown', () => {
    const { awareness } = createAwareness()
    const presence = bindPresence(awareness, { ...fields, slow: z.string().refine(async () => true) })
    for (const [field, value, code] of [
      ['cursor', { at: 'x' }, 'value-invalid'],
      ['name', 5, 'value-invalid'],
      ['name', undefined, 'value-invalid'],
      ['name', '\ud83d', 'value-not-json'],
      ['slow', 'x', 'validator-async'],
      ['other', 1, 'value-invalid']
    ] as const) {
      // biome-ignore lint/suspicious/noExplicitAny: bad input is what this test is about.
      expect(() => presence.show(field as any, value as any)).toThrow(expect.objectContaining({ code }))
    }
    expect(awareness.getLocalState()).toBeNull()
  })
})
