const NUMBER = String.raw`(?:rp\.? ?)?[+-]?\d[\d.,]*(?: ?%)?`
const BOUND = String.raw`[<>≤≥]=?|=[<>]|(?:kurang|lebih|lebih besar|lebih kecil) dari(?:pada)?|di ?(?:bawah|atas)|minimal|maksimal|min\.?|maks\.?|max\.?|paling (?:sedikit|banyak|tinggi|rendah|luas|lama)|sekurang-kurangnya|setidaknya|hingga|sampai(?: dengan)?|s/d|less than|more than|under|over|up to|at (?:least|most)`
const AFTER = String.raw`\+|(?:atau )?(?:lebih|kurang)|ke (?:atas|bawah)|or (?:more|less)`

/** `kurang dari 400 jiwa/Ha`, `> 60 %`, `400 ke atas`: one end is open. */
const OPEN = new RegExp(`^(?:(?:${BOUND}) ?${NUMBER}|${NUMBER}(?: [^\\d]{1,12})? ?(?:${AFTER})$)`, 'iu')
/** `35-65 %`, `35 % s/d 65 %`, `10 sampai 15 Ha`. */
const RANGE = new RegExp(
  `^${NUMBER}(?: ?[a-z]{1,5})? ?(?:-|–|—|~|s/d|s\\.d\\.?|sd|sampai(?: dengan)?|hingga|to) ?${NUMBER}(?![\\d-])`,
  'iu',
)

/**
 * Whether a text states an interval instead of one number: an open bound or a range. Such a text must not be read as
 * its bound, which is the one value it mostly does not have.
 */
export function statesInterval(text: string): boolean {
  const plain = text.replace(/\s+/gu, ' ').trim()
  return plain.length <= 60 && (OPEN.test(plain) || RANGE.test(plain))
}
