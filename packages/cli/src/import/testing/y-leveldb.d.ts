// What tests use of y-leveldb, whose own declarations its package does not export.

declare module 'y-leveldb' {
  export class LeveldbPersistence {
    constructor(folder: string)
    storeUpdate(name: string, update: Uint8Array): Promise<number>
    flushDocument(name: string): Promise<void>
    setMeta(name: string, key: string, value: unknown): Promise<void>
    destroy(): Promise<void>
  }
}
