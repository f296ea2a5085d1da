import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ChangesWriter } from '../../pipeline/compare/release/write-changes.ts'
import { temporaryFolder } from '../support/small-city.ts'

const DAMAGED = '{"format": "petakumuh-release/1", "release": "01234'

it.each([
  ['by what is left in the manifest', 'copy', { 'manifest.json': DAMAGED }],
  ['by what lies beside it', 'copy', { 'manifest.json': '', SHA256SUMS: '' }],
  ['by its place', 'releases/0123456789abcdef', {}],
])('writes no changes into a release that is damaged, known %s', (_by, name, files) => {
  const folder = join(temporaryFolder(), name)
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  expect(() => new ChangesWriter(join(folder, 'changes'))).toThrow(/into a release/)
  expect(readdirSync(folder)).toEqual(Object.keys(files).sort())
})

it('writes them beside a manifest of another program', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'manifest.json'), '{"name": "app"}')
  const writer = new ChangesWriter(folder)
  writer.finish()
  writer.close()
  expect(readdirSync(folder).sort()).toEqual(['changes.csv', 'changes.geojson', 'manifest.json'])
})
