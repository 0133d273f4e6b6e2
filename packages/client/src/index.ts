// The public face of @weft/client.

export { createMemoryStores } from './store/memory-store.js'
export {
  type KeyRange,
  type Persistence,
  type ReadTransaction,
  type Store,
  type StoredRecord,
  StoreError,
  type StoreErrorCode,
  type StoreKey,
  type StoreProvider,
  type StoreTable,
  storeTables,
  type WriteTransaction
} from './store/port.js'
export { browserTabs } from './tabs/browser-tabs.js'
export type { TabChannel, TabFact, Tabs } from './tabs/port.js'
export { soleTab } from './tabs/sole-tab.js'
