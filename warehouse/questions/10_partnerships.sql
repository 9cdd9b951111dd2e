-- title: Provider by provider partnerships
-- says: Who works with whom: joint work that both report, and invitations that wait for an answer. Work of three
--   providers counts for each pair of them, so pairs do not add up.
-- key: provider_id_a, provider_id_b
-- column provider_id_a: One provider
-- column provider_id_b: The other one
-- column joint_pairs (pairs of records, additive): Pairs of reports of declared or confirmed joint work
-- column joint_activities (activities, not additive): Activities that are in such pairs, delivered or planned, once each
-- column joint_projects (projects, not additive): Joint projects that both sides name
-- column open_opportunities (pairs of records, additive): Invitations that wait for an answer
-- records
WITH records AS (
    SELECT o.provider_id_a, o.provider_id_b, 'joint' AS kind, o.source_record_id_a, o.source_record_id_b,
        v.activity_id, CASE WHEN a.joint_project_id = b.joint_project_id THEN a.joint_project_id END AS joint_project_id
    FROM overlap o
    JOIN record a ON (a.provider_id, a.source_record_id) = (o.provider_id_a, o.source_record_id_a)
    JOIN record b ON (b.provider_id, b.source_record_id) = (o.provider_id_b, o.source_record_id_b)
    LEFT JOIN activity v ON (v.provider_id, v.source_record_id) = (o.provider_id_a, o.source_record_id_a)
    WHERE o.disposition IN ('declared', 'confirmed')
    UNION ALL
    SELECT p.provider_id_a, p.provider_id_b, 'opportunity', p.source_record_id_a, p.source_record_id_b, NULL, NULL
    FROM opportunity p WHERE p.is_open
)
-- answer
SELECT provider_id_a, provider_id_b, count(*) FILTER (WHERE kind = 'joint') AS joint_pairs,
    count(DISTINCT activity_id) AS joint_activities, count(DISTINCT joint_project_id) AS joint_projects,
    count(*) FILTER (WHERE kind = 'opportunity') AS open_opportunities
FROM records GROUP BY 1, 2 ORDER BY joint_pairs DESC, 1, 2
