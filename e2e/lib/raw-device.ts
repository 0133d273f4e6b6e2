// A device that speaks the protocol by hand: it pushes batches and tells each receipt as it came.

import { once } from 'node:events'
import { encodeFrame, parseFrame, protocolVersion, subprotocol } from '@weft/protocol'
import type { AppendRequest } from '@weft/relay/log'
import { TestReplica } from '@weft/relay/testing'
import WebSocket from 'ws'

export interface RawReceipt {
  /** Wall time at which it was here, ms with fractions. */
  readonly time: number
  readonly position: number
  /** The running hash there, in hexadecimal. */
  readonly hash: string
}

export interface RawDevice {
  readonly replica: TestReplica
  /** All that it pushed, receipted or not, by batch number from 1. */
  readonly pushed: readonly AppendRequest[]
  /** Types into a document and pushes it; resolves with the receipt. Pushes may wait together. */
  push(document: string, text: string): Promise<RawReceipt>
  close(): void
}

const now = (): number => performance.timeOrigin + performance.now()

/** Rejects when the relay does not welcome it. What is refused afterwards rejects the push. */
export async function openRawDevice(url: string, name: string): Promise<RawDevice> {
  const replica = new TestReplica(undefined as never, { device: name })
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/sync`, subprotocol)
  const waiting = new Map<
    number,
    { resolve: (receipt: RawReceipt) => void; reject: (error: Error) => void }
  >()
  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  await once(socket, 'open')
  const welcomed = new Promise<void>((resolve, reject) => {
    socket.on('message', (bytes: Buffer) => {
      const time = now()
      const frame = parseFrame(bytes)
      if (!frame.ok) return
      const { value } = frame
      if (value.type === 'welcome') {
        if (value.spaces[0]?.standing === 'ok') resolve()
        else reject(new Error(`standing ${value.spaces[0]?.standing}`))
      } else if (value.type === 'receipt') {
        const { position, hash, batch, refused } = value
        const pushed = waiting.get(batch)
        waiting.delete(batch)
        if (refused.length > 0) pushed?.reject(new Error(`refused: ${JSON.stringify(refused)}`))
        else pushed?.resolve({ time, position, hash: Buffer.from(hash).toString('hex') })
      } else if (value.type === 'error') failAll(new Error(`${value.code}: ${value.message}`))
    })
    socket.on('close', (code) => {
      reject(new Error(`closed with ${code}`))
      failAll(new Error(`closed with ${code}`))
    })
  })
  const { hello, device } = replica.hello()
  const spaces = [hello]
  const versions = [protocolVersion, protocolVersion] as const
  socket.send(encodeFrame({ type: 'hello', versions, token: '', device, spaces }))
  await welcomed
  const { space } = replica
  const pushed: AppendRequest[] = []
  return {
    replica,
    pushed,
    push: (document, text) => {
      const request = replica.make([replica.edit(document, text)])
      pushed.push(request)
      const { batch, chain, content } = request
      const whole = { part: 0, parts: 1, content }
      socket.send(encodeFrame({ type: 'push', space, replica: replica.replica, batch, chain, ...whole }))
      return new Promise((resolve, reject) => waiting.set(batch, { resolve, reject }))
    },
    close: () => socket.close()
  }
}
