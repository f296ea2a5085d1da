/** The words of the form for land legality and considerations, which stand as values in the data. */
export const RATING_TERMS: Readonly<Record<string, readonly [id: string, en: string]>> = {
  legal: ['Legal', 'Legal'],
  'tidak legal': ['Tidak legal', 'Not legal'],
  tinggi: ['Tinggi', 'High'],
  sedang: ['Sedang', 'Medium'],
  rendah: ['Rendah', 'Low'],
}
