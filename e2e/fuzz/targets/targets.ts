// All targets, by name.

import type { Target, TargetName } from '../run/target.js'
import { framesTarget } from './frames.js'
import { updatesTarget } from './updates.js'

export const targets = {
  frames: framesTarget,
  updates: updatesTarget
} as unknown as Readonly<Record<TargetName, Target>>
