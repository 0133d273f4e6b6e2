// All targets, by name.

import type { Target, TargetName } from '../run/target.js'
import { clientTarget } from './client.js'
import { framesTarget } from './frames.js'
import { hocuspocusTarget } from './hocuspocus.js'
import { updatesTarget } from './updates.js'
import { yjsTarget } from './yjs.js'

export const targets: Readonly<Record<TargetName, Target>> = {
  frames: framesTarget,
  yjs: yjsTarget,
  hocuspocus: hocuspocusTarget,
  updates: updatesTarget,
  client: clientTarget
}
