// Counts what an update would make Yjs allocate, against its limit.

import type { GuardLimits } from '../limits.js'
import { stop } from '../refusal.js'

export class ScanBudget {
  /** In structs, see `GuardLimits.structs`. */
  spent = 0

  constructor(readonly limits: GuardLimits) {}

  spend(weight: number): void {
    this.spent += weight
    if (this.spent > this.limits.structs) {
      stop('update-too-many-structs', `worth more than ${this.limits.structs} structs`)
    }
  }
}
