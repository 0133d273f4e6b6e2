// What every store adapter must do (D8), as cases that run under any test runner and in a page.

import type { ContractCase } from '@weft/base/testing'
import type { StoreProvider } from '../store/port.js'
import { storeLifeContract } from './store-life-contract.js'
import { storeRecordsContract } from './store-records-contract.js'
import { storeTransactionsContract } from './store-transactions-contract.js'

export interface StoreSubject {
  /** Without any store yet; each case gets a provider of its own. */
  readonly provider: StoreProvider
}

export const storeContract: readonly ContractCase<StoreSubject>[] = [
  ...storeRecordsContract,
  ...storeTransactionsContract,
  ...storeLifeContract
]
