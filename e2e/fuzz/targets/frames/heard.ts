// What a hostile device has heard on its connection, and may use.

import type { Mark, Standing } from '@weft/protocol'

export interface Heard {
  isOpen: boolean
  /** Of the first space; undefined before a welcome. */
  standing: Standing | undefined
  epoch: string | null
  head: Mark | undefined
  /** Of the last receipt, or what the welcome said is held. */
  batch: number
  devices: readonly string[]
}
