import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type City, loadCity, sourcePath } from '../city.ts'
import { UserError } from '../errors.ts'
import { isRecord, partialDirectory, readRecord, stageDirectory } from '../freshness.ts'
import { refusedBySystem } from '../refused-by-system.ts'
import { missingFromRelease, POINTER, servedRelease } from '../release/manifest.ts'
import { STAGE_TITLES, type StageName } from '../stage.ts'
import { findTippecanoe } from '../tippecanoe/program.ts'
import { type Finding, ok, reasonOf, same } from './finding.ts'
import type { Machine } from './machine.ts'

/** A workspace that was looked at; its city is null where it cannot be read. */
interface Looked {
  name: string
  city: City | null
  finding: Finding
  /** Why it cannot be read. */
  refused?: UserError
}

/** What was found, and the first workspace that cannot be read. */
export interface CityFindings {
  findings: Finding[]
  refused: UserError | undefined
}

/** `city.yaml` of each workspace, the program that it may ask for, and how its last build ended; nothing is run. */
export async function cityFindings(
  machine: Machine,
  names: readonly string[],
  outputOf: (city: City) => string,
): Promise<CityFindings> {
  const looked = names.map(lookAt)
  const cities = looked.flatMap(({ city }) => (city === null ? [] : [city]))
  const findings = [
    await tippecanoeFinding(machine, cities),
    ...looked.map(({ finding }) => finding),
    ...cities.map((city) => buildFinding(city, outputOf(city))),
  ]
  return { findings, refused: looked.find(({ refused }) => refused !== undefined)?.refused }
}

function lookAt(name: string): Looked {
  try {
    const city = loadCity(name)
    const missing = city.sources.filter((source) => !isFile(sourcePath(city, source)))
    if (missing.length === 0) {
      const count = city.sources.length
      const got = {
        id: `city.yaml sah, ${count} sumber ada`,
        en: `city.yaml is valid, ${count} sources are there`,
      }
      return { name, city, finding: ok('city', got, city.name) }
    }
    const paths = missing.map(({ path }) => path).join(', ')
    const got = { id: `sumber tidak ada: ${paths}`, en: `sources are not there: ${paths}` }
    const next = {
      id: 'taruh berkasnya di sana, atau keluarkan dari city.yaml',
      en: 'put the files there, or take them out of city.yaml',
    }
    return { name, city, finding: { check: 'city', city: city.name, verdict: 'attention', got, next } }
  } catch (error) {
    const refused = error instanceof UserError ? error : refusedBySystem(error)
    if (refused === null) throw error
    const { what, where, got: value, next } = refused.fault
    const place = [where?.file, where?.line, where?.key].filter((part) => part !== undefined).join(':')
    const text = [place, what, value].filter((part) => part !== undefined && part !== '').join(': ')
    const finding: Finding = {
      ...{ check: 'city', city: name, verdict: 'attention', got: same(text) },
      next: {
        id: `betulkan; petakumuh plan ${name} menyebut semuanya`,
        en: next ?? `mend it; petakumuh plan ${name} tells all of it`,
      },
    }
    return { name, city: null, finding, refused }
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

async function tippecanoeFinding({ searchPath }: Machine, cities: readonly City[]): Promise<Finding> {
  const asking = cities.filter(({ tiles }) => tiles.engine === 'tippecanoe').map(({ name }) => name)
  const by = asking.join(', ')
  try {
    const { version } = await findTippecanoe(searchPath)
    const unasked = {
      id: `${version}; tidak ada kota yang memintanya`,
      en: `${version}; no city asks for it`,
    }
    const asked = { id: `${version}, diminta ${by}`, en: `${version}, asked for by ${by}` }
    return ok('tippecanoe', asking.length === 0 ? unasked : asked)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const reason = error.fault.what
    if (asking.length === 0)
      return ok('tippecanoe', {
        id: 'tidak ada kota yang memintanya; ubin dipotong program ini sendiri',
        en: 'no city asks for it; tiles are cut by this program itself',
      })
    return {
      ...{ check: 'tippecanoe', city: null, verdict: 'broken' },
      got: { id: `${reason}, diminta ${by}`, en: `${reason}, asked for by ${by}` },
      next: {
        id: 'pasang dengan apt-get install tippecanoe (Debian 13), atau pilih tiles: { engine: builtin } di city.yaml',
        en: error.fault.next ?? reasonOf(error).en,
      },
    }
  }
}

/** The same where the system lets the output be read; whether it may be written is a finding of the machine. */
function buildFinding(city: City, output: string): Finding {
  try {
    return lastBuild(city, output)
  } catch (error) {
    const refused = refusedBySystem(error)
    if (refused === null) throw error
    return {
      ...{ check: 'build', city: city.name, verdict: 'attention', got: reasonOf(error) },
      next: {
        id: 'beri diri Anda hak baca pada folder itu, atau pilih folder lain dengan --output',
        en:
          refused.fault.next ?? 'give yourself the right to read the folder, or choose another with --output',
      },
    }
  }
}

/** How far the last build came, by what lies in the output. */
function lastBuild(city: City, output: string): Finding {
  const stages = Object.keys(STAGE_TITLES) as StageName[]
  const done = stages.filter((stage) => isRecord(readRecord(stageDirectory(output, stage))))
  const folder = join(output, 'public')
  const release = existsSync(join(folder, POINTER)) ? servedRelease(folder) : null
  const base = { check: 'build', city: city.name } as const
  const served = {
    id: release === null ? 'belum ada rilis' : `rilis ${release}`,
    en: release === null ? 'no release yet' : `release ${release}`,
  }
  const stopped = stages.find((stage) => existsSync(partialDirectory(output, stage)))
  if (stopped !== undefined)
    return {
      ...base,
      verdict: 'attention',
      got: {
        id: `build terakhir tidak selesai pada ${stopped}, atau sedang berjalan; ${served.id}`,
        en: `the last build did not finish ${stopped}, or is running; ${served.en}`,
      },
      next: { id: 'jalankan lagi dan baca akhir pesannya', en: 'build again and read how it ends' },
    }
  const lost = release === null ? null : missingFromRelease(join(folder, 'releases', release))
  if (lost !== null)
    return {
      ...{ ...base, verdict: 'attention' },
      got: {
        id: `${served.id} disajikan, tetapi ${lost} di dalamnya tidak ada atau tidak utuh`,
        en: `${served.en} is served, but ${lost} in it is missing or cut short`,
      },
      next: { id: 'bangun lagi: berkasnya ditulis kembali', en: 'build again: it is written anew' },
    }
  if (done.length === 0 && release === null)
    return ok('build', { id: 'belum pernah dibangun', en: 'never built' }, city.name)
  if (done.length === stages.length && release !== null)
    return ok('build', { id: `selesai, ${served.id}`, en: `finished, ${served.en}` }, city.name)
  const count = `${done.length}/${stages.length}`
  const isLost = release === null && existsSync(join(folder, POINTER))
  return {
    ...base,
    verdict: 'attention',
    got: {
      id: isLost ? `${POINTER} tidak menyebut rilis` : `${count} tahap selesai, ${served.id}`,
      en: isLost ? `${POINTER} names no release` : `${count} stages are finished, ${served.en}`,
    },
    next: { id: 'bangun lagi', en: 'build again' },
  }
}
