// Packs each public package and looks at the tarball the way a person who installs it would meet it.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pnpm, workspaceFolders } from './pnpm.mjs'
import { inRoot } from './root.mjs'
import { run, runNode } from './run.mjs'

/** Resolves with how many packages were looked at, and every problem found. */
export async function checkPackages() {
  const folders = workspaceFolders().filter(isPublic)
  const target = mkdtempSync(join(tmpdir(), 'weft-packed-'))
  try {
    const packed = await pnpm([
      ...['-r', '--filter', './packages/*', '--filter', '!@weft/bench'],
      ...['pack', '--pack-destination', target]
    ])
    if (packed.code !== 0) return { checked: 0, problems: [packed.output] }
    const tarballs = readdirSync(target).filter((name) => name.endsWith('.tgz'))
    const problems = []
    if (tarballs.length < folders.length)
      problems.push(`${folders.length} packages, ${tarballs.length} tarballs`)
    await eachOf(tarballs, availableParallelism(), async (name) => {
      problems.push(...(await problemsOf(join(target, name))).map((text) => `${name}: ${text}`))
    })
    return { checked: tarballs.length, problems }
  } finally {
    rmSync(target, { recursive: true, force: true })
  }
}

const isPublic = (folder) =>
  folder.startsWith('packages/') &&
  JSON.parse(readFileSync(inRoot(folder, 'package.json'), 'utf8')).private !== true

async function problemsOf(tarball) {
  const problems = []
  const list = await run('tar', ['-tzf', tarball])
  const files = list.output.split('\n').filter((line) => line !== '')
  for (const needed of [
    'package/LICENSE',
    'package/README.md',
    'package/dist/index.js',
    'package/dist/index.d.ts'
  ]) {
    if (!files.includes(needed)) problems.push(`${needed} is missing`)
  }
  for (const file of files.filter((name) => /\.test\.|tsbuildinfo|\/src\//.test(name))) {
    problems.push(`${file} should not be published`)
  }
  const publint = await runNode(bin('publint', 'src', 'cli.js'), ['run', tarball, '--strict'])
  if (publint.code !== 0) problems.push(`publint\n${publint.output}`)
  const attw = await runNode(bin('@arethetypeswrong', 'cli', 'dist', 'index.js'), [
    ...[tarball, '--profile', 'esm-only'],
    ...['--format', 'ascii', '--no-emoji', '--no-color']
  ])
  if (attw.code !== 0) problems.push(`attw\n${attw.output}`)
  return problems
}

const bin = (...parts) => inRoot('node_modules', ...parts)

/** At most `width` at a time. */
async function eachOf(items, width, work) {
  const waiting = [...items]
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: width }, lane))
}
