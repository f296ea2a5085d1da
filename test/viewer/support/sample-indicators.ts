/**
 * Tables of the indicators for the first zone of the sample city; every other zone has none of them. The projection of
 * 2024 stands beside the survey of that year, an answer is missing in the household figures, and one is held back.
 */
export const INDICATOR_TABLES: Record<string, string> = {
  progress: `level,id,year,kind,methodology,score_total,score_min,score_max,score_class,area_ha_slum,sectoral_pct,sectoral_pct_worksheet,contribution_portal_pct,contribution_worksheet_pct,works_without_cost,cost_idr_total,cost_idr_per_ha,target_ha,on_target
zone,99.01-K01,2018,surveyed,permen-pupr-14-2018,71,71,71,KB,30.5,60,64.99,0,0,0,,,0,false
zone,99.01-K01,2021,surveyed,permen-pupr-14-2018,,58,64,,24.25,52.5,59.29,12.5,14.25,2,1000000000,160000000,0,false
zone,99.01-K01,2024,projected,permen-pupr-14-2018,36,36,36,KR,18,30.42,42.69,49.3,55.75,1,5000000000,400000000,0,false
rt,99.01-K01,2024,projected,permen-pupr-14-2018,1,1,1,TK,0,,,,,,,,,
city,99.01,2018,surveyed,permen-pupr-14-2018,60,60,60,KB,269.88,,,,,,,,,
`,
  progress_criteria: `level,id,year,methodology,criterion,baseline_vintage,percent_start,percent_end,score_start,score_end
zone,99.01-K01,2024,permen-pupr-14-2018,1a,2021,60,12.5,3,0
zone,99.01-K01,2021,permen-pupr-14-2018,1a,2018,80,60,5,3
zone,99.01-K09,2024,permen-pupr-14-2018,1a,2021,60,99,3,5
rt,99.01.01.1007/RT001-RW001,2024,permen-pupr-14-2018,1a,2021,30,10,1,0
`,
  score_totals: `level,id,vintage,methodology,score_source,score_total,score_min,score_max,score_class,completeness_pct,rt_count,area_ha_verified,buildings,population,families
zone,99.01-K01,2018,permen-pupr-14-2018,computed,71,71,71,KB,100,6,31,800,3900,960
zone,99.01-K01,2021,permen-pupr-14-2018,computed,62,62,62,KB,100,6,24.25,700,3000,750
`,
  stakeholders: `stakeholder_id,zone_id,kawasan,institution,kind,role,stage,agreement_date,agreement_until
S2,99.01-K01,,Dinas Perkim Kota Contoh,dinas,pelaksana,komitmen,2021-05-17,2024-12-31
S1,99.01-K01,,BKM Mekar Sari,BKM,,membangun kepercayaan,,
S3,,pantai  UTARA,PT Galangan Utara,swasta,penyandang dana,,,
S4,99.01-K02,,KSM Melati,KSM,,,,
`,
  zone_ratings: `zone_id,land_legality,treatment,baan_mankong_id,baan_mankong_en,land_legality_source,land_legality_items,land_legality_basis_id,considerations_source
99.01-K01,legal,peremajaan,"penataan kaveling, berbagi lahan","reblocking, land sharing",computed,9a 62.5; 9b 80,Praktik umum,stated
`,
  household_indicators: `level,id,vintage,methodology,group,indicator,label_id,label_en,counts,surveyed,base,percent,percent_min,percent_max,standard_error_pct,published
zone,99.01-K01,2021,hunian-layak,adequate,adequate,Hunian layak,Decent housing,households,84,84,61.5,61.5,61.5,,true
zone,99.01-K01,2018,un-habitat-slum-household,slum,slum_5,Lama,Old,people,60,60,90,90,90,,true
zone,99.01-K01,2021,un-habitat-slum-household,slum,slum_5,Penduduk rumah tangga kumuh,People in slum households,people,84,312,,12.04,18.41,2.5,true
zone,99.01-K01,2021,un-habitat-slum-household,slum,slum_5,Penduduk rumah tangga kumuh,People in slum households,households,84,84,,11.9,17.86,2.4,true
zone,99.01-K01,2021,hunian-layak,parts,roof,Langka,Rare,households,84,84,1,1,1,,false
zone,99.01-K02,2021,hunian-layak,adequate,adequate,Hunian layak,Decent housing,households,2,2,,,,,false
`,
  survey_deficits: `rt_id,vintage,methodology,criterion,answered,percent,percent_min,percent_max,profile_percent,difference_pct_points,status
99.01.01.1007/RT001-RW001,2021,permen-pupr-14-2018,3a,14,40,38,42,61,-21,differs
99.01.01.1007/RT001-RW001,2021,permen-pupr-14-2018,5a,14,40,40,40,41,-1,agrees
99.01.01.1007/RT002-RW001,2021,permen-pupr-14-2018,3a,9,40,40,40,80,-40,differs
99.01.01.1007/RT002-RW001,2021,permen-pupr-14-2018,6a,9,70,70,70,,,fills
99.01.01.1007/RT003-RW001,2021,permen-pupr-14-2018,6a,2,,,,,,too few
99.01.01.1004/RT001-RW002,2021,permen-pupr-14-2018,6a,9,70,70,70,,,fills
`,
  rt_zones: `rt_id,vintage,zone_id,method,share_pct
99.01.01.1007/RT001-RW001,,99.01-K01,area,100
99.01.01.1007/RT002-RW001,2021,99.01-K01,area,100
99.01.01.1004/RT001-RW002,2021,99.01-K02,area,100
`,
}
