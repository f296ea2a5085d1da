import { expect, it } from 'vitest'
import { goToHash, hashOf, shown } from '../support/in-page.ts'
import { screenshot } from '../support/screenshots.ts'
import { rowsOf, type Visit } from '../support/visit.ts'

/** What the profile of a zone says. */
export function itTellsAZone(shared: () => Visit): void {
  it('tells a zone in both languages, with numbers as each writes them', async () => {
    const { page } = shared()
    await goToHash(page, '#zone=99.01-K04')
    const profile = page.locator('.right')
    await profile.locator('.aspect').first().waitFor()
    const text = await shown(profile)
    expect(text).toMatch(/\d+,\d\d\nha menurut SK/)
    expect(text).toContain('Keputusan Wali Kota Contoh Nomor 12/2021, tanggal 4 Maret 2021')
    expect(text).toMatch(/\+6,0\s%/)
    expect(text).toContain('tidak sesuai')
    expect(text).toContain('1 temuan')
    expect(text).toContain('Peta lampiran SK 12/2021, rekaman 4')
    expect(await profile.locator('.aspect').count()).toBe(7)
    // A flag is said in words, and a percent never reads as the cut it does not reach.
    const criteria = (await profile.locator('.criteria li').allTextContents()).join(' ')
    expect(criteria).toContain('persen tertulis tidak sama dengan volume per pembagi')
    expect(criteria).not.toContain('percent differs')
    expect(criteria).toMatch(/2a Cakupan pelayanan jalan lingkungan24,98\s%0/)
    expect(await profile.locator('.progress .value').allTextContents()).toEqual(['36', '24'])
    await screenshot(page, 'zone-profile')
    await page.click('[data-key=lang-en]')
    expect(await shown(profile)).toMatch(/\d+\.\d\d\nha as decreed/)
    expect(await page.getAttribute('html', 'lang')).toBe('en')
    expect(await hashOf(page)).toContain('lang=en')
    expect(await page.title()).toBe('Sample City · Slum atlas')
    expect(await page.getAttribute('meta[name=description]', 'content')).toMatch(
      /^Map of slum settlements, Sample /,
    )
    await screenshot(page, 'profile-in-english')
  })

  it('says how people were counted, densities gross before net, and what is nearest', async () => {
    const { page } = shared()
    await goToHash(page, '#zone=99.01-K01')
    const profile = page.locator('.right')
    await profile.locator('section', { hasText: 'Jarak terdekat' }).waitFor()
    const text = await shown(profile)
    expect(text).toContain('taksiran survei rumah tangga, galat baku 210 jiwa')
    expect(text).toMatch(
      /Penduduk \(bruto\)\s+90,0\sjiwa\/ha[\s\S]*Penduduk \(neto\)\s+112,5\sjiwa\/ha\s+tanpa perairan dan jalan/,
    )
    expect(text).toMatch(/Lahan tertutup bangunan\s+31,3\s%/)
    expect(text).not.toContain('Bangunan (neto)')
    expect(text).toMatch(/Pasar\s+2,4\skm \(lewat jalan\)\s+Pasar Lama\s+Sekolah\s+di dalam lokasi\s+SDN 1/)
    expect(text).not.toContain('Pelabuhan')
    expect(text).not.toMatch(/\b77\sm\b/)
  })

  it('tells progress, collaboration, household rules and survey of a zone that has them', async () => {
    const { page } = shared()
    await goToHash(page, '#zone=99.01-K01')
    const profile = page.locator('.right')
    await profile.locator('section', { hasText: 'Menurut survei rumah tangga' }).waitFor()
    await profile.locator('section', { hasText: 'Survei dan profil RT' }).waitFor()
    const text = await shown(profile)
    // The year without a total has a range and no dot; the projection is told apart in shape and words.
    expect(await profile.locator('.progress .value.score').allTextContents()).toEqual(['71', '36'])
    expect(await profile.locator('.progress .ring').count()).toBe(2)
    expect(await profile.locator('.progress').getAttribute('aria-label')).toContain('2021: 58–64, 24,25')
    expect(text).toMatch(
      /Kontribusi penanganan, rumus portal\s+49,3\s%\s+100 × \(60,00 − 30,42\) \/ 60,00 = 49,3\s%, paling banyak 100 %/,
    )
    expect(text).toMatch(
      /rumus lembar kerja\s+55,8\s%\s+100 × \(64,99 − 42,69\) \/ \(64,99 − 24,99\) = 55,8\s%/,
    )
    expect(text).toMatch(/Biaya per hektare yang tertangani\s+Rp\s400\.000\.000/)
    expect(text).toMatch(/Rp\s5\.000\.000\.000\s+3 kegiatan tanpa biaya/)
    expect(text).toMatch(/Sasaran 0\sha kumuh\s+belum tercapai pada 2024/)
    expect(text).toContain('Padanan Baan Mankong: penataan kaveling, berbagi lahan')
    expect(text).toContain('dihitung dari butir 9a 62.5; 9b 80. Praktik umum')
    expect(text).toContain('Mitra yang paling awal: Membangun kepercayaan')
    expect(text).toContain('Tahap 3 dari 5: Komitmen terhadap proses')
    expect(text).toContain('pelaksana, kesepakatan 17 Mei 2021 – 31 Desember 2024')
    expect(text).toContain('PT Galangan Utara')
    expect(text).not.toContain('KSM Melati')
    expect(text).toMatch(/12,0–18,5\s%\s+n = 312 jiwa, 84 rumah tangga disurvei, galat baku 2,5 poin/)
    expect(text).not.toContain('Langka')
    expect(text).toContain('berbeda dari profil RT pada 2 dari 3 sel')
    expect(text).toContain('petakumuh explain contoh 99.01-K01')
    expect(await profile.locator('.criterion-projected').allTextContents()).toEqual([
      '2024 (perkiraan): 12,5\u00a0%, nilai 0',
    ])
  })

  it('follows the year of the map where the zone was scored in it, and says what cannot be asked', async () => {
    const { page } = shared()
    await goToHash(page, '#zone=99.01-K01&year=2018')
    const profile = page.locator('.right')
    await profile.locator('h3', { hasText: 'Aspek kekumuhan, 2018' }).waitFor()
    const bars = () => profile.locator('.aspect-value').allTextContents()
    const older = await bars()
    const text = await shown(profile)
    expect(text).toMatch(/Kumuh Berat, 2018[\s\S]*71\s+Nilai dari 80 \(2018\)/)
    expect(text).toContain('Nilai 2018 dihitung pada 31,00\u00a0ha, 800 bangunan, 960 KK, 3.900 jiwa (6 RT)')
    expect(text).toContain('«Mengapa?» hanya untuk angka 2021: jejak yang terbit tidak memuat 2018.')
    expect(text).toContain('Penanganan, 2018')
    const asked = () =>
      page.locator('[data-key^="why-"]').evaluateAll((all) => all.map((one) => one.dataset.key))
    expect(await asked()).not.toContain('why-total')
    expect(await asked()).toContain('why-authority')
    await page.click('[data-key="year-2021"]')
    await profile.locator('h3', { hasText: 'Aspek kekumuhan, 2021' }).waitFor()
    expect(await bars()).not.toEqual(older)
    expect(await asked()).toEqual(expect.arrayContaining(['why-total', 'why-priority', 'why-criterion-1a']))
    expect(await shown(profile)).not.toContain('«Mengapa?» hanya')
    // What is expected is no survey: the profile stays, and says so.
    await page.click('[data-key="year-2024p"]')
    await profile.locator('.note', { hasText: 'peta dan legenda menunjukkan 2024 (perkiraan)' }).waitFor()
    await page.click('[data-key="year-2021"]')
  })

  it('lists the works that no map draws, each once with what it was done for', async () => {
    const { page } = shared()
    await goToHash(page, '#zone=99.01-K01')
    const works = page.locator('.right section', { hasText: 'Kegiatan' }).locator('.works li')
    await works.first().waitFor()
    expect((await works.allTextContents()).map((text) => text.replaceAll('\u00a0', ' '))).toEqual([
      'Gerobak Sampah4 KK, 2021, untuk 6a, 6b',
      'Jalan Beton760,50 m, Rp 3.800.000.000, APBN, 2022',
      'Drainase Lingkungan310 m, Rp 620.000.000, APBD, 2023',
    ])
  })

  it('says of a zone that is no slum that no rule gives it a priority, and draws it as that', async () => {
    const { page } = shared()
    await goToHash(page, '#zone=99.01-K06&theme=priority')
    const profile = page.locator('.right')
    await page.locator('.right h2', { hasText: 'Bukit Cendana' }).waitFor()
    expect(await shown(profile)).toMatch(
      /Prioritas\s+Tidak kumuh: tanpa prioritas[\s\S]*Tidak kumuh: tanpa usulan/,
    )
    // In view is that zone alone: its class is counted, and nothing is missing.
    expect((await rowsOf(page, '.legend li')).at(-1)).toMatch(/^Tidak kumuh: tanpa prioritas 1 /)
    await goToHash(page, '#zone=99.01-K06')
  })

  it('says of a zone without a score that there is no data, never zero', async () => {
    const { page } = shared()
    await goToHash(page, '#zone=99.01-K08')
    await page.locator('.right h2', { hasText: 'Teluk Baru' }).waitFor()
    const text = await shown(page.locator('.right'))
    expect(text).toContain('Tidak ada data')
    expect(text).toContain('—\nNilai')
    expect(text).toContain('Nilai antara 9 dan 74. Kelengkapan data 18,8')
    expect(text).toContain('ha terukur')
  })

  it('opens the source records of a zone from its profile', async () => {
    const { page } = shared()
    await goToHash(page, '#zone=99.01-K04')
    await page.locator('[data-key=record]').click()
    await page.locator('.record-list').waitFor()
    await page.locator('.record-list summary').click()
    const text = await shown(page.locator('.records-dialog'))
    expect(text).toMatch(/Peta lampiran SK 12\/2021[\s\S]*rekaman 4: Lembah Melati[\s\S]*kelurahan_code/)
    await screenshot(page, 'records')
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
  })
}
