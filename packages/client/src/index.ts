// The public face of @weft/client: devices, spaces, documents and their truthful status, over ports.

export { nameToDocumentId } from '@weft/protocol'
export { type Device, DeviceError, type DeviceOptions, type RelayAddress } from './device/device.js'
export type { DeviceTime } from './device/device-time.js'
export { openDevice } from './device/open-device.js'
export {
  DocumentError,
  type DocumentErrorCode,
  type DocumentFact,
  type GivenDoc,
  type OpenDocument
} from './document/document.js'
export type { Metered, Network, Networks } from './network/port.js'
export type { ProviderEvents, WeftProviderOptions } from './provider/provider.js'
export type {
  ConnectionStatus,
  ProviderFailure,
  ProviderStage,
  ProviderStatus,
  ProviderWaitingFor
} from './provider/provider-status.js'
export { WeftProvider } from './provider/weft-provider.js'
export type { LinkState, LinkTrouble } from './session/link-state.js'
export type { Transport, TransportConnection, TransportEvents } from './session/transport.js'
export { type WebSocketClass, type WebSocketLike, webSocketTransport } from './session/websocket-transport.js'
export type {
  Adopted,
  DocumentListItem,
  SetAsideItem,
  Space,
  SpaceOptions,
  SummaryOption
} from './space/space.js'
export type { JournalFact, JournalLine } from './status/journal.js'
export type {
  DeviceHas,
  DeviceStatus,
  DocumentStatus,
  FailedWhy,
  Receiving,
  SpaceCounts,
  SpaceState,
  SpaceStatus,
  WaitingFor
} from './status/status.js'
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
