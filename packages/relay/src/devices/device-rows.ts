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

/**
 * Equal for rows that say the same. `asOf` moves with every entry, and a device that is online is heard all the time:
 * neither alone is worth telling. When it leaves, its row is told with its times.
 */
export function rowSignature(row: DeviceRow): string {
  const encoder = encoding.createEncoder()
  const times = row.online ? { lastSeen: 0, waiting: row.waiting && { ...row.waiting, time: 0 } } : {}
  writeDeviceRow(encoder, { ...row, ...times, asOf: 0 })
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
