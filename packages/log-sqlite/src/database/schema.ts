// The tables of the log's file, and the versions of their shape.

/**
 * Version 1. Ids of spaces, documents and replicas are written once and referred to by number.
 *
 * - entries.id is the space's number times 2^40 plus the position, so that a space's entries stand side by side in
 *   order. `edits_through` and `replica_edits_through` are sums from the space's or replica's beginning: how many
 *   edits lie beyond a cursor is a difference of two rows, however many entries lie between (SPEC S5).
 *   `ordinal` counts a document's entries from 1, so that one that is missing is noticed. `hash` is the running hash.
 * - documents.other_position is the last position written by another replica than the last writer. With it, whether a
 *   replica is behind on a document is known from the document's row alone.
 *   `pending` counts the entries that a snapshot would cover. `clocks` is the sum of its rows in `clients`.
 * - snapshots: readers use the newest verified one; an older one stays until the newer one was read back (SPEC L12).
 * - spaces.horizon: hash and edits there, since the entry itself may be gone.
 * - `checksum` is over the row's other values (see check.ts). Texts are blobs of UTF-8 (see sql.ts).
 */
export const schema = `
CREATE TABLE spaces (
  ref INTEGER PRIMARY KEY,
  space BLOB NOT NULL UNIQUE,
  epoch BLOB NOT NULL,
  horizon INTEGER NOT NULL,
  horizon_hash BLOB NOT NULL,
  horizon_edits INTEGER NOT NULL,
  checksum INTEGER NOT NULL
);
CREATE TABLE devices (
  device BLOB PRIMARY KEY,
  proof_hash BLOB NOT NULL,
  checksum INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE replicas (
  ref INTEGER PRIMARY KEY,
  space INTEGER NOT NULL,
  device BLOB NOT NULL,
  replica BLOB NOT NULL,
  said BLOB NOT NULL,
  greeting INTEGER NOT NULL,
  nonce BLOB NOT NULL,
  position INTEGER NOT NULL,
  waiting_edits INTEGER,
  waiting_time INTEGER,
  persistent INTEGER,
  last_seen INTEGER NOT NULL,
  replaced_by BLOB,
  removed INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  UNIQUE (space, replica)
);
CREATE TABLE batches (
  replica INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  chain BLOB NOT NULL,
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  time INTEGER NOT NULL,
  refused BLOB,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (replica, batch)
) WITHOUT ROWID;
CREATE TABLE documents (
  ref INTEGER PRIMARY KEY,
  space INTEGER NOT NULL,
  document BLOB NOT NULL,
  entries INTEGER NOT NULL,
  pending INTEGER NOT NULL,
  last_position INTEGER NOT NULL,
  last_replica INTEGER NOT NULL,
  other_position INTEGER NOT NULL,
  clocks INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  UNIQUE (space, document)
);
CREATE INDEX documents_by_change ON documents (space, last_position);
CREATE TABLE clients (
  document INTEGER NOT NULL,
  client INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  owner INTEGER,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (document, client)
) WITHOUT ROWID;
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  replica INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  time INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  edits INTEGER NOT NULL,
  edits_through INTEGER NOT NULL,
  replica_edits_through INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  hash BLOB NOT NULL,
  checksum INTEGER NOT NULL,
  payload BLOB NOT NULL
);
CREATE INDEX entries_by_document ON entries (document);
CREATE INDEX entries_by_replica ON entries (replica);
CREATE INDEX entries_opaque ON entries (document) WHERE kind >= 128;
CREATE TABLE snapshots (
  document INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  time INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  verified INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  payload BLOB NOT NULL,
  UNIQUE (document, position)
);
CREATE TABLE checkpoints (
  space INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  checksum INTEGER NOT NULL,
  PRIMARY KEY (space, position)
) WITHOUT ROWID;
`

export const schemaVersion = 1
/** "Weft" in ASCII: tells the log's file from any other SQLite file. */
export const applicationId = 0x57656674
