import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeTestFolder } from '../testing/test-folder.js'
import { writeFiles } from '../testing/written-by-others.js'
import { openSource, type SourceOptions } from './open-source.js'

const gathered: SourceOptions = { format: null, numbered: 'gathered' }

async function partsOf(path: string, options = gathered): Promise<Record<string, number[]>> {
  const source = await openSource(path, options)
  expect(source.format).toBe('bin')
  const parts: Record<string, number[]> = {}
  for (const { name, read } of source.documents) parts[name] = (await read()).map(([first]) => first!).sort()
  return parts
}

const bytes = (first: number): Uint8Array => Uint8Array.of(first, 0)

describe('a folder of .bin files', () => {
  it('F11 has a document for each file, named by its path', async () => {
    const folder = await makeTestFolder()
    await writeFiles(folder, {
      'page.bin': bytes(1),
      'notes/a b.bin': bytes(2),
      'notes/deep/1.bin': bytes(3),
      'notes/deep/2.bin': bytes(4),
      'readme.txt': bytes(9)
    })
    expect(await partsOf(folder)).toEqual({
      page: [1],
      'notes/a b': [2],
      'notes/deep/1': [3],
      'notes/deep/2': [4]
    })
    expect(await partsOf(join(folder, 'notes/a b.bin'))).toEqual({ 'a b': [2] })
  })

  it('F11 has one document for a folder whose files are numbered with leading zeros', async () => {
    const folder = await makeTestFolder()
    await writeFiles(folder, {
      'page.bin': bytes(1),
      'page/0001.bin': bytes(2),
      'page/0010.bin': bytes(3),
      'years/2024.bin': bytes(4),
      'years/2025.bin': bytes(5),
      'mixed/0001.bin': bytes(6),
      'mixed/other.bin': bytes(7),
      '0001.bin': bytes(8)
    })
    expect(await partsOf(folder)).toEqual({
      page: [1, 2, 3],
      'years/2024': [4],
      'years/2025': [5],
      'mixed/0001': [6],
      'mixed/other': [7],
      '0001': [8]
    })
    expect(await partsOf(join(folder), { format: null, numbered: 'single' })).toMatchObject({
      page: [1],
      'page/0001': [2],
      'page/0010': [3]
    })
  })

  it('F11 names a file that cannot be read, and gives the others', async () => {
    const folder = await makeTestFolder()
    await writeFiles(folder, { 'good.bin': bytes(1) })
    await symlink(join(folder, 'nowhere'), join(folder, 'bad.bin'))
    const { documents } = await openSource(folder, gathered)
    expect(documents.map(({ name }) => name)).toEqual(['bad', 'good'])
    await expect(documents[0]?.read()).rejects.toMatchObject({ code: 'source-unreadable' })
    expect(await documents[1]?.read()).toHaveLength(1)
  })

  it('F11 that has none is named as such', async () => {
    const folder = await makeTestFolder()
    await mkdir(join(folder, 'inside'))
    await expect(openSource(folder, gathered)).rejects.toMatchObject({ code: 'source-not-recognised' })
    await writeFile(join(folder, 'text.txt'), 'text')
    const file = openSource(join(folder, 'text.txt'), gathered)
    await expect(file).rejects.toMatchObject({ code: 'source-not-recognised' })
    await expect(openSource(join(folder, 'no'), gathered)).rejects.toMatchObject({ code: 'source-not-found' })
  })
})
