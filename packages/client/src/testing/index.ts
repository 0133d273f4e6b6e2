// Fakes and contract suites for those who build on the client or implement its ports, and what watchers of a store read.

export { decodeOutboxRow } from '../records/outbox-record.js'
export { decodeState, type ReplicaState, stateKey } from '../records/state-record.js'
export { loadAdoption } from '../replica/load-adoption.js'
export { type StoreSubject, storeContract } from './store-contract.js'
export { createTabGroup, type FakeTab, type TabGroup } from './tab-group.js'
