// Rows of the devices view as the relay tells them: the log's rows, with who is connected now.

import { type DeviceRow, encodeFrame, writeDeviceRow } from '@weft/protocol'
import * as encoding from 'lib0/encoding'

/** A row is known by its device and replica. */
export const rowKey = (row: DeviceRow): string => `${row.device} ${row.replica}`

export function withOnline(
  rows: readonly DeviceRow[],
  online: ReadonlySet<string>,
  now: number
): DeviceRow[] {
  return rows.map((row) => (online.has(row.replica) ? { ...row, online: true, lastSeen: now } : row))
}

/** Equal for rows that say the same. `asOf` moves with every entry, and an online device is seen all the time. */
export function rowSignature(row: DeviceRow): string {
  const encoder = encoding.createEncoder()
  writeDeviceRow(encoder, { ...row, asOf: 0, lastSeen: row.online ? 0 : row.lastSeen })
  return String.fromCharCode(...encoding.toUint8Array(encoder))
}

/** Keeps a frame of rows well below the smallest frame limit. */
const rowsAFrame = 256

/** The first frame is `whole` when it is the whole list; what does not fit follows as changed rows. */
export function encodeRows(
  space: string,
  rows: readonly DeviceRow[],
  extent: 'whole' | 'changed'
): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let start = 0; start === 0 || start < rows.length; start += rowsAFrame) {
    const whole = extent === 'whole' && start === 0
    frames.push(encodeFrame({ type: 'devices', space, whole, rows: rows.slice(start, start + rowsAFrame) }))
  }
  return frames
}
