-- Which documents share runs of five words, and how many: exact, for any number of documents.
--
-- The one question of this project that compares all with all, and so the first that leaves pandas where one
-- machine's memory ends. It reads the table counts_shingles of the data package, as a Parquet file or as CSV:
--
--     duckdb -c "CREATE VIEW counts_shingles AS FROM 'counts_shingles.parquet'" -f shared_wording.sql
--
-- DuckDB joins on disk what does not fit into memory. The result is that of analysis.shared_wording for all pairs.
WITH runs AS (
    SELECT DISTINCT source, shingle AS run FROM counts_shingles
)
SELECT one.source AS "first", other.source AS "second", count(*) AS shared
FROM runs AS one
JOIN runs AS other ON one.run = other.run AND one.source < other.source
GROUP BY one.source, other.source
ORDER BY shared DESC, "first", "second";
