// All scenarios by name.

import { busy } from './busy.js'
import { capacity } from './capacity.js'
import { coldOpen } from './cold-open.js'
import { comeBack } from './come-back.js'
import { fanOut } from './fan-out.js'
import { firstSync } from './first-sync.js'
import { hour } from './hour.js'
import { idle } from './idle.js'
import { joiners } from './joiners.js'
import { killedBurst, killedPaced } from './killed.js'
import { oneInFlight } from './one-in-flight.js'
import { openDocuments } from './open-documents.js'
import { presence, presenceOfFew } from './presence.js'
import { reconnectCold, reconnectWarm } from './reconnect.js'
import type { Scenario } from './scenario.js'
import { storedSize } from './stored-size.js'

export const scenarios: readonly Scenario[] = [
  fanOut,
  oneInFlight,
  busy,
  coldOpen,
  reconnectWarm,
  reconnectCold,
  joiners,
  openDocuments,
  presence,
  presenceOfFew,
  idle,
  comeBack,
  firstSync,
  storedSize,
  killedBurst,
  killedPaced,
  capacity,
  hour
]
