import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { inspectUpdate, type UpdateShape } from './inspect-update.js'
import { defaultGuardLimits, type GuardLimits } from './limits.js'
import type { GuardCode } from './refusal.js'
import {
  any,
  bytesOf,
  collected,
  deleted,
  embed,
  format,
  item,
  json,
  numbers,
  type Part,
  raw,
  skipped,
  subdocument,
  text,
  type,
  writeUpdate
} from './testing/update-writer.js'

const answerTo = (update: Uint8Array, limits?: Partial<GuardLimits>): GuardCode | 'passed' => {
  const shape = inspectUpdate(update, { ...defaultGuardLimits, ...limits })
  return shape.ok ? 'passed' : shape.refusal.code
}

const shapeOf = (update: Uint8Array): UpdateShape => {
  const shape = inspectUpdate(update)
  if (!shape.ok) throw new Error(`${shape.refusal.code}: ${shape.refusal.message}`)
  return shape.value
}

/** One client's structs from clock 0. */
const structs = (...parts: readonly Part[]): Uint8Array =>
  writeUpdate([{ client: 5, clock: 0, structs: parts }])

const updateOf = (edit: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc()
  edit(doc)
  return Y.encodeStateAsUpdate(doc)
}

const element = (): Y.XmlElement => {
  const made = new Y.XmlElement('p')
  made.setAttribute('id', '1')
  made.insert(0, [new Y.XmlText('inner')])
  return made
}

const hook: unknown = new Y.XmlHook('hook')

const honest: readonly (readonly [string, Uint8Array])[] = [
  ['text', updateOf((doc) => doc.getText('t').insert(0, 'a\u0000é漢😀'))],
  ['formatting', updateOf((doc) => doc.getText('t').insert(0, 'a', { bold: true, link: { href: 'x' } }))],
  ['embeds', updateOf((doc) => doc.getText('t').insertEmbed(0, { image: [1, null] }))],
  ['embedded types', updateOf((doc) => doc.getText('t').insertEmbed(0, new Y.Map([['a', 1]])))],
  ['maps', updateOf((doc) => doc.getMap('m').set('', { deep: [{ a: undefined }] }))],
  ['lists', updateOf((doc) => doc.getArray('l').insert(0, [1, 'a', null, [true], { big: 1n }]))],
  [
    'nested types',
    updateOf((doc) => doc.getArray('l').insert(0, [new Y.Map([['a', new Y.Array()]]), new Y.Text('x')]))
  ],
  ['binaries', updateOf((doc) => doc.getArray('l').insert(0, [new Uint8Array(300), new Uint8Array(0)]))],
  [
    'XML',
    updateOf((doc) => doc.getXmlFragment('x').insert(0, [element(), hook as Y.XmlText, new Y.XmlText('t')]))
  ],
  [
    'subdocuments',
    updateOf((doc) => doc.getMap('m').set('s', new Y.Doc({ autoLoad: true, meta: { a: [1] } })))
  ],
  ['legacy JSON', structs(json(['{"a":[1]}', 'undefined', ' "x" ']))],
  [
    'deletions',
    updateOf((doc) => {
      doc.getText('t').insert(0, 'abc')
      doc.getText('t').delete(1, 1)
    })
  ],
  [
    'collected types',
    updateOf((doc) => {
      doc.getArray('l').insert(0, [new Y.Text('abc')])
      doc.getArray('l').delete(0, 1)
    })
  ]
]

describe('the wire', () => {
  it.each(honest)('G2 passes %s, whole and sees as many structs as Yjs', (_, update) => {
    expect(shapeOf(update).structs).toBe(Y.decodeUpdate(update).structs.length)
    expect(shapeOf(update).bytes).toBe(update.length)
    const range = shapeOf(update).adds[0]
    expect(range?.to).toBe([...Y.parseUpdateMeta(update).to.values()][0])
  })

  it.each(honest)('G2 refuses %s when it is cut anywhere or goes on behind its end', (_, update) => {
    for (let length = 0; length < update.length; length++) {
      expect(['update-malformed', 'update-wrong-version']).toContain(answerTo(update.subarray(0, length)))
    }
    expect(answerTo(Uint8Array.from([...update, 0]))).toBe('update-malformed')
  })

  it.each(honest)('G2 refuses %s in v2 by name', (_, update) => {
    expect(answerTo(Y.convertUpdateFormatV1ToV2(update))).toBe('update-wrong-version')
  })

  it('G2 refuses an empty document in v2, and deletions in v2, by name', () => {
    expect(answerTo(Y.encodeStateAsUpdateV2(new Y.Doc()))).toBe('update-wrong-version')
    const deletions = writeUpdate(
      [],
      [
        [5, 0, 3],
        [4, 7, 1]
      ]
    )
    expect(answerTo(deletions)).toBe('passed')
    expect(answerTo(Y.convertUpdateFormatV1ToV2(deletions))).toBe('update-wrong-version')
  })

  it('G2 refuses what changes nothing', () => {
    expect(answerTo(Uint8Array.of(0, 0))).toBe('update-empty')
    expect(answerTo(Uint8Array.of(0, 1, 5, 0))).toBe('update-empty')
    expect(answerTo(new Uint8Array(0))).toBe('update-malformed')
    expect(answerTo(Uint8Array.of(1, 0, 5, 0, 0))).toBe('update-malformed')
  })

  it('G2 refuses what no Yjs writes', () => {
    const content: Part = numbers(1)
    for (const kind of [11, 12, 31]) expect(answerTo(structs(item(kind, content)))).toBe('update-malformed')
    expect(answerTo(structs(raw(0x80, 1)))).toBe('update-malformed')
    expect(answerTo(structs(type(7)))).toBe('update-malformed')
    expect(answerTo(structs(text('')))).toBe('update-malformed')
    expect(answerTo(structs(any([])))).toBe('update-malformed')
    expect(answerTo(structs(collected(0)))).toBe('update-malformed')
    expect(answerTo(structs(deleted(0)))).toBe('update-malformed')
    expect(answerTo(structs(embed('undefined')))).toBe('update-malformed')
    expect(answerTo(structs(format('bold', '{')))).toBe('update-malformed')
    expect(answerTo(structs(item(4, raw(1, 0xff))))).toBe('update-malformed')
    expect(answerTo(writeUpdate([], [[5, 0, 0]]))).toBe('update-malformed')
  })

  it('G2 refuses clients that are twice there or not in descending order', () => {
    const block = (client: number) => ({ client, clock: 0, structs: [collected(1)] })
    expect(answerTo(writeUpdate([block(7), block(5)]))).toBe('passed')
    expect(answerTo(writeUpdate([block(5), block(7)]))).toBe('update-malformed')
    expect(answerTo(writeUpdate([block(5), block(5)]))).toBe('update-malformed')
  })

  it('G2 refuses client ids of more than 32 bits and clocks of more than 53', () => {
    const at = (client: number, clock: number, length = 1): Uint8Array =>
      writeUpdate([{ client, clock, structs: [collected(length)] }])
    expect(answerTo(at(2 ** 32 - 1, 0))).toBe('passed')
    expect(answerTo(at(2 ** 32, 0))).toBe('update-malformed')
    expect(answerTo(at(5, 2 ** 53 - 2))).toBe('passed')
    expect(answerTo(at(5, 2 ** 53 - 1))).toBe('update-malformed')
    expect(answerTo(at(5, 1, 2 ** 53 - 1))).toBe('update-malformed')
    expect(answerTo(writeUpdate([], [[2 ** 32, 0, 1]]))).toBe('update-malformed')
    expect(answerTo(writeUpdate([], [[5, 2 ** 53 - 1, 1]]))).toBe('update-malformed')
  })
})

describe('an update’s shape', () => {
  it('G4 tells what it adds, deletes and leans on', () => {
    const update = writeUpdate(
      [
        { client: 9, clock: 4, structs: [text('ab', { origin: [3, 7], right: [5, 1] }), collected(10)] },
        {
          client: 5,
          clock: 0,
          structs: [deleted(3), text('x', { parent: [3, 8] }), text('y', { origin: [5, 1] })]
        }
      ],
      [
        [5, 1, 2],
        [3, 0, 4]
      ]
    )
    expect(shapeOf(update)).toEqual({
      bytes: update.length,
      structs: 5,
      deletesAt: 33,
      adds: [
        { client: 9, from: 4, to: 16 },
        { client: 5, from: 0, to: 5 }
      ],
      deletes: [
        { client: 5, from: 1, to: 3 },
        { client: 3, from: 0, to: 4 }
      ],
      needs: [
        { client: 3, clock: 8 },
        { client: 5, clock: 1 }
      ],
      foldedClocks: 13
    })
  })
})

describe('bounds', () => {
  it('G3 refuses forged counts in the first bytes', () => {
    const billions = numbers(2 ** 32 - 1)
    expect(answerTo(bytesOf(billions, numbers(1, 5, 0)))).toBe('update-malformed')
    expect(answerTo(bytesOf(numbers(1), billions, numbers(5, 0, 0, 1, 0)))).toBe('update-malformed')
    expect(answerTo(bytesOf(numbers(0), billions, numbers(1, 1, 1)))).toBe('update-malformed')
    expect(answerTo(bytesOf(numbers(0, 1, 5), billions, numbers(1, 1)))).toBe('update-malformed')
    expect(answerTo(structs(item(8, billions)))).toBe('update-malformed')
    expect(answerTo(structs(item(3, billions)))).toBe('update-malformed')
    expect(answerTo(structs(item(4, billions)))).toBe('update-malformed')
  })

  it('G3 refuses the run-length bomb that stops Yjs for ever, by name', () => {
    // As published in github.com/yjs/yjs/issues/687: v2, two billion structs in 27 bytes.
    const bomb = Buffer.from('00010000000001000100010200001602000001fdffffffff7f0000', 'hex')
    expect(answerTo(bomb)).toBe('update-wrong-version')
  })

  it('G3 bounds bytes, clients, structs, delete ranges and names', () => {
    const blocks = [9, 8, 7].map((client) => ({ client, clock: 0, structs: [collected(1), collected(1)] }))
    const update = writeUpdate(blocks, [
      [9, 0, 1],
      [8, 0, 1]
    ])
    expect(answerTo(update, { updateBytes: update.length })).toBe('passed')
    expect(answerTo(update, { updateBytes: update.length - 1 })).toBe('update-too-large')
    expect(answerTo(update, { clients: 3 })).toBe('passed')
    expect(answerTo(update, { clients: 2 })).toBe('update-too-many-structs')
    expect(answerTo(update, { structs: 6 })).toBe('passed')
    expect(answerTo(update, { structs: 5 })).toBe('update-too-many-structs')
    expect(answerTo(update, { deleteRanges: 2 })).toBe('passed')
    expect(answerTo(update, { deleteRanges: 1 })).toBe('update-too-many-structs')
    const names = [
      text('x', { parent: 'name' }),
      text('x', { key: 'name' }),
      type(3, {}, 'name'),
      format('name', '1')
    ]
    for (const part of [...names, subdocument('name', {})]) {
      expect(answerTo(structs(part), { nameBytes: 4 })).toBe('passed')
      expect(answerTo(structs(part), { nameBytes: 3 })).toBe('update-too-large')
    }
  })

  it('G3 weighs what Yjs allocates much for', () => {
    expect(answerTo(structs(type(1)), { structs: 5 })).toBe('passed')
    expect(answerTo(structs(type(1)), { structs: 4 })).toBe('update-too-many-structs')
    expect(answerTo(structs(subdocument('g', {})), { structs: 42 })).toBe('passed')
    expect(answerTo(structs(subdocument('g', {})), { structs: 41 })).toBe('update-too-many-structs')
  })

  it('G8 bounds the depth of values and of shared types', () => {
    const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)])
    expect(answerTo(structs(any([nest(64)])))).toBe('passed')
    expect(answerTo(structs(any([nest(65)])))).toBe('update-too-deep')
    expect(answerTo(structs(embed('['.repeat(65) + ']'.repeat(65))))).toBe('update-too-deep')
    const types = (depth: number): Uint8Array =>
      structs(
        ...Array.from({ length: depth }, (_, clock) => type(1, clock === 0 ? {} : { parent: [5, clock - 1] }))
      )
    expect(answerTo(types(500))).toBe('passed')
    expect(answerTo(types(501))).toBe('update-too-deep')
  })

  it('G8 follows shared types across clients and neighbours', () => {
    // Client 5 nests into what lies beside client 9's types, and the other way round.
    const limits = { typeDepth: 3 }
    const update = (levels: number): Uint8Array =>
      writeUpdate([
        { client: 9, clock: 0, structs: [type(1), type(1, { parent: [5, 0] })] },
        {
          client: 5,
          clock: 0,
          structs: [type(1, { origin: [9, 0] }), text('a', { parent: [9, 1] })].concat(
            levels > 3
              ? [type(1, { origin: [5, 1] }), type(1, { parent: [5, 2] })]
              : [type(1, { origin: [5, 1] }), type(1)]
          )
        }
      ])
    expect(answerTo(update(3), limits)).toBe('passed')
    expect(answerTo(update(4), limits)).toBe('update-too-deep')
    // Many types side by side are not deep.
    const flat = Array.from({ length: 600 }, (_, clock) =>
      type(1, clock === 0 ? {} : { origin: [5, clock - 1] })
    )
    expect(answerTo(structs(...flat))).toBe('passed')
  })

  it('G9 refuses __proto__ wherever a name becomes a key', () => {
    const name = '__proto__'
    const named = [
      text('x', { parent: name }),
      text('x', { key: name }),
      format(name, '1'),
      embed(`{"${name}":1}`)
    ]
    const object = bytesOf((encoder) => encoding.writeAny(encoder, { x: 1 }))
    const proto = item(8, (encoder) => {
      encoding.writeVarUint(encoder, 1)
      encoding.writeUint8(encoder, 118)
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, name)
      encoding.writeUint8Array(encoder, object)
    })
    for (const part of [...named, proto]) expect(answerTo(structs(part))).toBe('update-malformed')
    expect(answerTo(structs(text('x', { key: 'constructor' }), any([{ toString: 1 }])))).toBe('passed')
  })

  it('G11 passes references to subdocuments with the options that Yjs writes', () => {
    expect(answerTo(structs(subdocument('g', { autoLoad: true, meta: { a: 1 } })))).toBe('passed')
    for (const options of [null, undefined, 1, 'x', [1], { guid: 'other' }, { gcFilter: 1 }]) {
      expect(answerTo(structs(subdocument('g', options)))).toBe('update-malformed')
    }
  })
})

describe('what would stay pending', () => {
  it('G4 refuses skipped clocks, also where nothing follows', () => {
    expect(answerTo(structs(text('a'), skipped(3), text('b')))).toBe('update-clock-gap')
    expect(answerTo(structs(skipped(3)))).toBe('update-clock-gap')
  })

  it('G4 refuses structs that lean on themselves or on later ones of their client', () => {
    for (const clock of [1, 2, 9]) {
      for (const lean of [{ origin: [5, clock] }, { right: [5, clock] }, { parent: [5, clock] }] as const) {
        expect(answerTo(structs(type(1), text('a', lean)))).toBe('update-malformed')
        expect(answerTo(structs(type(1), text('a', lean), text('b')))).toBe('update-malformed')
      }
    }
  })

  it('G4 refuses clients that wait for each other in a circle, and only those', () => {
    const between = (first: number, second: number): Uint8Array =>
      writeUpdate([
        {
          client: 9,
          clock: 0,
          structs: [text('ab'), text('c', { origin: [5, first] }), text('d', { origin: [9, 2] })]
        },
        {
          client: 5,
          clock: 0,
          structs: [text('a'), text('b', { origin: [9, second] }), text('c', { right: [9, 3] })]
        }
      ])
    expect(answerTo(between(0, 1))).toBe('passed')
    expect(answerTo(between(0, 2))).toBe('passed')
    expect(answerTo(between(1, 2))).toBe('update-malformed')
    expect(answerTo(between(2, 1))).toBe('update-malformed')
    const doc = new Y.Doc()
    Y.applyUpdate(doc, between(1, 2))
    expect(doc.store.pendingStructs).not.toBeNull()
  })

  it('G4 follows long chains of clients without recursion', () => {
    const count = 20_000
    const chain = Array.from({ length: count }, (_, at) => ({
      client: count - at,
      clock: 0,
      structs: [text('a', at === count - 1 ? {} : { origin: [count - at - 1, 0] })]
    }))
    expect(answerTo(writeUpdate(chain))).toBe('passed')
  })
})
