"""Reports to events, in parts: tellings as lines of text (lines), on disk by type and stage (blocks), who agrees (who),
where (where), when (when), an event in the making (cluster), where to look for it (index), what the reports disagree on
(settle), and which events belong together (relations)."""
