// What a transaction may touch, until when, and what its errors mean.

import { StoreError, type StoreTable } from '@weft/client'
import { errorInUse } from './store-error.js'

export interface TransactionScope {
  /** Throws when the transaction is over or does not name the table. */
  check(table: StoreTable): void
  /** The body is through: nothing more may be asked. */
  end(): void
  /** The browser ended the transaction with nothing written. */
  abort(error: unknown): void
  /** The error behind one of the transaction's requests. */
  explain(error: unknown): StoreError
}

export function createScope(tables: readonly StoreTable[]): TransactionScope {
  let over = false
  let aborted: StoreError | undefined
  return {
    check: (table) => {
      if (over) throw new StoreError('storage-failed', 'the transaction is over')
      if (!tables.includes(table)) {
        throw new StoreError('storage-failed', `${table} is not in the transaction`)
      }
    },
    end: () => {
      over = true
    },
    abort: (error) => {
      aborted = errorInUse(error)
    },
    explain: (error) => {
      if (aborted) return aborted
      const name = (error as DOMException | null)?.name
      if (name !== 'TransactionInactiveError' && name !== 'InvalidStateError') return errorInUse(error)
      const message =
        'a body may await nothing but its transaction, which has ended meanwhile; nothing was written'
      return new StoreError('storage-failed', message, { cause: error })
    }
  }
}
