"""Reports to events, in parts: report keys on disk by type and stage (blocks), whether two sides, places or spans of days
can be one (same_side, same_place, same_time), what speaks for and against two reports being of one event (evidence), an
event in the making (cluster), where to look for it (search_index), joining (join_reports), what the reports support
together (consensus), and which events belong together (relations)."""
