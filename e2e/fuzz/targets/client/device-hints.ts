// What a relay would know of the device that is fuzzed, so that what it is sent fits.

import type { Mark } from '@weft/protocol'

export interface DeviceHints {
  isOpen: boolean
  replica: string
  epoch: string
  /** As the device last told it. */
  cursor: Mark
  /** Number of the batch that was pushed last. */
  batch: number
}
