// Devices without a store that push as fast as they are answered, and the journal of their receipts: an oracle that can give nothing back.

import type { Scope } from '@weft/base'
import { openRawDevice, type RawDevice, type RawReceipt } from '../../lib/raw-device.js'

export interface Pushers {
  /** Every receipt that any of them was given, in the order of arrival. */
  readonly receipts: readonly RawReceipt[]
  /** All that ever were welcomed. */
  readonly devices: readonly RawDevice[]
  /** Rejects when one of them was refused something; resolves when all have ended. */
  stop(): Promise<void>
}

export interface PushersOptions {
  readonly url: string
  /** Begins their names; no two sets of them at a log may have the same. */
  readonly name: string
  readonly devices: number
  /** Characters of each push. Default 40. */
  readonly textLength?: number
  /** A rest after each receipt. Default 0. */
  readonly everyMs?: number
}

const inFlight = 4
const comeBackMs = 50

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Whoever loses the connection comes back as a new device, which knows nothing of what the former one pushed. */
export function startPushers(scope: Scope, options: PushersOptions): Pushers {
  const receipts: RawReceipt[] = []
  const devices: RawDevice[] = []
  const state: { stopped: boolean; refused: Error | undefined } = { stopped: false, refused: undefined }
  const open = new Set<RawDevice>()
  const { everyMs = 0 } = options
  const text = 'x'.repeat(options.textLength ?? 40)

  const pushOn = async (device: RawDevice, document: string): Promise<void> => {
    while (!state.stopped) {
      receipts.push(await device.push(document, text))
      if (everyMs > 0) await rest(everyMs)
    }
  }
  const live = async (name: string): Promise<void> => {
    const device = await openRawDevice(options.url, name)
    open.add(device)
    devices.push(device)
    try {
      await Promise.all(Array.from({ length: inFlight }, () => pushOn(device, `n/${name}`)))
    } finally {
      open.delete(device)
      device.close()
    }
  }
  const liveAgain = async (name: string): Promise<void> => {
    for (let life = 0; !state.stopped; life++) {
      try {
        await live(`${name}.${life}`)
      } catch (error) {
        // A relay that is gone or cannot write (then a space is closed) is what they are for; one that refuses them is not.
        if (/^(refused|standing (?!closed))/.test((error as Error).message)) state.refused ??= error as Error
      }
      await rest(comeBackMs)
    }
  }
  const lives = Array.from({ length: options.devices }, (_, index) => liveAgain(`${options.name}${index}`))
  const stop = async (): Promise<void> => {
    state.stopped = true
    for (const device of open) device.close()
    await Promise.all(lives)
    if (state.refused) throw state.refused
  }
  scope.own(stop)
  return { receipts, devices, stop }
}
