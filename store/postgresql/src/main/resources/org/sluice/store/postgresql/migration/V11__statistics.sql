-- How common a text or a domain is, the planner knows from the statistics of the indexes that have its expression. They are
-- gathered with the next ANALYZE, which of a log that grows slowly may be weeks after the index was made.
ANALYZE audit;
ANALYZE alert;
