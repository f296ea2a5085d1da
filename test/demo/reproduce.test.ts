import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { committed, stored } from './demo-files.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

describe('the demo city is made again byte for byte', () => {
  it('by the command in the README, in another folder, locale and time zone, and nothing besides', () => {
    const folder = mkdtempSync(join(tmpdir(), 'demo-city-'))
    try {
      const run = spawnSync(
        process.execPath,
        ['--import', 'tsx', 'data/tanjungpinang/generator/generate.ts', folder],
        { cwd: root, encoding: 'utf8', env: { ...process.env, LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Jakarta' } },
      )
      expect(run.stderr).toBe('')
      expect(run.status).toBe(0)
      const kept = committed()
      expect(readdirSync(folder).sort()).toEqual([...kept.keys()])
      for (const [name, bytes] of kept)
        expect(readFileSync(join(folder, name)).equals(bytes), name).toBe(true)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('stays under four megabytes', () => {
    const bytes = [...committed().values()].reduce((sum, file) => sum + file.length, 0)
    expect(bytes).toBeLessThan(4e6)
  })

  it('ships every shapefile whole, in UTM 48N, with its encoding', () => {
    for (const [name, bytes] of committed()) {
      if (!name.endsWith('.zip')) continue
      const entries = stored(bytes)
      expect([...entries.keys()].map((entry) => entry.split('.')[1])).toEqual([
        'shp',
        'shx',
        'dbf',
        'prj',
        'cpg',
      ])
      const prj = [...entries].find(([entry]) => entry.endsWith('.prj'))![1].toString()
      expect(prj).toMatch(/^PROJCS\["WGS_1984_UTM_Zone_48N"/)
    }
  })
})

describe('personal numbers', () => {
  it('stand in the survey alone and are plainly invented', () => {
    for (const [name, bytes] of committed()) {
      const numbers = bytes.toString('latin1').match(/(?<![\d.])\d{16}(?!\d)/g) ?? []
      if (name !== 'survei_rumah_tangga.csv') expect(numbers, name).toEqual([])
      else {
        expect(numbers.length).toBe(10_000)
        for (const number of numbers) expect(number).toMatch(/^217299[89]0000\d{5}$/)
      }
    }
  })
})
