// Opens the log and the relay over it, or says by name why it cannot; what was opened is closed then.

import { access, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, fail, ok, type Random, type Result } from '@weft/base'
import { openSqliteLog } from '@weft/log-sqlite'
import { isLoopback, type Listening, type Logger, openRelay, type RelayOptions } from '@weft/relay'
import type { Log } from '@weft/relay/log'
import type { RelayFlags } from './relay-flags.js'
import { listenTroubleOf, logTroubleOf, notWritable, type StartTrouble } from './start-trouble.js'

export interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

export interface StartedRelay {
  readonly listening: Listening
  readonly secret: string | null
  readonly relay: { close(retryAfterMs: number): Promise<void> }
}

const dayMs = 24 * 60 * 60_000
const shortestSecret = 8

export async function startRelay(
  flags: RelayFlags,
  around: Surroundings
): Promise<Result<StartedRelay, StartTrouble>> {
  const secrets = await secretsOf(flags)
  if (!secrets.ok) return secrets
  const { secret } = secrets.value
  if (flags.app !== null && !(await hasFile(join(flags.app, 'index.html')))) {
    const message = `${flags.app} holds no index.html. Build the app first, or leave out --app.`
    return fail({ name: 'app-not-found', message })
  }
  const log = await openLog(flags, around)
  if (!log.ok) return log
  const relay = openRelay(relayOptions(flags, secrets.value, log.value, around))
  const close = async (retryAfterMs: number): Promise<void> => {
    await relay.close({ retryAfterMs })
    await log.value.close()
  }
  try {
    const listening = await relay.listen({ port: flags.port, host: flags.host })
    return ok({ listening, secret, relay: { close } })
  } catch (error) {
    await close(0)
    const trouble = listenTroubleOf(error, flags)
    if (!trouble) throw error
    return fail(trouble)
  }
}

function relayOptions(
  flags: RelayFlags,
  { secret, readSecret }: Secrets,
  log: Log,
  around: Surroundings
): RelayOptions {
  const { app, origins, retainDays, foldMinEntries } = flags
  return {
    ...around,
    log,
    origins,
    ...(secret === null ? {} : { secret }),
    ...(readSecret === null ? {} : { readSecret }),
    ...(app === null ? {} : { appFolder: app }),
    fold: {
      ...(retainDays === null ? {} : { retentionMs: retainDays * dayMs }),
      ...(foldMinEntries === null ? {} : { minEntries: foldMinEntries })
    }
  }
}

interface Secrets {
  readonly secret: string | null
  readonly readSecret: string | null
}

async function secretsOf(flags: RelayFlags): Promise<Result<Secrets, StartTrouble>> {
  const secret = await secretOf(flags.secret, flags.secretFile)
  if (!secret.ok) return secret
  const readSecret = await secretOf(flags.readSecret, flags.readSecretFile)
  if (!readSecret.ok) return readSecret
  const { host } = flags
  if (secret.value === null && !isLoopback(host)) {
    // Whoever reaches the address could read and write everything (SPEC A2).
    const message = `${host} can be reached from other machines. Give a secret with --secret-file, or leave out --host.`
    return fail({ name: 'secret-needed', message })
  }
  if (readSecret.value !== null && readSecret.value === secret.value) {
    const message = 'the secret and the read secret are the same. Who may only read needs another one.'
    return fail({ name: 'secret-not-apart', message })
  }
  return ok({ secret: secret.value, readSecret: readSecret.value })
}

async function secretOf(
  given: string | null,
  file: string | null
): Promise<Result<string | null, StartTrouble>> {
  let found = given
  if (file !== null) {
    try {
      found = (await readFile(file, 'utf8')).trim()
    } catch (error) {
      const message = `${file} cannot be read (${String(error)}). Write the secret into it.`
      return fail({ name: 'secret-unreadable', message })
    }
  }
  if (found !== null && found.length < shortestSecret) {
    const message = `a secret has ${shortestSecret} characters at least. Choose a longer one.`
    return fail({ name: 'secret-too-short', message })
  }
  return ok(found)
}

async function openLog(
  flags: RelayFlags,
  { clock, random }: Surroundings
): Promise<Result<Log, StartTrouble>> {
  try {
    // Not for other users of this machine: the log holds what people write.
    await mkdir(flags.data, { recursive: true, mode: 0o700 })
  } catch (error) {
    return fail(notWritable(flags.data, (error as NodeJS.ErrnoException).code ?? String(error)))
  }
  try {
    return ok(await openSqliteLog({ folder: flags.data, clock, random }))
  } catch (error) {
    const trouble = logTroubleOf(error, flags)
    if (!trouble) throw error
    return fail(trouble)
  }
}

async function hasFile(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
