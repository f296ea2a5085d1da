/**
 * Works of the sample city as their table has them: those the map draws, one of which names no zone, and two rows of one work
 * without a point that only an RT leads to.
 */
export const WORKS_TABLES: Record<string, string> = {
  interventions: `intervention_id,activity,zone_id,kawasan,rt_id,kelurahan_code,rt_rw,criterion,volume,unit,cost_idr,fund_source,year,source_id,source_row
w0,Jalan Beton,,,,,,,760.5,m,3800000000,APBN,2022,zones,41
w1,Drainase Lingkungan,99.01-K01,,,,,,310,m,620000000,APBD,2023,zones,42
w2,Rehab Rumah Tidak Layak Huni,99.01-K02,,,,,,21,unit,346500000,APBD,2022,zones,43
w3,Gerobak Sampah,,,99.01.01.1007/RT002-RW001,,,6a,4,KK,,,2021,zones,44
w4,Gerobak Sampah,,,99.01.01.1007/RT002-RW001,,,6b,4,KK,,,2021,zones,45
`,
  works: `work,zone_id,place_level,place_id,rt_rw,activity,volume,unit,volume_written,unit_written,cost_idr,fund_source,year,criterion,interventions
1,99.01-K01,rt,99.01.01.1007/RT001-RW001,,Jalan Beton,760.5,m,760.5,m,3800000000,APBN,2022,,"[""w0""]"
2,99.01-K01,zone,99.01-K01,,Drainase Lingkungan,310,m,310,m,620000000,APBD,2023,,"[""w1""]"
3,99.01-K02,zone,99.01-K02,,Rehab Rumah Tidak Layak Huni,21,unit,21,unit,346500000,APBD,2022,,"[""w2""]"
4,99.01-K01,rt,99.01.01.1007/RT002-RW001,,Gerobak Sampah,4,KK,4,KK,,,2021,6a+6b,"[""w3"",""w4""]"
`,
  rt_units: `rt_id,vintage,zone_id,kawasan,source_id,source_row
99.01.01.1007/RT001-RW001,2021,99.01-K01,Pantai Utara,zones,51
99.01.01.1007/RT002-RW001,2021,99.01-K01,Pantai Utara,zones,52
99.01.01.1004/RT001-RW002,2021,99.01-K02,Kampung Nelayan,zones,53
`,
}
