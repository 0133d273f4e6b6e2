// Lists of ids: what an id has in common with the one before it is not written again, and a letter takes six bits.
//
// Most ids are random letters of base64url behind a prefix (`n/Xk3…`), so most lists are one run of ids of one shape.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { readByte } from './fields.js'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const valueOfLetter = new Map([...letters].map((letter, value) => [letter, value]))
const bitsOfLetter = 6
/** Of an id that is written in letters; what is no id and longer is written whole. */
const mostCharacters = 128

/** Ids that each begin with `shared` characters of the one before and go on with `length` letters. */
interface Run {
  readonly shared: number
  /** 0 for ids that are written whole, as strings. */
  readonly length: number
  readonly ids: string[]
}

export function writeIds(encoder: encoding.Encoder, ids: readonly string[]): void {
  encoding.writeVarUint(encoder, ids.length)
  for (const { shared, length, ids: ofRun } of runsOf(ids)) {
    encoding.writeVarUint(encoder, ofRun.length)
    encoding.writeVarUint(encoder, length)
    if (length === 0) {
      for (const id of ofRun) encoding.writeVarString(encoder, id)
      continue
    }
    encoding.writeVarUint(encoder, shared)
    let held = 0
    let heldBits = 0
    for (const id of ofRun) {
      for (let at = shared; at < id.length; at++) {
        held = ((held << bitsOfLetter) | (valueOfLetter.get(id.charAt(at)) ?? 0)) & 0xffff
        heldBits += bitsOfLetter
        if (heldBits < 8) continue
        heldBits -= 8
        encoding.writeUint8(encoder, (held >> heldBits) & 255)
      }
    }
    if (heldBits > 0) encoding.writeUint8(encoder, (held << (8 - heldBits)) & 255)
  }
}

export function readIds(decoder: decoding.Decoder): string[] {
  const count = decoding.readVarUint(decoder)
  const ids: string[] = []
  while (ids.length < count) {
    const inRun = decoding.readVarUint(decoder)
    const length = decoding.readVarUint(decoder)
    if (inRun === 0 || inRun > count - ids.length) throw new RangeError(`${inRun} ids in a run`)
    if (length === 0) for (let left = inRun; left > 0; left--) ids.push(decoding.readVarString(decoder))
    else readRun(decoder, inRun, length, ids)
  }
  return ids
}

function readRun(decoder: decoding.Decoder, inRun: number, length: number, ids: string[]): void {
  const shared = decoding.readVarUint(decoder)
  let before = ids.at(-1) ?? ''
  if (shared > before.length || shared + length > mostCharacters) {
    throw new RangeError(`${shared} and ${length} characters`)
  }
  let held = 0
  let heldBits = 0
  for (let left = inRun; left > 0; left--) {
    let id = before.slice(0, shared)
    for (let letter = 0; letter < length; letter++) {
      if (heldBits < bitsOfLetter) {
        held = ((held << 8) | readByte(decoder)) & 0xffff
        heldBits += 8
      }
      heldBits -= bitsOfLetter
      id += letters.charAt((held >> heldBits) & 63)
    }
    ids.push(id)
    before = id
  }
}

function runsOf(ids: readonly string[]): Run[] {
  const runs: Run[] = []
  let before = ''
  for (const id of ids) {
    const run = runs.at(-1)
    if (run && run.length > 0 && goesOn(id, before, run.shared) && id.length === run.shared + run.length) {
      run.ids.push(id)
    } else {
      const shared = inCommon(id, before)
      const length = goesOn(id, before, shared) ? id.length - shared : 0
      if (run?.length === 0 && length === 0) run.ids.push(id)
      else runs.push({ shared, length, ids: [id] })
    }
    before = id
  }
  return runs
}

/** Whether an id can be told by so many characters of the one before and by letters. */
function goesOn(id: string, before: string, shared: number): boolean {
  if (id.length <= shared || id.length > mostCharacters || inCommon(id, before) < shared) return false
  for (let at = shared; at < id.length; at++) if (!valueOfLetter.has(id.charAt(at))) return false
  return true
}

function inCommon(a: string, b: string): number {
  let length = 0
  while (length < a.length && length < b.length && a.charAt(length) === b.charAt(length)) length++
  return length
}
