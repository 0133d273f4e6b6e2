// A batch onto the wire, in parts when it is larger than a frame (B7).

import type { DeviceFrame, Limits } from '@weft/protocol'

export interface BatchToSend {
  readonly space: string
  readonly replica: string
  readonly batch: number
  readonly chain: Uint8Array
  readonly content: Uint8Array
}

/** Room for a push frame's own fields. */
const headerBytes = 512

export function sendPush(send: (frame: DeviceFrame) => void, limits: Limits, batch: BatchToSend): void {
  const { space, replica, content } = batch
  const partBytes = Math.max(1024, limits.frameBytes - headerBytes)
  const parts = Math.max(1, Math.ceil(content.length / partBytes))
  for (let part = 0; part < parts; part++) {
    send({
      type: 'push',
      space,
      replica,
      batch: batch.batch,
      chain: batch.chain,
      part,
      parts,
      content: content.subarray(part * partBytes, (part + 1) * partBytes)
    })
  }
}
