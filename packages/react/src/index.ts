// The public face of @weft/react: hooks that open documents and show, truthfully, where each edit is.

export { DeviceProvider, useWeftDevice } from './device-context.js'
export {
  useConflicts,
  useDocumentState,
  useFields,
  useSpaceConflicts,
  type WithConflicts
} from './model-hooks.js'
export type { Given, Opened } from './opened.js'
export {
  type SpaceHook,
  useDevices,
  useDocumentStatus,
  useDocuments,
  useSetAside,
  useSyncStatus
} from './space-hooks.js'
export { useDevice } from './use-device.js'
export { useDocument } from './use-document.js'
export { type Presence, usePresence } from './use-presence.js'
export { type Equal, useSignal } from './use-signal.js'
export { useSpace } from './use-space.js'
export { useSyncLog } from './use-sync-log.js'
export { useTextField } from './use-text-field.js'
export { useTypedDocument, type WriterOptions } from './use-typed-document.js'
