-- title: Sponsor input not yet answered
-- says: Input of sponsor offices that somebody must still see to: new, acknowledged or in progress; the oldest first.
-- parameter today (date) = today(): Day that its age is counted to
-- parameter office (office) = '': Only input of this office; all when blank
-- key: input_id
-- column input_id: The input
-- column sponsor_office: Office that gave it
-- column given_on: When
-- column age_days (days, not additive): From then to today
-- column disposition: new, acknowledged or in_progress. Codes: input_disposition
-- column owner_name: Who sees to it; blank while nobody does
-- column about_kind: What kind of thing it is about. Codes: input_about
-- column about: What it is about; blank where it names nothing
-- column answers (answers, additive): Answers so far that did not close it
-- column note: What was answered last
-- records
WITH records AS (
    SELECT i.input_id, i.from_whom, i.given_on, i.disposition, i.owner_name, i.about_kind, i.about, i.answers, i.note
    FROM input i WHERE i.from_kind = 'sponsor' AND i.is_open AND (:office = '' OR i.from_whom = :office)
)
-- answer
SELECT input_id, from_whom AS sponsor_office, given_on, :today - given_on AS age_days, disposition, owner_name, about_kind,
    about, answers, note
FROM records ORDER BY given_on, input_id
