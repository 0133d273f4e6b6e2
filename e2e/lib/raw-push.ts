// A device of another make: it speaks the bare protocol, and pushes updates as its own whatever client ids are in them.

import { once } from 'node:events'
import { randomId, systemRandom } from '@weft/base'
import {
  type BatchItem,
  encodeBatch,
  encodeFrame,
  hashBytes,
  nextBatchChain,
  nonceBytes,
  parseFrame,
  protocolVersion,
  type Receipt,
  startMark,
  subprotocol
} from '@weft/protocol'
import WebSocket from 'ws'

/** Says hello as a new device, pushes one batch, and leaves with its receipt. Rejects with what the relay says instead. */
export async function pushRaw(url: string, space: string, items: readonly BatchItem[]): Promise<Receipt> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/sync`, [subprotocol])
  const replica = randomId(systemRandom)
  const chain = new Uint8Array(hashBytes)
  await once(socket, 'open')
  try {
    const answered = new Promise<Receipt>((resolve, reject) => {
      socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
      socket.on('message', (bytes: Buffer) => {
        const frame = parseFrame(new Uint8Array(bytes))
        if (!frame.ok) return reject(new Error(frame.error.code))
        if (frame.value.type === 'receipt') resolve(frame.value)
        if (frame.value.type === 'error') reject(new Error(frame.value.code))
        if (frame.value.type !== 'welcome') return
        const content = encodeBatch(items)
        const push = { space, replica, batch: 1, part: 0, parts: 1, content }
        socket.send(encodeFrame({ type: 'push', ...push, chain: nextBatchChain(chain, 1, content) }))
      })
    })
    socket.send(
      encodeFrame({
        type: 'hello',
        versions: [protocolVersion, protocolVersion],
        token: '',
        device: {
          ...{ id: randomId(systemRandom), proof: systemRandom.bytes(32) },
          ...{ name: 'Courier', platform: 'Node', appVersion: '', schemas: [] }
        },
        spaces: [
          {
            ...{ space, replica, epoch: null, replaces: null, greeting: 1 },
            nonce: systemRandom.bytes(nonceBytes),
            ...{ cursor: startMark, highest: startMark, checkpoint: null, made: { batch: 0, chain } },
            ...{ acknowledged: 0, selection: { kind: 'all' }, catchUp: null }
          }
        ]
      })
    )
    return await answered
  } finally {
    socket.terminate()
  }
}
