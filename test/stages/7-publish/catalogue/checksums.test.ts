import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../../pipeline/freshness.ts'
import { checksumLines } from '../../../../pipeline/stages/7-publish/catalogue/checksums.ts'
import { temporaryFolder } from '../../../support/small-city.ts'

const FILES: Record<string, string> = {
  'tables/b.csv': 'b\r\n',
  'geojson/zones of kota.geojson': '{}',
  'manifest.json': '{"release": "x"}',
}

function release(): string {
  const folder = temporaryFolder()
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const files = Object.entries(FILES).map(([path, text]) => ({ path, sha256: sha256(text) }))
  writeFileSync(join(folder, 'SHA256SUMS'), checksumLines(files))
  return folder
}

const check = (folder: string) =>
  spawnSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' })

describe('the checksums of a release', () => {
  it('are what sha256sum accepts, in order of path', () => {
    const { status, stdout } = check(release())
    expect(status).toBe(0)
    expect(stdout).toBe('geojson/zones of kota.geojson: OK\nmanifest.json: OK\ntables/b.csv: OK\n')
  })

  it('tell a file that changed', () => {
    const folder = release()
    writeFileSync(join(folder, 'tables/b.csv'), 'c\r\n')
    expect(check(folder)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('tables/b.csv: FAILED'),
    })
  })

  it('are refused for a path that would not stand in a line', () => {
    for (const path of ['a\nb', 'a\\b'])
      expect(() => checksumLines([{ path, sha256: 'ab' }])).toThrow(RangeError)
  })
})
