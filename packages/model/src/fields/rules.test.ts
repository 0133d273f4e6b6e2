// Rules: what they are given, and what becomes of one that is not a function of its sides.

import { expect, it } from 'vitest'
import * as z from 'zod'
import { defineDocument } from '../define-document.js'
import { ModelError } from '../errors.js'
import type { Side } from '../strategies.js'
import { rule } from '../strategies.js'
import { createReplica, meet, send } from '../testing/replicas.js'
import { register } from './field.js'

const withRule = (decide: (sides: readonly Side<string>[]) => string | undefined) =>
  defineDocument({
    name: 'note',
    version: 1,
    fields: { due: register(z.string(), { strategy: rule(decide) }) }
  })

const office = withRule((sides) => (sides.find(({ from }) => from === 'office') ?? sides.at(-1))?.value)

it('V5 the office’s change beats the phone’s on every device, whichever came later', () => {
  for (const isPhoneLater of [true, false]) {
    const phone = createReplica(office, 'phone', { from: 'phone' })
    const desk = createReplica(office, 'desk', { from: 'office' })
    const later = isPhoneLater ? phone : desk
    later.time.set(later.time.now() + 60_000)
    phone.document.fields.due.set('2026-02-01')
    desk.document.fields.due.set('2026-03-01')
    meet(phone, desk)
    for (const { document } of [phone, desk]) expect(document.fields.due.get()).toBe('2026-03-01')
    // A change that saw the office's is no conflict, so no rule stands in its way.
    phone.document.fields.due.set('2026-04-01')
    meet(phone, desk)
    expect(desk.document.fields.due.get()).toBe('2026-04-01')
  }
})

it('V5 sides come in one order, with who wrote them, from where, and when', () => {
  const seen: (readonly Side<string>[])[] = []
  const definition = withRule((sides) => {
    seen.push(sides)
    return sides.map(({ value }) => value).sort()[0]
  })
  const [a, b] = [createReplica(definition, 'a', { from: 'phone' }), createReplica(definition, 'b')]
  b.document.fields.due.set('early')
  a.time.set(a.time.now() + 1)
  a.document.fields.due.set('late')
  meet(a, b)
  a.document.fields.due.get()
  const [first] = seen
  expect(first).toMatchObject([
    { value: 'early', device: 'b' },
    { value: 'late', device: 'a', from: 'phone' }
  ])
  expect(Object.isFrozen(first?.[0])).toBe(true)
})

it.each([
  ['hangs on the order of its sides', (sides: readonly Side<string>[]) => sides[0]?.value],
  [
    'fails',
    (): string => {
      throw new Error('no')
    }
  ]
])('V5 a rule that %s is told to whoever reads, and not to who brings a write', (_, decide) => {
  const definition = withRule(decide)
  const [a, b] = [createReplica(definition, 'a'), createReplica(definition, 'b')]
  a.document.fields.due.set('1')
  b.document.fields.due.set('2')
  send(a, b)
  expect(() => b.document.fields.due.get()).toThrow(ModelError)
  expect(() => b.document.values()).toThrow(/the rule/)
  expect(b.document.conflicts.get()).toMatchObject([{ strategy: 'rule', value: '2' }])
  b.document.fields.due.set('3')
  expect(b.document.fields.due.get()).toBe('3')
})
