// Bugs of what comes down: skipped, short, folded away too early, taken for complete, or read as something else.

import type { Plant } from './plant.js'

const storeEntries = 'client/dist/replica/store-entries.js'
const memorySpace = 'relay/dist/log/memory-space.js'

export const readingPlants: readonly Plant[] = [
  {
    name: 'no gap check',
    rule: 'L10',
    within: 1_000,
    from: 450,
    patches: [
      {
        module: storeEntries,
        find: 'if (first.position !== cursor.position + 1)\n        return',
        put: 'if (false)\n        return'
      },
      // The second line of defence: the running hash, which is believed instead.
      {
        module: storeEntries,
        find: 'const { mark, checkpoint } = follow(cursor, fresh);',
        put: 'const checkpoint = null; const mark = { position: fresh.at(-1).position, hash };'
      }
    ]
  },
  {
    name: 'entries below the horizon skipped for an old cursor',
    rule: 'L11',
    within: 2_000,
    from: 780,
    patches: [
      {
        module: 'relay/dist/log/memory-log.js',
        find: 'if (after < horizon)\n                throw',
        put: 'if (after < horizon) after = horizon;\n            if (false)\n                throw'
      }
    ]
  },
  {
    name: 'snapshot one entry short',
    rule: 'L12',
    within: 1_000,
    from: 60,
    patches: [
      {
        module: memorySpace,
        find: 'stored.snapshot = foldDocument(foldable) ?? stored.snapshot;',
        put: `const whole = foldDocument(foldable);
            const short = foldDocument({ ...foldable, entries: foldable.entries.slice(0, -1) });
            stored.snapshot = (whole && short ? { ...short, position: whole.position } : whole) ?? stored.snapshot;`
      }
    ]
  },
  {
    name: 'compaction past an unread cursor',
    rule: 'L12',
    within: 2_000,
    patches: [
      {
        module: memorySpace,
        find: 'if (!stored || position > (stored.snapshot?.position ?? 0))',
        put: 'if (!stored)'
      }
    ]
  },
  {
    name: 'a first sync resumed past documents that changed',
    rule: 'L11',
    within: 5_000,
    patches: [
      // So small that the few documents of a world take several pages.
      {
        module: 'relay/dist/space/entry-page.js',
        find: 'export const pageBytes = 256 * 1024;',
        put: 'export const pageBytes = 64;'
      },
      {
        module: 'relay/dist/session/greet.js',
        find: 'stageFor(hello.cursor, hello.catchUp, room.head)',
        put: 'stageFor(hello.cursor, hello.catchUp && { ...hello.catchUp, base: room.head }, room.head)'
      }
    ]
  },
  {
    name: 'v2 bytes applied as v1',
    rule: 'G2',
    within: 200,
    patches: [
      {
        module: 'client/dist/document/load-document.js',
        find: "listen: () => ydoc.on('update', onUpdate),",
        put: "listen: () => ydoc.on('updateV2', onUpdate),"
      }
    ]
  }
]
