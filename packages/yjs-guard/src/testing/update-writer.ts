// Writes v1 updates by hand, sound or not, so that tests can say what no Yjs would.

import * as encoding from 'lib0/encoding'

/** (client, clock) */
export type Reference = readonly [number, number]

export type Part = (encoder: encoding.Encoder) => void

export interface Lean {
  readonly origin?: Reference
  readonly right?: Reference
  /** A root name, or the item that holds the parent type. Written where neither origin is given; 'x' by default. */
  readonly parent?: string | Reference
  readonly key?: string
}

export interface ClientStructs {
  readonly client: number
  readonly clock: number
  readonly structs: readonly Part[]
}

/** (client, clock, length) */
export type Deletion = readonly [number, number, number]

/** Clients are written in the order given. */
export function writeUpdate(
  clients: readonly ClientStructs[],
  deletions: readonly Deletion[] = []
): Uint8Array {
  return bytesOf((encoder) => {
    encoding.writeVarUint(encoder, clients.length)
    for (const { client, clock, structs } of clients) {
      for (const number of [structs.length, client, clock]) encoding.writeVarUint(encoder, number)
      for (const struct of structs) struct(encoder)
    }
    encoding.writeVarUint(encoder, deletions.length)
    for (const [client, clock, length] of deletions) {
      for (const number of [client, 1, clock, length]) encoding.writeVarUint(encoder, number)
    }
  })
}

export function bytesOf(...parts: readonly Part[]): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const part of parts) part(encoder)
  return encoding.toUint8Array(encoder)
}

export const numbers =
  (...values: readonly number[]): Part =>
  (encoder) => {
    for (const value of values) encoding.writeVarUint(encoder, value)
  }

export const raw =
  (...bytes: readonly number[]): Part =>
  (encoder) => {
    for (const byte of bytes) encoding.writeUint8(encoder, byte)
  }

export const collected = (length: number): Part => numbers(0, length)
export const skipped = (length: number): Part => numbers(10, length)

export const deleted = (length: number, lean: Lean = {}): Part => item(1, numbers(length), lean)

export const text = (content: string, lean: Lean = {}): Part =>
  item(4, (encoder) => encoding.writeVarString(encoder, content), lean)

export const json = (contents: readonly string[], lean: Lean = {}): Part =>
  item(
    2,
    (encoder) => {
      encoding.writeVarUint(encoder, contents.length)
      for (const content of contents) encoding.writeVarString(encoder, content)
    },
    lean
  )

export const binary = (content: Uint8Array, lean: Lean = {}): Part =>
  item(3, (encoder) => encoding.writeVarUint8Array(encoder, content), lean)

export const embed = (content: string, lean: Lean = {}): Part =>
  item(5, (encoder) => encoding.writeVarString(encoder, content), lean)

export const format = (key: string, value: string, lean: Lean = {}): Part =>
  item(
    6,
    (encoder) => {
      encoding.writeVarString(encoder, key)
      encoding.writeVarString(encoder, value)
    },
    lean
  )

/** 0 array, 1 map, 2 text, 3 element, 4 fragment, 5 hook, 6 XML text. */
export const type = (kind: number, lean: Lean = {}, name = 'p'): Part =>
  item(
    7,
    (encoder) => {
      encoding.writeVarUint(encoder, kind)
      if (kind === 3 || kind === 5) encoding.writeVarString(encoder, name)
    },
    lean
  )

export const any = (contents: readonly unknown[], lean: Lean = {}): Part =>
  item(
    8,
    (encoder) => {
      encoding.writeVarUint(encoder, contents.length)
      for (const content of contents) encoding.writeAny(encoder, content as encoding.AnyEncodable)
    },
    lean
  )

export const subdocument = (guid: string, options: unknown, lean: Lean = {}): Part =>
  item(
    9,
    (encoder) => {
      encoding.writeVarString(encoder, guid)
      encoding.writeAny(encoder, options as encoding.AnyEncodable)
    },
    lean
  )

export function item(kind: number, content: Part, { origin, right, parent = 'x', key }: Lean = {}): Part {
  return (encoder) => {
    const flags = (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (key === undefined ? 0 : 0x20)
    encoding.writeUint8(encoder, kind | flags)
    if (origin) numbers(...origin)(encoder)
    if (right) numbers(...right)(encoder)
    if (!origin && !right) {
      if (typeof parent === 'string') {
        encoding.writeVarUint(encoder, 1)
        encoding.writeVarString(encoder, parent)
      } else numbers(0, ...parent)(encoder)
      if (key !== undefined) encoding.writeVarString(encoder, key)
    }
    content(encoder)
  }
}
