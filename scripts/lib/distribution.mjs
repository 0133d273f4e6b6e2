// Installs a program from the distribution's packages, where that can be done without asking.
import { existsSync } from 'node:fs'
import { run } from './run.mjs'

/** Does nothing where apt is missing or this user may not use it; whoever needs the program looks for it afterwards. */
export async function installFromDistribution(name) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update'], { env })
  await run('apt-get', ['install', '-y', '--no-install-recommends', name], { env })
}
