// Steps through one client's structs in a v1 update, checking each on the way.

import type { ByteReader } from '../bytes/byte-reader.js'
import type { ScanBudget } from '../bytes/scan-budget.js'
import { scanName } from '../bytes/strings.js'
import { malformed, stop } from '../refusal.js'
import { kind, scanContent } from './content.js'

/** Stands in for a client where an item has no such reference. */
export const none = -1

/** Bits of a struct's first byte, beside its kind. */
export const hasOrigin = 0x80
export const hasRightOrigin = 0x40
export const hasKey = 0x20

/** After `next`, the fields describe the struct that was read; they are overwritten by the following one. */
export class StructCursor {
  readonly client: number
  /** Structs that are left to read. */
  left: number
  clock: number
  length = 0
  /** One of `kind`. */
  kind = 0
  originClient = none
  originClock = 0
  rightClient = none
  rightClock = 0
  /** Read only where neither origin is given: an item otherwise lies where its neighbours lie. */
  parentClient = none
  parentClock = 0
  /** Where the struct's encoding starts; it ends where the reader stands. */
  start = 0
  /** Where the parent's and the map key's encoding starts; equal bytes mean equal parents. */
  parentStart = 0
  contentStart = 0

  /** The reader stands at the head of the client's structs. */
  constructor(
    readonly reader: ByteReader,
    private readonly budget: ScanBudget
  ) {
    // A collected range takes two bytes, the least of all structs.
    this.left = reader.count(2)
    if (this.left === 0) malformed('a client without structs')
    this.client = reader.client()
    this.clock = reader.varUint()
  }

  /** Past the struct's last clock. */
  get end(): number {
    return this.clock + this.length
  }

  next(): boolean {
    if (this.left === 0) return false
    this.left--
    this.clock += this.length
    this.budget.spend(1)
    this.start = this.reader.pos
    const head = this.reader.uint8()
    this.kind = head & 0x1f
    if (this.kind === kind.gc || this.kind === kind.skip) this.readRange(head)
    else this.readItem(head)
    // An empty struct would break Yjs's search for a clock.
    if (this.length === 0) malformed('a struct without length')
    if (this.end > Number.MAX_SAFE_INTEGER) malformed('a clock of more than 53 bits')
    return true
  }

  private readRange(head: number): void {
    if (head !== this.kind) malformed('a range with references')
    this.originClient = none
    this.rightClient = none
    this.parentClient = none
    this.length = this.reader.varUint()
  }

  private readItem(head: number): void {
    const { reader } = this
    const origin = (head & hasOrigin) !== 0
    const right = (head & hasRightOrigin) !== 0
    this.originClient = origin ? reader.client() : none
    this.originClock = origin ? this.readReference(this.originClient) : 0
    this.rightClient = right ? reader.client() : none
    this.rightClock = right ? this.readReference(this.rightClient) : 0
    this.parentClient = none
    this.parentStart = reader.pos
    if (!origin && !right) this.readParent((head & hasKey) !== 0)
    this.contentStart = reader.pos
    this.length = scanContent(reader, this.kind, this.budget)
  }

  private readReference(client: number): number {
    const clock = this.reader.varUint()
    // Yjs looks these up without asking whether they are there.
    if (client === this.client && clock >= this.clock)
      malformed('a struct that leans on a later one of its client')
    return clock
  }

  private readParent(keyed: boolean): void {
    const { reader, budget } = this
    const byName = reader.varUint()
    if (byName > 1) malformed('a parent of an unknown kind')
    if (byName === 1) scanName(reader, budget.limits.nameBytes)
    else {
      this.parentClient = reader.client()
      this.parentClock = this.readReference(this.parentClient)
    }
    if (keyed) scanName(reader, budget.limits.nameBytes)
  }
}

/** How many clients' structs follow, at the head of an update. */
export function readClientCount(reader: ByteReader, budget: ScanBudget): number {
  // Count, client, clock and one struct of two bytes.
  const count = reader.count(5)
  if (count > budget.limits.clients) {
    stop('update-too-many-structs', `structs of more than ${budget.limits.clients} clients`)
  }
  return count
}
