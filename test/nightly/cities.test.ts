import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { nightCities } from '../../pipeline/nightly/cities.ts'
import { CITY_YAML, temporaryFolder, writeFiles } from '../support/small-city.ts'
import { Nights } from './support/night.ts'

function workspace(folder: string, name: string, yaml: string): string {
  writeFiles(join(folder, name), { 'city.yaml': yaml })
  return join(folder, name)
}

const good = (name: string, more = ''): string => CITY_YAML.replace('kota-uji', name) + more

it('a workspace that cannot be read takes no other city with it, whatever it is called', () => {
  const folder = temporaryFolder()
  const names = ['kota-a', 'Kota A', 'KOTA_A', '--version', 'x'.repeat(200), '\u001b[31m', 'aux']
  const all = names.map((name, index) => workspace(folder, name, index === 0 ? good('kota-a') : 'nothing'))
  mkdirSync(join(folder, 'folder/city.yaml'), { recursive: true })
  const { cities } = nightCities([...all, join(folder, 'folder')], '/out')
  expect(cities.map(({ name }) => name)).toEqual([
    ...['kota-a', 'kota-a-2', 'kota-a-3', 'version', 'x'.repeat(100), '31m', 'aux', 'folder'],
  ])
  expect(cities.map(({ refusal }) => refusal?.exit ?? 0)).toEqual([0, 20, 20, 20, 20, 20, 20, 20])
  expect(cities.at(-1)!.refusal!.what).toContain('EISDIR')
})

it('a workspace outside data/ keeps its name while its city.yaml is broken', () => {
  const folder = temporaryFolder()
  const broken = workspace(folder, 'salinan', good('kota-a').replace('size_class', 'size'))
  expect(nightCities([broken], '/out').cities).toMatchObject([{ name: 'kota-a', refusal: { exit: 20 } }])
})

it('a build is named by an absolute path, which is no option', () => {
  const folder = temporaryFolder()
  const real = workspace(folder, 'kota-a', good('kota-a'))
  symlinkSync(real, join(folder, '--version'))
  for (const named of [real, join(folder, '--version')])
    expect(nightCities([named], '/out').cities[0]!.directory.startsWith('/')).toBe(true)
})

it('two that can be read and have one name are refused', () => {
  const folder = temporaryFolder()
  const twins = ['a', 'b'].map((name) => workspace(folder, name, good('kota-a')))
  expect(() => nightCities(twins, '/out')).toThrow(UserError)
})

it('a night of all cities leaves out those that say so, and says it; one that is named is built', async () => {
  const nights = new Nights()
  const off = nights.city('kota-a', {}, good('kota-uji', 'nightly: { enabled: false }\n'))
  const on = nights.city('kota-b', {}, good('kota-uji', 'nightly: { timeout_minutes: 7 }\n'))
  let known = [off, on]
  const all = { workspaces: () => known }
  expect((await nights.run([], {}, all)).exit).toBe(0)
  expect(nights.status().cities.map(({ city }) => city)).toEqual(['kota-b'])
  expect(nights.log()).toContain('left out, as nightly.enabled says: kota-a')
  expect((await nights.run([off])).exit).toBe(0)
  // What was built and is not under data/ any more is told of.
  known = [on]
  await nights.run([], {}, all)
  expect(nights.log()).toContain('no longer under data/: kota-a')
  rmSync(join(nights.output, 'kota-a'), { recursive: true })
  await nights.run([], {}, all)
  expect(nights.log()).not.toContain('no longer under data/')
  known = [off]
  const { exit, error } = await nights.run([], {}, all)
  expect([exit, error!.fault.got]).toEqual([2, 'nightly.enabled is false in: kota-a'])
})

it('a city may have a longest time of its own', async () => {
  const nights = new Nights()
  const slow = nights.city('kota-a', {}, good('kota-uji', 'nightly: { timeout_minutes: 7 }\n'))
  expect(nightCities([slow], nights.output).cities[0]!.timeoutMs).toBe(420_000)
  // That of the night would have ended it at once.
  expect((await nights.run([slow], { timeout: 0.000_01 })).exit).toBe(0)
})
