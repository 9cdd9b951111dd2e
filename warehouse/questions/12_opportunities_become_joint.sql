-- title: Opportunities that became joint projects
-- says: Invitations of which joint work came after Concord first found them, and how: the pair itself was declared joint,
--   work under both sides was, or both sides came to name one joint project.
-- key: provider_id_a, source_record_id_a, provider_id_b, source_record_id_b
-- column provider_id_a: One provider
-- column source_record_id_a: Its record
-- column provider_id_b: The other one
-- column source_record_id_b: Its record
-- column became_joint_by: declared, later_work or joint_project
-- column joint_project_id: The joint project, where one is named
-- column first_seen_at: When Concord first found the invitation
-- column became_joint_at: When it came to know of the joint work
-- column days (days, not additive): Between the two
-- records
WITH records AS (
    SELECT p.provider_id_a, p.source_record_id_a, p.provider_id_b, p.source_record_id_b, p.became_joint_by,
        p.joint_project_id, p.first_seen_at, p.became_joint_at
    FROM opportunity p WHERE p.became_joint
)
-- answer
SELECT r.*, round((extract(epoch FROM became_joint_at - first_seen_at) / 86400)::numeric, 2) AS days
FROM records r ORDER BY became_joint_at DESC, 1, 2, 3, 4
