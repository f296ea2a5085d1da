import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { placeBuildings } from './buildings.ts'
import { annexCsv, decreesCsv, houseWorksCsv, roadWorksCsv } from './decree.ts'
import { facilitiesGeoJson } from './facilities.ts'
import { drawTown } from './kelurahan.ts'
import {
  buildingsZip,
  kelurahanZip,
  profilesCsv,
  roadsZip,
  rtZip,
  verificationZip,
  waterZip,
  zonesZip,
} from './layers.ts'
import { partnersCsv } from './partners.ts'
import { povertyCsv } from './poverty.ts'
import { profileTown } from './profiles.ts'
import { drawRoads } from './roads.ts'
import { surveyCsv } from './survey.ts'
import { drawSea } from './water.ts'
import { drawQuarters } from './zones.ts'

/** Number of the decree. With another one the roughened coast may cross itself, and the generator then says so. */
const SEED = 337

/** Every source file of the demo city by name: the same bytes on every machine and on every run. */
export function generateSources(): Map<string, Buffer> {
  const town = drawTown(SEED)
  const { kelurahan } = town
  const quarters = drawQuarters(town, SEED)
  const buildings = placeBuildings(quarters, SEED)
  const profiles = profileTown(quarters, buildings, SEED)
  const slugs = new Map(kelurahan.map(({ code, name }) => [code, name.toLowerCase().replaceAll(' ', '_')]))
  const files: [string, Buffer | string][] = [
    ['sk-337-2014.csv', decreesCsv()],
    ['sk-337-2014-lampiran.csv', annexCsv()],
    ['deliniasi_kumuh_2014.zip', zonesZip(quarters, kelurahan)],
    ['verifikasi_2018.zip', verificationZip(quarters, kelurahan)],
    ['kelurahan.zip', kelurahanZip(kelurahan)],
    ['rt.zip', rtZip(quarters, kelurahan)],
    ['bangunan.zip', buildingsZip(buildings)],
    ['profil_rt_2014.csv', profilesCsv(profiles.decreed, kelurahan)],
    ['profil_rt_2018.csv', profilesCsv(profiles.verified, kelurahan)],
    ['survei_rumah_tangga.csv', surveyCsv(buildings, profiles.verified, slugs, SEED)],
    ['kegiatan-jalan.csv', roadWorksCsv()],
    ['kegiatan-rumah.csv', houseWorksCsv()],
    ['fasilitas.geojson', facilitiesGeoJson(town)],
    ['jalan.zip', roadsZip(drawRoads(town, quarters, SEED))],
    ['perairan.zip', waterZip(drawSea(town))],
    ['mitra.csv', partnersCsv()],
    ['sasaran_kemiskinan.csv', povertyCsv()],
  ]
  return new Map(files.map(([name, content]) => [name, Buffer.from(content)]))
}

const here = fileURLToPath(import.meta.url)
if (process.argv[1] && resolve(process.argv[1]) === here) {
  const target = process.argv[2] ?? join(dirname(here), '..', 'sources')
  mkdirSync(target, { recursive: true })
  for (const [name, bytes] of generateSources()) {
    writeFileSync(join(target, name), bytes)
    console.log(`${String(bytes.length).padStart(9)}  ${name}`)
  }
}
