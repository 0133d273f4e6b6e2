import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ModelErrorCode } from './errors.js'
import { bound, deep, type Sheet, withProto, wrong } from './testing/every-field.js'

type Case = readonly [string, ModelErrorCode, (replica: Sheet) => void]

const cases: readonly Case[] = [
  ...(
    [
      ['undefined', undefined],
      ['a number', 5],
      ['a date', new Date(0)],
      ['a bigint', 5n],
      ['null', null]
    ] as const
  ).flatMap(([what, value]): readonly Case[] => [
    [
      `${what} for a register of strings`,
      'value-invalid',
      ({ document }) => document.fields.title.set(wrong(value))
    ],
    [
      `${what} for a group's`,
      'value-invalid',
      ({ document }) => document.fields.address.street.set(wrong(value))
    ],
    [`${what} into a set`, 'value-invalid', ({ document }) => document.fields.tags.add(wrong(value))],
    [`${what} out of a set`, 'value-invalid', ({ document }) => document.fields.tags.delete(wrong(value))],
    [`${what} into an order`, 'value-invalid', ({ document }) => document.fields.steps.put(wrong(value))],
    [
      `${what} for a record`,
      'value-invalid',
      ({ document }) => {
        document.fields.items.create({ name: wrong(value ?? 0) })
      }
    ],
    [`${what} into a text`, 'value-invalid', ({ document }) => document.fields.body.insert(0, wrong(value))]
  ]),
  [
    'a string in a list of numbers',
    'value-invalid',
    ({ document }) => document.fields.log.push(1, wrong('2'))
  ],
  ['NaN in a list', 'value-invalid', ({ document }) => document.fields.log.push(Number.NaN)],
  ['NaN for a key of a map', 'value-invalid', ({ document }) => document.fields.created.set(Number.NaN)],
  ...(
    [
      ['NaN', Number.NaN],
      ['a half', 0.5],
      ['a string', '1'],
      ['undefined', undefined],
      ['a bigint', 1n],
      ['what cannot be counted exactly', 2 ** 53]
    ] as const
  ).map(
    ([what, value]): Case => [
      `${what} for a counter`,
      'value-invalid',
      ({ document }) => document.fields.likes.add(wrong(value))
    ]
  ),
  ['half a character', 'value-not-json', ({ document }) => document.fields.title.set('\ud83d')],
  [
    'half a character in a name',
    'value-not-json',
    ({ document }) => document.fields.any.set({ '\udc00': 1 })
  ],
  [
    'half a character into a text',
    'value-not-json',
    ({ document }) => document.fields.body.insert(0, 'a\udc00')
  ],
  ['half a character into a set', 'value-not-json', ({ document }) => document.fields.tags.add('\ud83d')],
  [
    'a member __proto__',
    'value-not-json',
    ({ document }) => document.fields.unchecked.set(wrong({ a: withProto }))
  ],
  ['49 levels', 'value-too-deep', ({ document }) => document.fields.any.set(wrong(deep(49)))],
  ['49 levels into a set', 'value-too-deep', ({ document }) => document.fields.things.add(wrong(deep(49)))],
  ['a validator that promises', 'validator-async', ({ document }) => document.fields.async.set('x')],
  [
    'a value that its validator would not read',
    'value-invalid',
    ({ document }) => document.fields.length.set(wrong('x'))
  ],
  ['a validator that throws', 'value-invalid', ({ document }) => document.fields.broken.set('x')],
  ...([-1, 9, Number.NaN, 0.5, wrong('0'), Number.POSITIVE_INFINITY] as const).flatMap(
    (index): readonly Case[] => [
      [
        `the index ${index} of a text`,
        'not-there',
        ({ document }) => document.fields.body.insert(index, 'a')
      ],
      [
        `the index ${index} to delete of a text`,
        'not-there',
        ({ document }) => document.fields.body.delete(index, 1)
      ],
      [`the index ${index} of a list`, 'not-there', ({ document }) => document.fields.log.insert(index, 1)],
      [
        `the index ${index} to delete of a list`,
        'not-there',
        ({ document }) => document.fields.log.delete(index)
      ]
    ]
  ),
  ...([-1, Number.NaN, 0.5, wrong('0')] as const).flatMap((index): readonly Case[] => [
    [`the index ${index} of an order`, 'not-there', ({ document }) => document.fields.steps.put('a', index)],
    [
      `the index ${index} for a record`,
      'not-there',
      ({ document }) => {
        document.fields.items.create({}, { index })
      }
    ],
    [`the index ${index} to move to`, 'not-there', ({ document }) => document.fields.items.move('one', index)]
  ]),
  [
    'a record that is there',
    'id-invalid',
    ({ document }) => {
      document.fields.items.create({}, { id: 'one' })
    }
  ],
  [
    'a record that was deleted',
    'id-invalid',
    ({ document }) => {
      document.fields.items.create({}, { id: 'gone' })
    }
  ],
  ...(['', 'a\nb', 'ü', 'x'.repeat(129), wrong(5)] as const).map(
    (id): Case => [
      `the id ${JSON.stringify(id)}`,
      'id-invalid',
      ({ document }) => {
        document.fields.items.create({}, { id })
      }
    ]
  ),
  [
    'a record that was never there, moved',
    'not-there',
    ({ document }) => document.fields.items.move('two', 0)
  ],
  [
    'a record that was never there, restored',
    'not-there',
    ({ document }) => document.fields.items.restore('two')
  ],
  [
    'a record without such a register',
    'value-invalid',
    ({ document }) => {
      document.fields.items.create(wrong({ other: 1 }))
    }
  ],
  [
    'a record whose text is given as a value',
    'value-invalid',
    ({ document }) => {
      document.fields.items.create(wrong({ note: 'x' }))
    }
  ],
  [
    'a conflict of no register',
    'not-there',
    ({ document }) => {
      document.settle({ path: ['body'], sides: [] }, { value: 'x' })
    }
  ],
  [
    'a conflict of records that are not there',
    'not-there',
    ({ document }) => {
      document.settle({ path: ['items', 'two', 'name'], sides: [] }, { value: 'x' })
    }
  ],
  [
    'a side that is none',
    'not-there',
    ({ document }) => {
      document.settle({ path: ['title'], sides: document.fields.title.sides() }, { side: 'nobody.1' })
    }
  ],
  [
    'a settled conflict',
    'not-there',
    ({ document }) => {
      document.settle({ path: ['title'], sides: [] }, { value: 'x' })
    }
  ]
]

describe('refusals', () => {
  for (const [what, code, attempt] of cases) {
    it(`V1 ${what}: ${code}, and nothing is changed`, () => {
      for (const isEmpty of code === 'not-there' || code === 'id-invalid' ? [false] : [true, false]) {
        const replica = bound()
        if (!isEmpty) {
          replica.document.fields.items.create({ name: 'first' }, { id: 'one' })
          replica.document.fields.items.create({ name: 'second' }, { id: 'gone' })
          replica.document.fields.items.delete('gone')
          replica.document.fields.title.set('title')
        }
        replica.document.history.stop()
        const before = Y.encodeStateAsUpdate(replica.ydoc)
        const values = replica.document.values()
        let updates = 0
        replica.ydoc.on('update', () => updates++)
        expect(() => attempt(replica)).toThrow(expect.objectContaining({ name: 'ModelError', code }))
        expect(updates).toBe(0)
        expect(Y.encodeStateAsUpdate(replica.ydoc)).toEqual(before)
        expect(replica.document.values()).toEqual(values)
        expect(replica.document.history.canUndo.get()).toBe(!isEmpty)
      }
    })
  }
})
