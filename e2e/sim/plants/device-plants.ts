// Bugs of a device: what is stored apart, dropped too early, or shown before it is saved.

import type { Plant } from './plant.js'

export const devicePlants: readonly Plant[] = [
  {
    name: 'cursor saved before content',
    rule: 'L10',
    within: 3_000,
    patches: [
      {
        module: 'client/dist/session/space-work.js',
        find: 'const result = await write((draft) => storeEntries(draft, entries, hash));',
        put: `const late = [];
          const apart = (draft) => new Proxy(draft, {
            get: (target, key) => key === 'addChunks' ? (items) => late.push(items) : Reflect.get(target, key)
          });
          const result = await write((draft) => storeEntries(apart(draft), entries, hash));
          if (late.length > 0) await write((draft) => { for (const items of late) draft.addChunks(items) });`
      }
    ]
  },
  {
    name: 'content saved before its outbox entry',
    rule: 'D1',
    within: 3_000,
    patches: [
      {
        module: 'client/dist/document/save-queue.js',
        find: 'await replica.write((draft) => {\n                    // Only now',
        put: `await replica.write((draft) => {
            draft.addChunk(mergeByDocument(writing).map(({ document, update }) =>
              ({ document, kind: 1, position: 0, time: clock.now(), payload: update })))
          });
          await replica.write((draft) => {\n                    // Only now`
      }
    ]
  },
  {
    name: 'outbox entry dropped when sent',
    rule: 'B1',
    within: 1_000,
    patches: [
      {
        module: 'client/dist/replica/cut-batch.js',
        find: 'acknowledgedAt: null,',
        put: 'acknowledgedAt: 0,'
      }
    ]
  },
  {
    name: 'a sibling tab told before the save',
    rule: 'T2',
    within: 3_000,
    patches: [
      {
        module: 'client/dist/document/load-document.js',
        find: "listen: () => ydoc.on('update', onUpdate),",
        put: "listen: () => { ydoc.weftApply = document.apply; ydoc.on('update', onUpdate) },"
      },
      {
        module: 'weft-sim/devices/tab.js',
        find: 'unproven.push(...editOnce(opened.ydoc, random));',
        put: `const made = editOnce(opened.ydoc, random);
          unproven.push(...made);
          for (const other of machine.tabs) {
            const theirs = other === tab ? undefined : other.documents.get(\`\${space} \${id}\`);
            theirs?.opened.ydoc.weftApply(made.map((payload) => ({ kind: 1, payload })), () => undefined);
          }`
      }
    ]
  }
]
