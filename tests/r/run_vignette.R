# Runs docs/vignette.R and tells what it found. Usage: Rscript run_vignette.R PACKAGE PICTURES VIGNETTE RESULT
# RESULT is a JSON file: the class and the cells of each table's columns, and what the joins gave.

result <- commandArgs(trailingOnly = TRUE)[4]
options(warn = 2)                      # a warning is a failure
source(commandArgs(trailingOnly = TRUE)[3], encoding = "UTF-8")

plain <- function(column) if (is.numeric(column)) column else as.character(column)
described <- lapply(tables, function(table) list(
  rows = nrow(table),
  class = lapply(table, function(column) class(column)[1]),
  levels = lapply(Filter(is.factor, table), levels),
  cells = lapply(table, plain)))
joined <- list(
  events_at = lapply(events_at, plain),
  parties = nrow(parties),
  passages = lapply(passages[c("report_id", "publisher", "summary")], plain),
  dated = nrow(dated), placed = nrow(placed), spots = if (is.null(spots)) 0 else sum(spots$events),
  counted = I(counted$event_id), figures = lapply(figures[c("event_id", "kind", "low", "whose")], function(column) I(plain(column))),
  places_named = lapply(places_named, function(column) I(plain(column))))
described_all <- toJSON(list(tables = described, joined = joined), na = "null", digits = NA, auto_unbox = TRUE)
written <- file(result, "wb")
writeLines(enc2utf8(described_all), written, useBytes = TRUE)       # UTF-8 in any locale
close(written)
