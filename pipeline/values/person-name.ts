/** Where a text stands: names of places are often those of people (`Gang H. Saleh`, `Pak Kasih`). */
export type NameContext = 'place' | 'free'

/** A word of a name, capitalised or in capitals alone. */
const WORD = String.raw`\p{Lu}(?:[\p{Ll}'’-]+|[\p{Lu}'’-]{2,})(?![\p{L}\d])`
/** Titles between a form of address and a name. */
const TITLES = String.raw`(?:(?:Hj?|Drs?|Ir|KH|Ust)\.? )*`
const START = String.raw`(?<![\p{L}\d])`

/** Forms of address: a person follows. */
const ADDRESS = pattern(
  String.raw`(?:${anyCase('bapak|bpk|sdri|sdr|saudara|saudari|ibu|nyonya')}\.? ?|${anyCase('tn|ny')}\. ?)`,
  `(?<name>${WORD})`,
)
/** Those that places and shops bear too. */
const FAMILIAR = pattern(
  String.raw`(?:${anyCase('pak|bu')} |(?<![.])${anyCase('hj|h')}\. ?)`,
  `(?<name>${WORD})`,
)
/** `a.n. Sutrisno`, with one word of the name. */
const ON_BEHALF = pattern(
  String.raw`(?:${anyCase('a')}\. ?${anyCase('n')}\.?|${anyCase('an')}\.|${anyCase('atas nama')}):? ?`,
  `(?<name>${WORD})`,
)
/** `Ketua RT 03: Sutrisno Hadi`: a role or a label, its colon, and a name of two words. */
const LABELLED = pattern(
  String.raw`(?:${anyCase('kk|krt|kepala keluarga|pemilik|penghuni|penyewa|responden|narahubung|pic|cp|contact person|penanggung jawab|lurah|camat')}|${anyCase('ketua')} (?:${anyCase('rt|rw')})(?:[ /.-]*(?:${anyCase('rt|rw')})?[ .]?\d+)*) ?[:=] ?`,
  `(?<name>${WORD}) ${WORD}`,
)

/** What every one of these patterns needs, which few cells hold. */
const HINT = /(?:\b(?:bapak|bpk|sdri?|saudar[ai]|ibu|nyonya|tn|ny|pak|bu|hj?|a|an|atas)\b[ .]|[:=])/i

/** Words before a name that make it that of a place, a school or a house of prayer. */
const PLACES =
  words(`jl jln jalan gg gang lr lrg lorong kp kpg kampung kampong desa dusun dsn kel kelurahan kec kecamatan
  perum perumahan komplek kompleks blok cluster rusun rusunawa masjid mesjid mushola musholla mushalla musala surau
  langgar majelis gereja vihara pura klenteng sd sdn sdit smp smpn sma sman smk smkn mi min mts mtsn ma man tk paud ra tpa
  tpq sekolah madrasah pondok pesantren ponpes panti rs rsu rsud rsia rumkit klinik puskesmas bidan praktik apotek bandara
  stadion jembatan pasar pelabuhan dermaga pelantar taman lapangan pulau tanjung sungai bukit teluk pantai museum makam
  toko warung kedai kios rm bengkel terminal waduk danau kawasan lingkungan simpang kuala muara parit benteng universitas
  institut kelompok yayasan koperasi cv ud pt`)

/** Words that are no name where one could stand: offices, institutions, common nouns. */
const NO_NAMES =
  words(`kota hamil rumah tangga dan anak menyusui negara pertiwi angkat asuh kandung muda tua negeri
  pemerintah pemko pemda pemkot pemkab pemprov provinsi kabupaten walikota wali bupati gubernur presiden menteri camat
  lurah kades ketua sekretaris bendahara kepala rt rw rtrw dinas badan bappeda kementerian direktorat satker balai kantor
  pt cv ud yayasan koperasi bank bumn bumd pdam pln tni polri warga masyarakat ksm bkm lkm lpm pkk posyandu milik sendiri
  sewa kontrak menumpang orang bersama keluarga tidak belum ada kosong lain lainnya swasta swadaya umum hibah wakaf adat
  responden penghuni pemilik jumlah nomor nama status data`)

/** Words directly before a form of address that make the name that of a person, whatever stands before them. */
const OWNERS = words('milik pemilik rumah lahan tanah hubungi kontak oleh kepada dengan dari untuk bersama')

const OWN_NAME_COLUMN =
  /^(?:na?ma?[ _.-]*(?:lengkap|pemil\w*|krt|kk$|kepala|kepal|responden|respon|penghuni|penyewa|warga|ketua|pendata|enumerator|surveyor|narasumber|penanggung)|responden$|narahubung|narasumber|(?:contact|kontak)[ _.-]*person|(?:owner|head|full|respondent)[ _.-]*name|kepala[ _.-]*(?:keluarga|rumah[ _.-]*tangga)$)/i
const LETTERS_ONLY = /^[\p{L}'’., -]{3,60}$/u

/**
 * Whether a text names a person by a form of address (`Bapak Sutrisno`, `Hj. Aminah`), `a.n.`, or a role with its colon
 * (`Ketua RT 03: Sutrisno Hadi`). Names after a word for a place are places (`Jl. H. Agus Salim`, `Masjid Ibu Fatimah`),
 * and where a text is a place's own name, only what no place is called counts.
 */
export function holdsPersonName(text: string, context: NameContext = 'free'): boolean {
  if (text.length < 5 || !HINT.test(text)) return false
  const patterns =
    context === 'place' ? [ADDRESS, ON_BEHALF, LABELLED] : [ADDRESS, ON_BEHALF, LABELLED, FAMILIAR]
  return patterns.some((each) => {
    for (const { index, groups } of text.matchAll(each)) {
      if (
        !NO_NAMES.has(bare(groups!.name!)) &&
        !PLACES.has(bare(groups!.name!)) &&
        !isPlaceBefore(text, index)
      )
        return true
    }
    return false
  })
}

/** Whether a cell of a column that is named for persons (`NAMA_PEMILIK`, `Nama KRT`) holds what may be a name. */
export function isNameByColumn(column: string, text: string): boolean {
  if (!OWN_NAME_COLUMN.test(column) || !LETTERS_ONLY.test(text)) return false
  const parts = text.split(/[ .,-]+/).filter((part) => part !== '')
  if (parts.length === 0 || parts.length > 6) return false
  return !parts.some((part) => NO_NAMES.has(bare(part)) || PLACES.has(bare(part)))
}

function isPlaceBefore(text: string, index: number): boolean {
  const clause = text
    .slice(Math.max(0, index - 60), index)
    .split(/[,;()\n]/)
    .at(-1)!
  const [last = '', before = ''] = clause
    .split(/[ .:]+/)
    .filter((part) => part !== '')
    .reverse()
  return !OWNERS.has(bare(last)) && (PLACES.has(bare(last)) || PLACES.has(bare(before)))
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}]/gu, '')
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/))
}

/** Letters of a title in either case: the flag `i` would let the name begin with a small letter too. */
function anyCase(list: string): string {
  const either = list.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
  return `(?:${either})`
}

function pattern(title: string, name: string): RegExp {
  return new RegExp(`${START}${title}${TITLES}${name}`, 'gu')
}
