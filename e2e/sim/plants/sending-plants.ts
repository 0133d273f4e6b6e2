// Bugs of what goes up and what is said of it: forgotten, changed after it was sent, or called done too early.

import type { Plant } from './plant.js'

export const sendingPlants: readonly Plant[] = [
  {
    name: 'outbox cleared on disconnect',
    rule: 'D1',
    within: 500,
    patches: [
      {
        module: 'client/dist/session/space-driver.js',
        find: 'const leave = (why) => {\n        generation++;',
        put: `const leave = (why) => {
        generation++;
        replica.write((draft) => { for (const key of [...draft.memory.outbox.keys()]) draft.deleteRow(key) }).catch(() => undefined);`
      }
    ]
  },
  {
    name: 'a batch merged again after it was sent',
    rule: 'B2',
    within: 2_000,
    patches: [
      {
        module: 'client/dist/session/space-work.js',
        find: 'const loadUnacknowledged = async (held) => {',
        put: `const loadUnacknowledged = async (held) => {
        await replica.write(async (draft) => {
            const [first, ...later] = draft.sent;
            if (!first || later.length > 0 || first.batch !== 1 || first.acknowledgedAt !== null) return;
            const { parseBatch } = await import('@weft/protocol');
            const items = parseBatch(await draft.tx.get('batches', 1));
            if (!items.ok) return;
            draft.deleteBatch(1);
            draft.sent = [];
            draft.patch({ made: { batch: 0, chain: new Uint8Array(32) } });
            draft.putRow({
                type: 'edits', time: first.time,
                items: items.value.map(({ document, kind, edits, payload }) => ({ document, kind, edits, place: { payload } }))
            }, 0.5);
        });`
      }
    ]
  },
  {
    name: 'a refusal forgotten when its receipt is lost',
    rule: 'B1',
    within: 1_000,
    patches: [
      {
        module: 'relay/dist/log/judge-batch.js',
        find: "return { kind: 'repeated', receipt: receiptOf(batch) };",
        put: "return { kind: 'repeated', receipt: { ...receiptOf(batch), refused: [] } };"
      }
    ]
  },
  {
    name: 'status from state vectors',
    rule: 'S2',
    within: 1_000,
    patches: [
      // A deletion changes no state vector.
      {
        module: 'client/dist/replica/memory.js',
        find: 'for (const item of row.items)\n                add(item.document, item.edits);',
        put: `for (const item of row.items)
                if (item.place.payload?.[0] !== 0) add(item.document, item.edits);`
      }
    ]
  },
  {
    name: 'delivered counted on receipt',
    rule: 'L9',
    within: 200,
    patches: [
      {
        module: 'client/dist/session/space-driver.js',
        find: 'position: replica.memory.state.cursor.position,',
        put: "position: session.phase === 'live' ? session.head : replica.memory.state.cursor.position,"
      }
    ]
  },
  {
    name: 'empty document on a failed load',
    rule: 'D4',
    within: 5_000,
    from: 365,
    patches: [
      {
        module: 'client/dist/document/load-document.js',
        find: 'const loaded = await tryLoad(id, given, adoption, options);',
        put: `const loaded = await tryLoad(id, given, adoption, options).catch(() => {
            const document = createFresh(id, options.queue);
            drawClientId(document.ydoc, document.awareness, options.random);
            document.drawnUnder = options.replica.memory.state.replica;
            document.listen();
            options.loaded(document);
            return document;
        });`
      }
    ]
  }
]
