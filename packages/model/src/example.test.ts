// The example of the README, as a person would try it: two devices that write apart.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { task } from '#example'
import { createReplica, meet } from './testing/replicas.js'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

it('V1 the README shows the example as it is tested', () => {
  expect(read('README.md')).toContain(read('example/task.ts'))
})

it('V5 two phones that disagree come to one date, whatever the order', () => {
  for (const from of ['phone', 'office']) {
    const [one, other] = ['a', 'b'].map((device) => createReplica(task, device, { from }))
    one?.document.fields.due.set('2026-05-31')
    other?.document.fields.due.set('2026-07-31')
    meet(one!, other!)
    expect(one?.document.fields.due.get()).toBe(other?.document.fields.due.get())
  }
})

it('V6 two devices that write apart keep both titles, and a person chooses', () => {
  const phone = createReplica(task, 'phone', { from: 'phone' })
  const desk = createReplica(task, 'desk', { from: 'office' })
  phone.document.fields.title.set('Tax')
  phone.document.fields.due.set('2026-05-31')
  phone.document.fields.likes.add(1)
  desk.document.fields.title.set('Tax 2026')
  desk.document.fields.due.set('2026-07-31')
  desk.document.fields.likes.add(1)
  const step = desk.document.fields.steps.create({ name: 'Find the papers' })
  desk.document.fields.steps.get(step)?.isDone.set(true)
  meet(phone, desk)
  expect(phone.document.values()).toEqual(desk.document.values())
  expect(phone.document.values()).toMatchObject({ due: '2026-07-31', likes: 2, steps: [{ isDone: true }] })
  const conflict = phone.document.conflicts.get().find(({ path }) => path[0] === 'title')
  expect(conflict?.sides.map(({ value }) => value)).toEqual(['Tax 2026', 'Tax'])
  phone.document.settle(conflict!, { value: 'Taxes of 2026' })
  meet(phone, desk)
  expect(desk.document.fields.title.get()).toBe('Taxes of 2026')
})
