// Gathers structs, each client's in order, and writes them with their deletions as one update.

import * as encoding from 'lib0/encoding'
import { intersect } from '../state-summary.js'
import { type ClockRange, writeDeletes } from '../structs/deletes.js'
import type { StructPart } from './cut-struct.js'

interface Block {
  readonly from: number
  to: number
  structs: number
  readonly chunks: Uint8Array[]
}

export class PieceWriter {
  /** Bytes of the structs. */
  bytes = 0
  private readonly blocks = new Map<number, Block>()

  /** What is added of one client goes on where that client's last part ended. */
  add(client: number, { bytes, clock, length }: StructPart): void {
    const block = this.blocks.get(client) ?? { from: clock, to: clock, structs: 0, chunks: [] }
    this.blocks.set(client, block)
    block.to = clock + length
    block.structs++
    const last = block.chunks.at(-1)
    if (last && last.buffer === bytes.buffer && last.byteOffset + last.length === bytes.byteOffset) {
      const joined = new Uint8Array(bytes.buffer, last.byteOffset, last.length + bytes.length)
      block.chunks[block.chunks.length - 1] = joined
    } else block.chunks.push(bytes)
    this.bytes += bytes.length
  }

  /** What the structs span, the highest client id first. */
  spans(): ClockRange[] {
    return [...this.blocks].map(([client, { from, to }]) => ({ client, from, to })).sort(byClientDown)
  }

  /** `deleted`: by client, in order and disjoint; what lies beyond the structs is left out. */
  finish(deleted: ReadonlyMap<number, readonly ClockRange[]>): Uint8Array {
    const spans = this.spans()
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, spans.length)
    for (const { client, from } of spans) {
      const { structs, chunks } = this.blocks.get(client) as Block
      encoding.writeVarUint(encoder, structs)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, from)
      for (const chunk of chunks) encoding.writeUint8Array(encoder, chunk)
    }
    writeDeletes(
      encoder,
      spans.flatMap(({ client, from, to }) => intersect(deleted.get(client) ?? [], from, to))
    )
    return encoding.toUint8Array(encoder)
  }
}

const byClientDown = (a: ClockRange, b: ClockRange): number => b.client - a.client
