// A device that speaks frames to a relay in a test, keeps all it hears, and can wait for what it should hear.

import { expectTrue } from '@weft/base/testing'
import {
  advanceMark,
  type DeviceFrame,
  type Entry,
  type ErrorFrame,
  encodeFrame,
  type HelloSpace,
  type Mark,
  parseFrame,
  protocolVersion,
  type RelayFrame,
  type Welcome
} from '@weft/protocol'
import type { AppendRequest, Log } from '../../log/port.js'
import type { Relay } from '../../relay.js'
import { createMemoryConnection, type MemoryDevice } from '../../socket/memory-connection.js'
import { type ReplicaName, TestReplica } from '../../testing/test-replica.js'

export type FrameOf<T extends RelayFrame['type']> = Extract<RelayFrame, { type: T }>

export class TestDevice {
  readonly replica: TestReplica
  readonly heard: RelayFrame[] = []
  readonly sizes: number[] = []
  closed: { readonly code: number; readonly reason: string } | undefined
  readonly #wire: MemoryDevice
  #listeners: (() => void)[] = []

  constructor(relay: Relay, log: Log, name: ReplicaName | TestReplica = {}) {
    this.replica = name instanceof TestReplica ? name : new TestReplica(log, name)
    const { connection, device } = createMemoryConnection({
      received: (bytes) => {
        const frame = parseFrame(bytes)
        expectTrue(frame.ok, 'a frame that can be read')
        this.sizes.push(bytes.length)
        this.#note(() => this.heard.push(frame.value as RelayFrame))
      },
      closed: (code, reason) => this.#note(() => (this.closed = { code, reason }))
    })
    this.#wire = device
    relay.accept(connection)
  }

  send(frame: DeviceFrame): void {
    this.sendBytes(encodeFrame(frame))
  }

  sendBytes(bytes: Uint8Array): void {
    this.#wire.send(bytes)
  }

  setBuffered(bytes: number): void {
    this.#wire.setBuffered(bytes)
  }

  /** As a lost network does. */
  drop(): void {
    this.#wire.close()
  }

  sendHello(change: Partial<HelloSpace> = {}, token = ''): void {
    const { hello, device } = this.replica.hello(change)
    this.replica.greeting = hello.greeting
    this.send({ type: 'hello', versions: [protocolVersion, protocolVersion], token, device, spaces: [hello] })
  }

  /** Says hello, waits for the welcome, and gives credit. */
  async greet(change: Partial<HelloSpace> = {}, creditBytes = 2 ** 30): Promise<Welcome> {
    const count = this.all('welcome').length
    this.sendHello(change)
    await this.until(() => this.all('welcome').length > count)
    const welcome = this.all('welcome').at(-1) as Welcome
    if (welcome.spaces[0]?.standing === 'ok') this.replica.epoch = welcome.spaces[0].epoch
    if (creditBytes > 0) this.credit(creditBytes)
    return welcome
  }

  credit(bytes: number): void {
    this.send({ type: 'credit', bytes })
  }

  /** Sends a batch in one part, or cut at the given size. */
  push({ space, replica, batch, chain, content }: AppendRequest, partBytes = content.length): void {
    const parts = Math.max(1, Math.ceil(content.length / partBytes))
    for (let part = 0; part < parts; part++) {
      const slice = content.subarray(part * partBytes, (part + 1) * partBytes)
      this.send({ type: 'push', space, replica, batch, chain, part, parts, content: slice })
    }
  }

  /** Types, pushes and waits for the receipt. */
  async type(document: string, text = 'x'): Promise<FrameOf<'receipt'>> {
    const request = this.replica.make([this.replica.edit(document, text)])
    this.push(request)
    return this.untilReceipt(request.batch)
  }

  async untilReceipt(batch: number): Promise<FrameOf<'receipt'>> {
    await this.until(() => this.all('receipt').some((receipt) => receipt.batch === batch))
    return this.all('receipt').find((receipt) => receipt.batch === batch) as FrameOf<'receipt'>
  }

  async untilError(code: string): Promise<ErrorFrame> {
    await this.until(() => this.all('error').some((error) => error.code === code))
    return this.all('error').find((error) => error.code === code) as ErrorFrame
  }

  async untilPosition(position: number): Promise<void> {
    await this.until(() => (this.entries().at(-1)?.position ?? 0) >= position)
  }

  all<T extends RelayFrame['type']>(type: T): FrameOf<T>[] {
    return this.heard.filter((frame): frame is FrameOf<T> => frame.type === type)
  }

  entries(): Entry[] {
    return this.all('entries').flatMap((frame) => frame.entries)
  }

  /** Checks that what came after `mark` has no gap and the hashes that its frames say (L10). */
  checkStream(mark: Mark): Mark {
    let at = mark
    for (const frame of this.all('entries')) {
      expectTrue(frame.entries[0]?.position === at.position + 1, `an entry after ${at.position}`)
      at = advanceMark(at, frame.entries)
      expectTrue(Buffer.from(at.hash).equals(Buffer.from(frame.hash)), `the running hash at ${at.position}`)
    }
    return at
  }

  /** Resolves when the condition holds, looked at after each frame and a close. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve()
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return
        this.#listeners = this.#listeners.filter((listener) => listener !== look)
        resolve()
      }
      this.#listeners.push(look)
    })
  }

  #note(change: () => void): void {
    change()
    for (const listener of [...this.#listeners]) listener()
  }
}
