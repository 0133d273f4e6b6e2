// What every log must do (B, L, E, G, S), as cases that run under any test runner.

import type { ContractCase } from '@weft/base/testing'
import { logAppendContract } from './log-append-contract.js'
import { logCopiesContract } from './log-copies-contract.js'
import { logDevicesContract } from './log-devices-contract.js'
import { logDocumentsContract } from './log-documents-contract.js'
import { logEntriesContract } from './log-entries-contract.js'
import { logGreetingContract } from './log-greeting-contract.js'
import { logLifeContract } from './log-life-contract.js'
import { logRefusalsContract } from './log-refusals-contract.js'
import type { LogSubject } from './log-subject.js'
import { logUpdatesContract } from './log-updates-contract.js'

export const logContract: readonly ContractCase<LogSubject>[] = [
  ...logAppendContract,
  ...logRefusalsContract,
  ...logUpdatesContract,
  ...logEntriesContract,
  ...logDocumentsContract,
  ...logGreetingContract,
  ...logCopiesContract,
  ...logDevicesContract,
  ...logLifeContract
]
