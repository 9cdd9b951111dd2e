"""Two reports of one activity: found by place and days, compared field by field, weighed by a model one can read."""
