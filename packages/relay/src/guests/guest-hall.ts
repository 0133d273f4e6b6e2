// What the guests of all spaces share: documents in memory, and bounds on what waits for them.

import type { Core } from '../core/core.js'
import type { ByteBudget } from './byte-budget.js'
import type { DeletionsUnderWay } from './deletions-under-way.js'
import type { Guest } from './guest.js'
import type { HeldDocuments } from './held-documents.js'

export interface GuestHall {
  readonly core: Core
  readonly held: HeldDocuments
  readonly budget: ByteBudget
  readonly deletions: DeletionsUnderWay
  enter(guest: Guest): void
  leave(guest: Guest): void
  close(): void
}
