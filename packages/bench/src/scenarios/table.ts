// All scenarios by name.

import { coldOpen } from './cold-open.js'
import { fanOut } from './fan-out.js'
import { joiners } from './joiners.js'
import { killedBurst, killedPaced } from './killed.js'
import { oneInFlight } from './one-in-flight.js'
import type { Scenario } from './scenario.js'

export const scenarios: readonly Scenario[] = [
  fanOut,
  oneInFlight,
  coldOpen,
  joiners,
  killedBurst,
  killedPaced
]
