-- title: Common products and their co-producers
-- says: Products that two or more made together: providers, or a provider and an organization outside that it names.
--   What several report counts once where the reports are declared or confirmed to be one.
-- key: product_id
-- column product_id: The product: the smallest key of its reports
-- column title: As the first of its reports calls it; blank where its free text is not cleared
-- column co_producers: Providers and organizations that made it
-- column providers (providers, not additive): Providers that report it
-- column reports (records, additive): Reports of it
-- column status: planned, in_use or dropped. Codes: product_status
-- column first_day: First day of the work on it
-- column sponsor_office: Offices that pay for it
-- column topics: What it is about
-- records
WITH made AS (
    SELECT p.* FROM product p WHERE p.is_common
), records AS (
    SELECT m.product_id, r.provider_id, r.source_record_id, m.title, m.co_producers, m.providers, m.reports, m.status,
        m.first_day, m.sponsor_office, m.topic
    FROM made m JOIN record r ON r.record_kind = 'product' AND (r.provider_id || '/' || r.source_record_id = m.product_id
        OR EXISTS (SELECT FROM overlap o WHERE o.disposition IN ('declared', 'confirmed')
            AND (m.product_id, r.provider_id || '/' || r.source_record_id) IN (
                (o.provider_id_a || '/' || o.source_record_id_a, o.provider_id_b || '/' || o.source_record_id_b),
                (o.provider_id_b || '/' || o.source_record_id_b, o.provider_id_a || '/' || o.source_record_id_a))))
)
-- answer
SELECT DISTINCT product_id, title, array_to_string(co_producers, '; ') AS co_producers, cardinality(providers) AS providers,
    reports, status, first_day, array_to_string(sponsor_office, ', ') AS sponsor_office,
    array_to_string(topic, '; ') AS topics
FROM records ORDER BY product_id
