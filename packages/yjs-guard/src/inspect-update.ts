// Reads an untrusted v1 update from end to end and says what it adds, deletes and leans on, or why it is refused.

import { ByteReader } from './bytes/byte-reader.js'
import { ScanBudget } from './bytes/scan-budget.js'
import { defaultGuardLimits, type GuardLimits } from './limits.js'
import { accepted, type Checked, malformed, refused, Stop, stop } from './refusal.js'
import { kind } from './structs/content.js'
import { type ClockRange, readDeletes } from './structs/deletes.js'
import { checkIntegrationOrder } from './structs/integration-order.js'
import { none, readClientCount, StructCursor } from './structs/struct-cursor.js'
import type { ClientBlock } from './structs/struct-walk.js'
import { isV2Frame } from './structs/v2-frame.js'

/** An update's headers. Content is checked, and not kept. */
export interface UpdateShape {
  readonly bytes: number
  readonly structs: number
  /** One range for each client that the update has structs of, the highest client id first. */
  readonly adds: readonly ClockRange[]
  /** Where in the update the deletions begin: the structs, their client count included, take the bytes before. */
  readonly deletesAt: number
  /** As they stand in the update: not sorted, may overlap. */
  readonly deletes: readonly ClockRange[]
  /** For each client that structs of other clients refer to: the highest clock, which may lie in the update itself. */
  readonly needs: readonly ClockNeed[]
  /** Clocks in collected ranges and deleted content, which take no bytes of their own. */
  readonly foldedClocks: number
}

export interface ClockNeed {
  readonly client: number
  readonly clock: number
}

/** Throws on no input. Its time and memory are bounded by the length of the input and by the limits. */
export function inspectUpdate(
  update: Uint8Array,
  limits: GuardLimits = defaultGuardLimits
): Checked<UpdateShape> {
  if (update.length > limits.updateBytes) {
    return refused('update-too-large', `${update.length} bytes, of at most ${limits.updateBytes}`)
  }
  try {
    return accepted(new UpdateScan(update, limits).run())
  } catch (thrown) {
    if (isV2Frame(update)) return refused('update-wrong-version', 'a v2 update where v1 belongs')
    if (thrown instanceof Stop) return { ok: false, refusal: thrown.refusal }
    // A fault of the guard's own must not end the process that it guards.
    return refused('update-malformed', `not readable: ${String(thrown)}`)
  }
}

class UpdateScan {
  private readonly reader: ByteReader
  private readonly budget: ScanBudget
  private readonly blocks: ClientBlock[] = []
  private readonly needs = new Map<number, number>()
  private structs = 0
  private types = 0
  private foldedClocks = 0

  constructor(
    private readonly update: Uint8Array,
    private readonly limits: GuardLimits
  ) {
    this.reader = new ByteReader(update)
    this.budget = new ScanBudget(limits)
  }

  run(): UpdateShape {
    const { reader, budget } = this
    const clients = readClientCount(reader, budget)
    for (let at = 0; at < clients; at++) this.scanClient()
    const deletesAt = reader.pos
    const deletes = readDeletes(reader, budget)
    if (reader.remaining > 0) malformed('bytes after the end')
    if (clients === 0 && deletes.length === 0) stop('update-empty', 'neither structs nor deletions')
    if (this.leansOnItself() || this.types > this.limits.typeDepth) {
      checkIntegrationOrder(this.update, this.blocks, new ScanBudget(this.limits))
    }
    return {
      bytes: this.update.length,
      structs: this.structs,
      adds: this.blocks.map(({ client, from, to }) => ({ client, from, to })),
      deletesAt,
      deletes,
      needs: [...this.needs].map(([client, clock]) => ({ client, clock })),
      foldedClocks: this.foldedClocks
    }
  }

  private scanClient(): void {
    const { pos } = this.reader
    const cursor = new StructCursor(this.reader, this.budget)
    // The order that every Yjs writes and mergeUpdates relies on. Of two blocks of one client Yjs drops the first.
    const before = this.blocks.at(-1)
    if (before !== undefined && before.client <= cursor.client)
      malformed('clients that are not in descending order')
    const from = cursor.clock
    while (cursor.next()) this.count(cursor)
    this.blocks.push({ client: cursor.client, pos, from, to: cursor.end })
  }

  private count(cursor: StructCursor): void {
    this.structs++
    switch (cursor.kind) {
      case kind.skip:
        stop('update-clock-gap', `skips clocks of client ${cursor.client} from ${cursor.clock}`)
        break
      case kind.gc:
        this.foldedClocks += cursor.length
        return
      case kind.deleted:
        this.foldedClocks += cursor.length
        break
      case kind.type:
        this.types++
        break
    }
    this.need(cursor.client, cursor.originClient, cursor.originClock)
    this.need(cursor.client, cursor.rightClient, cursor.rightClock)
    this.need(cursor.client, cursor.parentClient, cursor.parentClock)
  }

  private need(client: number, neededClient: number, clock: number): void {
    if (neededClient === none || neededClient === client) return
    const highest = this.needs.get(neededClient)
    if (highest === undefined || highest < clock) this.needs.set(neededClient, clock)
  }

  /** Whether structs of one client refer to structs of another that are in this update too. */
  private leansOnItself(): boolean {
    return (
      this.blocks.length > 1 &&
      this.blocks.some(({ client, from }) => (this.needs.get(client) ?? none) >= from)
    )
  }
}
