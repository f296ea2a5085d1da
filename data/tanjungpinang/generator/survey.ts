import type { Building } from './buildings.ts'
import { csv } from './csv.ts'
import { withComma } from './numbers.ts'
import { type Profile, shareOf } from './profiles.ts'
import { type Random, seeded } from './random.ts'
import { DEFICIT_HEADER, deficitAnswers, type Household, type Shares } from './survey-deficits.ts'
import { toLonLat } from './utm.ts'

/** Columns as KoboToolbox exports them: groups before a slash, a geopoint once whole and once in four parts. */
export const SURVEY_HEADER = [
  'start',
  'end',
  'today',
  'grup_lokasi/kelurahan',
  'grup_lokasi/rt_rw',
  'grup_lokasi/gps',
  '_grup_lokasi/gps_latitude',
  '_grup_lokasi/gps_longitude',
  '_grup_lokasi/gps_altitude',
  '_grup_lokasi/gps_precision',
  'grup_identitas/nama_krt',
  'grup_identitas/nik',
  'grup_identitas/no_kk',
  'grup_identitas/no_hp',
  'grup_rumah/jumlah_anggota',
  'grup_rumah/jumlah_kk',
  'grup_rumah/luas_lantai',
  'grup_rumah/ruang_huni',
  'grup_rumah/atap',
  'grup_rumah/dinding',
  'grup_rumah/lantai',
  'grup_rumah/sumber_air',
  'grup_rumah/jamban',
  'grup_rumah/septik',
  'grup_rumah/status_lahan',
  ...DEFICIT_HEADER,
  'grup_kerja/status_pekerjaan',
  'grup_kerja/bentuk_kontrak',
  '_id',
  '_uuid',
  '_submission_time',
] as const

type Answer = Record<(typeof SURVEY_HEADER)[number], string>
type FirstAnswer = Omit<Answer, (typeof DEFICIT_HEADER)[number]>

const HOUSEHOLDS = 4990
const COPIES = 10
const NO_POSITION = 20
/** Another island, another province, the null island, and three boats in the bay. */
const ASTRAY: readonly string[] = [
  '0.921450 103.988210 8.0 12.0',
  '1.130200 104.052300 5.0 25.0',
  '-6.175400 106.827200 12.0 6.0',
  '0.000000 0.000000 0.0 0.0',
  '0.000000 0.000000 0.0 0.0',
  '0.943000 104.425000 3.0 48.0',
  '0.900500 104.405000 4.0 9.0',
  '0.933000 104.470000 4.0 9.0',
  '3.595200 98.672200 21.0 5.0',
]

type Ways = Readonly<
  Record<
    'roof' | 'wall' | 'floor' | 'water' | 'toilet' | 'septic' | 'tenure',
    Readonly<Record<string, number>>
  >
>

const SLUM: Ways = {
  roof: { seng: 62, asbes: 22, genteng: 10, rumbia: 6 },
  wall: { kayu_papan: 58, tembok: 30, triplek: 12 },
  floor: { kayu_papan: 55, semen: 28, keramik: 13, tanah: 4 },
  water: {
    sumur_tak_terlindung: 24,
    keran_umum: 20,
    ledeng_eceran: 18,
    air_isi_ulang: 16,
    ledeng_meteran: 12,
    pah: 10,
  },
  toilet: { sendiri: 54, bersama: 18, mck_komunal: 10, tidak_ada: 18 },
  septic: { laut: 58, lubang_tanah: 20, tangki_septik: 18, ipal: 4 },
  tenure: { surat_tanah: 38, tanpa_surat: 32, sewa: 16, sertifikat: 14 },
}
const OTHER: Ways = {
  roof: { genteng: 44, seng: 40, asbes: 12, beton: 4 },
  wall: { tembok: 80, kayu_papan: 18, triplek: 2 },
  floor: { keramik: 68, semen: 26, kayu_papan: 6 },
  water: { ledeng_meteran: 46, sumur_terlindung: 28, air_isi_ulang: 16, sumur_bor: 10 },
  toilet: { sendiri: 94, bersama: 5, tidak_ada: 1 },
  septic: { tangki_septik: 88, lubang_tanah: 10, ipal: 2 },
  tenure: { sertifikat: 62, surat_tanah: 24, sewa: 14 },
}
const WORK = { '1': 26, '2': 10, '3': 3, '4': 30, '5': 3, '6': 20, '7': 8 }
const CONTRACT = { tetap: 40, pkwt: 38, pemborongan_pekerjaan: 9, penyediaan_jasa_pekerja: 13 }
const BLANKS = { '': 6, '-': 3, NA: 2 }

/** Days of July and August 2018 that are not Sundays. */
const DAYS = Array.from({ length: 62 }, (_, i) => i)
  .filter((i) => i % 7 !== 0)
  .map((i) => (i < 31 ? `2018-07-${two(i + 1)}` : `2018-08-${two(i - 30)}`))

/**
 * About five thousand interviews with the dirt of real exports. Every name and number in them is made up.
 * @param profiles those of the year of the survey
 */
export function surveyCsv(
  buildings: readonly Building[],
  profiles: readonly Profile[],
  slugs: ReadonlyMap<string, string>,
  seed: number,
): string {
  const random = seeded(seed + 4000)
  // A stream of their own: with or without these questions all other answers are the same.
  const deficits = seeded(seed + 4100)
  const profileOf = new Map(profiles.map((profile) => [profile.rt, profile]))
  const homes = buildings.filter(({ rt, use }) => rt !== null && (use === 'Hunian' || use === 'Campuran'))
  const chosen = spread(homes, HOUSEHOLDS)
  const answers = chosen.map((home, i): Answer => {
    const first = interview(home, i, chosen.length, slugs, random)
    const profile = profileOf.get(home.rt!)
    const shares: Shares = (criterion) => (profile ? shareOf(profile, criterion) : null)
    return { ...first, ...deficitAnswers(householdOf(first, home), shares, deficits) }
  })
  soil(answers, random)
  answers.forEach((answer, i) => {
    answer._id = String(4180001 + i)
  })
  return csv(
    SURVEY_HEADER,
    answers.map((answer) => SURVEY_HEADER.map((name) => answer[name])),
  )
}

/** `count` of the items, evenly over the list; all of them, some twice, when there are too few. */
function spread<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!)
}

function interview(
  home: Building,
  index: number,
  count: number,
  slugs: ReadonlyMap<string, string>,
  random: Random,
): FirstAnswer {
  const rt = home.rt!
  const ways = rt.zoneId ? SLUM : OTHER
  const [lon, lat] = toLonLat([home.centre[0] + random.bell() * 0.4, home.centre[1] + random.bell() * 0.4])
  const position = [
    lat.toFixed(6),
    lon.toFixed(6),
    random.between(1, 14).toFixed(1),
    random.between(3, 12).toFixed(1),
  ] as const
  const day = DAYS[Math.floor((index * DAYS.length) / count)]!
  const hour = random.whole(8, 16)
  const minute = random.whole(0, 44)
  const people = Math.max(1, Math.min(11, Math.round(4 + 1.5 * random.bell())))
  const work = random.chance(0.06) ? '' : random.pick(WORK)
  const floor = Math.max(9, people * (rt.zoneId ? 6.5 : 11) + 12 * random.bell() + 8)
  const serial = String(index + 1).padStart(5, '0')
  return {
    start: `${day}T${two(hour)}:${two(minute)}:${two(random.whole(0, 59))}+07:00`,
    end: `${day}T${two(hour)}:${two(minute + random.whole(7, 15))}:${two(random.whole(0, 59))}+07:00`,
    today: day,
    'grup_lokasi/kelurahan': slugs.get(rt.kelurahanCode)!,
    'grup_lokasi/rt_rw': spelled(rt.rtRw, random),
    ...positionCells(position),
    'grup_identitas/nama_krt': `Warga Sintetis ${serial}`,
    'grup_identitas/nik': `21729990000${serial}`,
    'grup_identitas/no_kk': `21729980000${serial}`,
    'grup_identitas/no_hp': `0800000${serial}`,
    'grup_rumah/jumlah_anggota': String(people),
    'grup_rumah/jumlah_kk': random.chance(0.07) ? '2' : '1',
    'grup_rumah/luas_lantai': random.chance(0.3) ? withComma(floor, 1) : String(Math.round(floor)),
    'grup_rumah/ruang_huni': String(Math.max(1, Math.round(floor / 15))),
    'grup_rumah/atap': random.pick(ways.roof),
    'grup_rumah/dinding': random.pick(ways.wall),
    'grup_rumah/lantai': random.pick(ways.floor),
    'grup_rumah/sumber_air': random.pick(ways.water),
    'grup_rumah/jamban': random.pick(ways.toilet),
    'grup_rumah/septik': random.pick(ways.septic),
    'grup_rumah/status_lahan': random.chance(0.05) ? random.pick(BLANKS) : random.pick(ways.tenure),
    'grup_kerja/status_pekerjaan': work,
    'grup_kerja/bentuk_kontrak': work === '4' ? random.pick(CONTRACT) : '',
    _id: '',
    _uuid: uuid(random),
    _submission_time: `${day}T${two(hour + 1)}:${two(random.whole(0, 59))}:${two(random.whole(0, 59))}`,
  }
}

function householdOf(answer: FirstAnswer, home: Building): Household {
  return {
    people: Number(answer['grup_rumah/jumlah_anggota']),
    inSlum: home.rt!.zoneId !== null,
    roof: answer['grup_rumah/atap'],
    wall: answer['grup_rumah/dinding'],
    floor: answer['grup_rumah/lantai'],
    water: answer['grup_rumah/sumber_air'],
    toilet: answer['grup_rumah/jamban'],
    septic: answer['grup_rumah/septik'],
    tenure: answer['grup_rumah/status_lahan'],
  }
}

function positionCells(parts: readonly [string, string, string, string] | null) {
  const [lat, lon, alt, acc] = parts ?? ['', '', '', '']
  return {
    'grup_lokasi/gps': parts ? parts.join(' ') : '',
    '_grup_lokasi/gps_latitude': lat,
    '_grup_lokasi/gps_longitude': lon,
    '_grup_lokasi/gps_altitude': alt,
    '_grup_lokasi/gps_precision': acc,
  }
}

/** `RT002-RW006` the way different hands type it. */
function spelled(rtRw: string, random: Random): string {
  const [, rt, rw] = /^RT(\d{3})-RW(\d{3})$/.exec(rtRw)!
  const [shortRt, shortRw] = [two(Number(rt)), two(Number(rw))]
  const spellings = {
    [rtRw]: 60,
    [`RT${rt} RW${rw}`]: 10,
    [`RT ${rt} RW ${rw}`]: 8,
    [`RT${rt}RW${rw}`]: 6,
    [`RT${rt} - RW${rw}`]: 6,
    [`RT ${shortRt}-RW ${shortRw}`]: 5,
    [`rt ${Number(rt)} rw ${Number(rw)}`]: 5,
  }
  return random.pick(spellings)
}

/** Blank and NaN positions, places far away, one swapped pair, unanswered questions, submissions sent twice. */
function soil(answers: Answer[], random: Random): void {
  const victims = spread(
    answers.map((_, i) => i).filter((i) => i % 97 === 31),
    NO_POSITION + ASTRAY.length + 1,
  )
  victims.forEach((at, k) => {
    const answer = answers[at]!
    if (k < NO_POSITION) {
      const nan = ['NaN', 'NaN', '0.0', '0.0'] as const
      Object.assign(answer, positionCells(k % 3 === 2 ? nan : null))
    } else if (k < NO_POSITION + ASTRAY.length) {
      Object.assign(
        answer,
        positionCells(ASTRAY[k - NO_POSITION]!.split(' ') as unknown as [string, string, string, string]),
      )
    } else {
      const [lat, lon, alt, acc] = answer['grup_lokasi/gps'].split(' ') as [string, string, string, string]
      Object.assign(answer, positionCells([lon, lat, alt, acc]))
    }
  })
  for (const answer of answers) {
    for (const question of [
      'grup_rumah/luas_lantai',
      'grup_rumah/ruang_huni',
      'grup_rumah/septik',
    ] as const) {
      if (random.chance(0.012)) answer[question] = random.pick(BLANKS)
    }
  }
  for (let i = 0; i < COPIES; i++) {
    const from = 211 + i * 457
    answers.splice(from + 1 + (i % 4), 0, { ...answers[from]! })
  }
}

function uuid(random: Random): string {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-${'89ab'[random.whole(0, 3)]}${random.hex(3)}-${random.hex(12)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
