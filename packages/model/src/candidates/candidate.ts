// One write that nobody replaced yet: its value in the forms of each shape of the field, who wrote it, and when.
//
// In the document it is one entry of the root map `weft`: the key is the path, a line feed and the writer, the value a
// list. A writer is one load of a document on one device, so nobody else ever sets that key: what Yjs decides by client
// id is never asked. A write takes away the keys that it has seen and sets its own. What was written with neither having
// seen the other therefore stays side by side, under two keys.

import { isJson, type Json } from '../json.js'
import { compareStamps, mostCount, mostTime, type Stamp } from './stamp.js'

/** A value as a shape of its field has it; see evolution/shapes.ts. */
export interface Form {
  /** The schema version in which the field took this shape. */
  readonly shape: number
  readonly value: Json
}

/** Who writes, as others see it. */
export interface Author {
  readonly device: string
  /** What the app says of the device, such as "phone". */
  readonly from?: string
  /** The writer's role in the space. */
  readonly role?: string
}

export interface Candidate extends Author, Stamp {
  /** The entry's key in the map. */
  readonly key: string
  /** Names the write for good: `writer.number`. */
  readonly id: string
  /** Rising by shape; empty for a write that takes the value away. */
  readonly forms: readonly Form[]
  /** Ids of the candidates that the writer had seen, and of some that those had replaced; see `isReplacedBy`. */
  readonly replaces: readonly string[]
}

/** 1: number, time, count, device, forms as flat pairs, replaced ids, what the app says, role. */
const layout = 1

/** A form's value stands in the list of forms, in the candidate. */
const valueDepth = 2

export type Parsed =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  /** Written by a release that is newer than this one. */
  | { readonly kind: 'newer' }
  | { readonly kind: 'misfit'; readonly problem: string }

export function encodeCandidate(candidate: Candidate): Json {
  const { id, time, count, device, forms, replaces, from = null, role = null } = candidate
  const pairs = forms.flatMap(({ shape, value }) => [shape, value])
  const number = numberOf(id)
  return [layout, number, time, count, device, pairs, replaces, from, role]
}

export function parseCandidate(key: string, value: unknown): Parsed {
  if (!Array.isArray(value) || !isNatural(value[0]) || !isJson(value, valueDepth)) {
    return misfit('no candidate')
  }
  if (value[0] > layout) return { kind: 'newer' }
  const [, number, time, count, device, pairs, replaces, from, role] = value as unknown[]
  const forms = parseForms(pairs)
  if (!isNatural(number) || !isStamp(time, count)) return misfit('a candidate without its time')
  if (typeof device !== 'string' || !isText(from) || !isText(role))
    return misfit('a candidate without its author')
  if (!forms) return misfit('a candidate whose forms are none')
  if (!Array.isArray(replaces) || !replaces.every((id) => typeof id === 'string')) {
    return misfit('a candidate that does not say what it replaces')
  }
  const candidate = {
    ...({ time, count } as Stamp),
    ...{ key, id: `${writerOfKey(key)}.${number}`, device, forms, replaces },
    ...(from === null ? {} : { from }),
    ...(role === null ? {} : { role })
  }
  return { kind: 'candidate', candidate }
}

/** The one order that every device puts candidates in: the earliest first. */
export const compareCandidates = (a: Candidate, b: Candidate): number =>
  compareStamps(a, b) ||
  compareTexts(a.device, b.device) ||
  compareTexts(a.id, b.id) ||
  compareTexts(a.key, b.key)

export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Whether a write that stands says of another one of its field that it was replaced. A writer replaces what it wrote
 * itself, so its newest id stands for those before.
 */
export const isReplacedBy = (standing: readonly Candidate[], id: string): boolean =>
  standing.some((one) => [one.id, ...one.replaces].some((other) => covers(other, id)))

function covers(id: string, earlier: string): boolean {
  return writerOfId(id) === writerOfId(earlier) && numberOf(id) >= numberOf(earlier)
}

export const writerOfId = (id: string): string => id.slice(0, id.lastIndexOf('.'))

export const keyOf = (path: string, writer: string): string => `${path}\n${writer}`
export const writerOfKey = (key: string): string => key.slice(key.lastIndexOf('\n') + 1)

/** Between a writer and the number of its write: no writer's name has it. */
const correctedBy = '~'

/**
 * Where it stands that a write's time was wrong: beside the write, which stays as it is. So all tabs of its device that
 * correct it at once say the same in one place, and a write that was replaced meanwhile does not come again.
 */
export const correctionKeyOf = ({ key, id }: Candidate): string => `${key}${correctedBy}${numberOf(id)}`
export const isCorrectionKey = (key: string): boolean => writerOfKey(key).includes(correctedBy)

/** 1: time, count. */
export const encodeCorrection = ({ time, count }: Stamp): Json => [layout, time, count]

export function parseCorrection(value: unknown): Stamp | 'newer' | 'misfit' {
  if (!Array.isArray(value) || !isNatural(value[0])) return 'misfit'
  const [version, time, count] = value as unknown[]
  if ((version as number) > layout) return 'newer'
  return isStamp(time, count) ? ({ time, count } as Stamp) : 'misfit'
}

const numberOf = (id: string): number => Number(id.slice(id.lastIndexOf('.') + 1))

/** Null for a key that holds no candidate. */
export function pathOfKey(key: string): string | null {
  const end = key.lastIndexOf('\n')
  return end > 0 ? key.slice(0, end) : null
}

function parseForms(pairs: unknown): readonly Form[] | null {
  if (!Array.isArray(pairs) || pairs.length % 2 !== 0) return null
  const forms: Form[] = []
  for (let at = 0; at < pairs.length; at += 2) {
    const shape: unknown = pairs[at]
    if (!isNatural(shape) || shape <= (forms.at(-1)?.shape ?? 0)) return null
    forms.push({ shape, value: pairs[at + 1] as Json })
  }
  return forms
}

const misfit = (problem: string): Parsed => ({ kind: 'misfit', problem })
const isNatural = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isStamp = (time: unknown, count: unknown): boolean =>
  isNatural(time) && isNatural(count) && time <= mostTime && count <= mostCount
const isText = (value: unknown): value is string | null => value === null || typeof value === 'string'
