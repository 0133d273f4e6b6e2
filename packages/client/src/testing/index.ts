// Fakes and contract suites for those who build on the client or implement its ports.

export { type StoreSubject, storeContract } from './store-contract.js'
export { createTabGroup, type FakeTab, type TabGroup } from './tab-group.js'
