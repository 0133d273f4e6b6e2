// Which changes of a status a screen is told of.

import { describe, expect, it } from 'vitest'
import { isSameShown } from './same-shown.js'

describe('what a screen shows', () => {
  const status = {
    kind: 'syncing',
    counts: { waiting: 1, unsaved: 0 },
    receiving: null,
    has: [{ asOf: 120_001 }, { asOf: null }]
  }

  it('S14 is the same for another object with the same values, in any order of its properties', () => {
    expect(isSameShown(status, structuredClone(status))).toBe(true)
    expect(
      isSameShown(status, {
        has: [{ asOf: 120_001 }, { asOf: null }],
        receiving: null,
        counts: { unsaved: 0, waiting: 1 },
        kind: 'syncing'
      })
    ).toBe(true)
  })

  it('S14 is the same within a minute of when something was known, and not beyond', () => {
    expect(isSameShown({ asOf: 120_000 }, { asOf: 179_999 })).toBe(true)
    expect(isSameShown({ asOf: 120_000 }, { asOf: 180_000 })).toBe(false)
    expect(isSameShown({ asOf: 120_000 }, { asOf: null })).toBe(false)
    expect(isSameShown({ until: 120_000 }, { until: 179_999 })).toBe(false)
  })

  it.each([
    ['a value', { ...status, kind: 'up-to-date' }],
    ['a value inside', { ...status, counts: { waiting: 2, unsaved: 0 } }],
    ['null and an object', { ...status, receiving: {} }],
    ['a property more', { ...status, trouble: 'full' }],
    ['a row more', { ...status, has: [...status.has, { asOf: 1 }] }],
    ['a list and an object', { ...status, has: { 0: { asOf: 120_001 }, 1: { asOf: null } } }]
  ])('S14 differs by %s, whichever comes first', (_, other) => {
    expect(isSameShown(status, other)).toBe(false)
    expect(isSameShown(other, status)).toBe(false)
  })

  it('S14 takes a property that is undefined for one that is not there', () => {
    expect(isSameShown({ a: 1, b: undefined }, { a: 1 })).toBe(true)
    expect(isSameShown({ a: 1 }, { a: 1, b: undefined })).toBe(true)
  })
})
