// What a relay takes for so many devices, out of constants that were measured at smaller sizes.
//
// It holds for spaces of about ten devices that are all connected. What a push costs falls as more come: they share
// commits, messages between threads and writes to sockets. Twice as many cost about 1.45 times as much.

export interface Load {
  /** Connected at once. */
  readonly devices: number
  /** Pushes a second, of all devices together; a hundred letters in one are one. */
  readonly pushesPerSecond: number
  /** Devices that are sent each of them. */
  readonly readers: number
}

export interface Capacity {
  /** Of one core, in %, over the loop and the log's thread, which can take a core each. */
  readonly cpu: number
  readonly memoryMb: number
  /** Bytes a second that the log grows by, with all history kept. */
  readonly storedBytes: number
  /** Bytes a second to devices. */
  readonly sentBytes: number
}

/** docs/performance.md says on which machine, and when. */
export const constants = {
  /** At 40 pushes a second of 200 devices (`capacity` at a tenth of its size). */
  cpuAtForty: 20,
  /** From there to 160 pushes a second of 800 devices. */
  cpuExponent: 0.53,
  /** A relay that was just started. */
  baseMb: 96,
  /** Of a device in use, with its share of its space and of what is not collected yet; from the same 800. */
  deviceKb: 90,
  /** Of an edit of a few letters: entry, batch and indexes. From `stored-size`. */
  storedBytes: 290,
  /** A frame with one entry and its part of the devices' rows. From the counted work of a minute of typing (SPEC M3). */
  deliveredBytes: 180
} as const

export function capacityOf({ devices, pushesPerSecond, readers }: Load): Capacity {
  const { cpuAtForty, cpuExponent, baseMb, deviceKb, storedBytes, deliveredBytes } = constants
  return {
    cpu: cpuAtForty * (pushesPerSecond / 40) ** cpuExponent,
    memoryMb: baseMb + (devices * deviceKb) / 1_024,
    storedBytes: pushesPerSecond * storedBytes,
    sentBytes: pushesPerSecond * readers * deliveredBytes
  }
}
