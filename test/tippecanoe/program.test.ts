import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { chooseEngine, findTippecanoe } from '../../pipeline/tippecanoe/index.ts'
import { fakeProgram } from './fake-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-tippecanoe-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('findTippecanoe', () => {
  it('gives path and version of the first one on the path', async () => {
    const one = fakeProgram(join(folder, 'one'), '', 'tippecanoe v2.82.0')
    const two = fakeProgram(join(folder, 'two'), '', 'v2.52.0')
    const path = ['', join(folder, 'none'), join(folder, 'one'), join(folder, 'two')].join(delimiter)
    expect(await findTippecanoe(path)).toEqual({ path: one.path, version: '2.82.0' })
    expect(await findTippecanoe(join(folder, 'two'))).toEqual({ path: two.path, version: '2.52.0' })
  })

  it('takes the oldest version that has every flag', async () => {
    fakeProgram(join(folder, 'oldest'), '', 'tippecanoe v2.32.0')
    expect(await findTippecanoe(join(folder, 'oldest'))).toMatchObject({ version: '2.32.0' })
  })

  it.each(['tippecanoe v1.36.0', 'v2.31.99', 'tippecanoe v0.99.0'])('refuses %s', async (version) => {
    const at = join(folder, version)
    fakeProgram(at, '', version)
    await expect(findTippecanoe(at)).rejects.toMatchObject({
      exitCode: 40,
      fault: { code: 'TIPPECANOE_OLD', expected: '2.32.0 or later' },
    })
  })

  it('says how to install it when it is absent, passing by what cannot be run', async () => {
    const file = join(folder, 'file')
    mkdirSync(file)
    writeFileSync(join(file, 'tippecanoe'), 'not a program')
    chmodSync(join(file, 'tippecanoe'), 0o644)
    const directory = join(folder, 'directory')
    mkdirSync(join(directory, 'tippecanoe'), { recursive: true })
    for (const path of ['', [file, directory].join(delimiter)]) {
      await expect(findTippecanoe(path)).rejects.toMatchObject({
        exitCode: 40,
        fault: { code: 'TIPPECANOE_MISSING', next: expect.stringContaining('apt-get install tippecanoe') },
      })
    }
  })

  it('refuses a program that is another one, or that fails', async () => {
    fakeProgram(join(folder, 'other'), '', 'I cut tiles of stone')
    await expect(findTippecanoe(join(folder, 'other'))).rejects.toMatchObject({
      exitCode: 40,
      fault: { code: 'TIPPECANOE_UNKNOWN', got: 'I cut tiles of stone' },
    })
    const failing = join(folder, 'failing')
    mkdirSync(failing)
    writeFileSync(join(failing, 'tippecanoe'), '#!/bin/false\n')
    chmodSync(join(failing, 'tippecanoe'), 0o755)
    await expect(findTippecanoe(failing)).rejects.toMatchObject({
      exitCode: 40,
      fault: { code: 'TIPPECANOE_UNKNOWN' },
    })
  })
})

describe('chooseEngine', () => {
  it('takes tippecanoe only when it is asked for by name', () => {
    expect(['auto', 'builtin', 'tippecanoe'].map((choice) => chooseEngine(choice as 'auto'))).toEqual([
      'builtin',
      'builtin',
      'tippecanoe',
    ])
  })
})
