// What a relay asks its log to change, as one record of a journal: enough to do it again and come to the same.

import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import type { AppendRequest, FoldRequest, Greeting, ReplicaReport, UpdateRequest } from '@weft/relay/log'

export type Operation = { readonly epoch: Uint8Array } & (
  | { readonly type: 'greet'; readonly request: Greeting }
  | { readonly type: 'append'; readonly request: AppendRequest }
  | { readonly type: 'update'; readonly request: UpdateRequest }
  | { readonly type: 'report'; readonly request: ReplicaReport }
  | { readonly type: 'forget'; readonly request: { readonly space: string; readonly device: string } }
  | { readonly type: 'fold'; readonly request: FoldRequest }
)

/** A checksum, then the operation. */
export function encodeOperation(operation: Operation): Uint8Array {
  const body = serialize(operation)
  const record = new Uint8Array(4 + body.length)
  new DataView(record.buffer).setUint32(0, crc32(body))
  record.set(body, 4)
  return record
}

/** undefined when the record is torn or damaged. */
export function decodeOperation(record: Uint8Array): Operation | undefined {
  return isIntact(record) ? (deserialize(record.subarray(4)) as Operation) : undefined
}

export function isIntact(record: Uint8Array): boolean {
  if (record.length < 5) return false
  return new DataView(record.buffer, record.byteOffset).getUint32(0) === crc32(record.subarray(4))
}

export const spaceOf = ({ type, request }: Operation): string =>
  type === 'greet' ? request.hello.space : request.space
