import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatOf, listLayers, openLayer } from '../../pipeline/readers/formats.ts'
import { FORMATS } from '../../pipeline/readers/types.ts'

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'petakumuh-formats-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function file(content: string, ending: string): string {
  const path = join(folder, `${count++}${ending}`)
  writeFileSync(path, content)
  return path
}

describe('what is no regular file', () => {
  it.each(['x.gpkg', 'x.csv', 'x.shp', 'x.unknown'])(
    'refuses a pipe called %s without waiting for it',
    async (name) => {
      const path = join(folder, `${count++}-${name}`)
      execFileSync('mkfifo', [path])
      const refusal = { kind: 'source', fault: { where: { file: name }, got: 'a pipe, socket or device' } }
      await expect(formatOf(path, name)).rejects.toMatchObject(refusal)
      await expect(listLayers(path, { label: name })).rejects.toMatchObject(refusal)
      await expect(openLayer(path, { label: name })).rejects.toMatchObject(refusal)
    },
  )

  it.each(FORMATS)('refuses a device whose format is stated as %s', async (format) => {
    await expect(openLayer('/dev/zero', { label: 'd', format })).rejects.toMatchObject({
      kind: 'source',
      fault: { got: 'a pipe, socket or device' },
    })
  })

  it('says what to do with a folder', async () => {
    const path = join(folder, 'data.gdb')
    mkdirSync(path)
    await expect(formatOf(path, 'data.gdb')).rejects.toMatchObject({
      kind: 'source',
      fault: { got: 'a folder', next: expect.stringContaining('GeoPackage') },
    })
    await expect(formatOf(folder, 'f')).rejects.toMatchObject({ kind: 'source', fault: { got: 'a folder' } })
  })

  it('says that a file is missing or empty', async () => {
    await expect(formatOf(join(folder, 'none.csv'), 'none.csv')).rejects.toMatchObject({
      fault: { what: 'the source file is missing' },
    })
    await expect(formatOf(file('', '.json'), 'e')).rejects.toMatchObject({
      fault: { what: 'the source file is empty' },
    })
  })
})

describe('text that is not what its name says', () => {
  it.each([
    ['null', '.json'],
    ['3', '.json'],
    ['"abc"', '.json'],
    ['true\nfalse\n', '.ndjson'],
    ['a,b\n1,2\n', '.jsonl'],
    ['\ufeffnull', '.json'],
  ])('refuses %j called %s', async (text, ending) => {
    await expect(formatOf(file(text, ending), 'x')).rejects.toMatchObject({
      kind: 'source',
      fault: { what: 'the file holds no JSON list or object', got: expect.stringContaining(ending) },
    })
  })

  it.each([
    ['<!DOCTYPE html><html><body>Login</body></html>', '.json'],
    ['<!DOCTYPE html><html><body>Login</body></html>', '.csv'],
    ['\ufeff\n <HTML lang="id">', '.txt'],
    ['<!-- moved --> <html>', '.csv'],
    ['<!doctype html>', '.unknown'],
  ])('refuses the web page %j called %s', async (text, ending) => {
    await expect(openLayer(file(text, ending), { label: 'x' })).rejects.toMatchObject({
      kind: 'source',
      fault: { what: expect.stringContaining('web page'), where: { file: 'x' } },
    })
  })

  it('reads a table whose first cell is in angle brackets, and a list of any length', async () => {
    expect((await openLayer(file('<kode>,nama\n1,a\n', '.csv'), { label: 'x' })).fields).toEqual([
      '<kode>',
      'nama',
    ])
    expect(await formatOf(file(' [1]', '.json'), 'x')).toBe('json')
    expect(await formatOf(file('a,b\n', '.unknown'), 'x')).toBe('csv')
  })
})
