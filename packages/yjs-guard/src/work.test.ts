import { createSeededRandom } from '@weft/base/testing'
import * as encoding from 'lib0/encoding'
import { expect, it } from 'vitest'
import { inspectUpdate } from './inspect-update.js'
import { defaultGuardLimits } from './limits.js'
import { mutate } from './testing/mutations.js'
import {
  any,
  bytesOf,
  type ClientStructs,
  collected,
  embed,
  format,
  item,
  numbers,
  type Part,
  raw,
  subdocument,
  text,
  type,
  writeUpdate
} from './testing/update-writer.js'

/** The same bytes, counting how often one of them or their length is looked at. */
const counted = (bytes: Uint8Array): { update: Uint8Array; reads(): number } => {
  let reads = 0
  const update = new Proxy(bytes, {
    get(target, name) {
      reads++
      return Reflect.get(target, name, target)
    }
  })
  return { update, reads: () => reads }
}

const count = 5000
const times = <T>(make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))
const structs = (...parts: readonly Part[]): Uint8Array =>
  writeUpdate([{ client: 5, clock: 0, structs: parts }])
const repeated = (...bytes: readonly number[]): Part[] => times(() => raw(...bytes))
const options = bytesOf(numbers(count), ...times(() => raw(4, 103, 117, 105, 101, 126)))

/** Two clients whose structs wait for each other in turn, the lower client first. */
const zigzag = (): ClientStructs[] => [
  { client: 9, clock: 0, structs: times((at) => text('a', { origin: [5, at] })) },
  { client: 5, clock: 0, structs: times((at) => text('a', at === 0 ? {} : { origin: [9, at - 1] })) }
]

/** Each client hangs on the last clock of the next lower one. */
const ladder = (): ClientStructs[] =>
  times((at) => ({
    client: count - at,
    clock: 0,
    structs: [text('ab', at === count - 1 ? {} : { origin: [count - at - 1, 1] })]
  }))

/** Types whose depth goes up and down, each found through the one before. */
const stairs = (): Part[] =>
  times((at) => type(1, at === 0 ? {} : at % 400 === 399 ? { origin: [5, 0] } : { parent: [5, at - 1] }))

const families: readonly (readonly [string, Uint8Array])[] = [
  ['letters', structs(text('a'.repeat(count)))],
  ['wide letters', structs(text('漢'.repeat(count)))],
  ['single letters', structs(...times((at) => text('a', at === 0 ? {} : { origin: [5, at - 1] })))],
  ['collected ranges', structs(...times(() => collected(1)))],
  ['integers as long as they get', structs(...times(() => item(8, raw(1, 125, 0x80, 0x80, 0x80, 0x80, 1))))],
  ['empty arrays', structs(item(8, bytesPart(numbers(count), ...repeated(117, 0))))],
  ['objects in objects', structs(...times(() => any([{ a: { b: {} } }])))],
  ['JSON brackets', structs(embed(`[${'[],'.repeat(count)}0]`))],
  ['JSON keys', structs(embed(`{${'"\\u005f_pro":0,'.repeat(count)}"a":0}`))],
  ['JSON spaces', structs(embed(`${' '.repeat(count)}0${' '.repeat(count)}`))],
  ['formats', structs(...times(() => format('b', 'null')))],
  ['subdocuments', structs(...times(() => subdocument('g', { a: 1 })))],
  [
    'options',
    structs(
      item(
        9,
        bytesPart(raw(0, 118), (encoder) => encoding.writeUint8Array(encoder, options))
      )
    )
  ],
  ['clients', writeUpdate(times((at) => ({ client: count - at, clock: 0, structs: [collected(1)] })))],
  ['zigzag', writeUpdate(zigzag())],
  ['ladder', writeUpdate(ladder())],
  ['stairs', structs(...stairs())],
  [
    'deletions',
    writeUpdate(
      [],
      times((at) => [5, at, 1] as const)
    )
  ],
  ['deletions of nothing', bytesOf(numbers(0, count), ...repeated(5, 0))]
]

function bytesPart(...parts: readonly Part[]): Part {
  return (encoder) => {
    for (const part of parts) part(encoder)
  }
}

/** The byte and the length, and both again for the order of integration; at most 4 were seen. */
const mostReadsPerByte = 5

it.each(families)('G7 looks at each byte of many %s a bounded number of times', (_, bytes) => {
  const { update, reads } = counted(bytes)
  inspectUpdate(update, { ...defaultGuardLimits, structs: 1_000_000 })
  expect(reads()).toBeGreaterThan(bytes.length / 2)
  expect(reads()).toBeLessThan(bytes.length * mostReadsPerByte)
})

it('G7 looks at each byte of what was tampered with a bounded number of times', () => {
  const frames = families.map(([, bytes]) => bytes.subarray(0, 400))
  for (let seed = 1; seed <= 3000; seed++) {
    const random = createSeededRandom(seed)
    const bytes = mutate(random.pick(frames), frames, random)
    const { update, reads } = counted(bytes)
    inspectUpdate(update)
    expect(reads(), `seed ${seed}`).toBeLessThan((bytes.length + 20) * mostReadsPerByte)
  }
})
